/** Copies to the clipboard, which a browser may refuse: that is said, and nothing is shown as copied. */
import { t } from '../i18n.ts';
import { toast } from '../state/ui.ts';

/** Whether `write` has put something there. */
export async function copied(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    toast('bad', t('dock.console.notCopied'), error instanceof Error ? error.message : null);
    return false;
  }
}
