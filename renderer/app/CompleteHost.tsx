import { useTranslation } from 'react-i18next';
import { BOARD } from '../../engine/model/types.ts';
import { CompleteDialog } from '../dialogs/CompleteDialog.tsx';
import { optionKey } from '../options/tree.ts';
import { answer, applyCompletion, closeCompletion, useCompletion } from '../state/completion.ts';
import { useDocument } from '../state/document.ts';
import { currentTree, revealOption } from '../state/options.ts';
import { openPlace, useUi } from '../state/ui.ts';

/** The preview of a completion, fed from its store. */
export function CompleteHost() {
  const { t } = useTranslation();
  const open = useUi((state) => state.dialog === 'complete');
  const { completion, asking, error } = useCompletion();
  const readOnly = useDocument((state) => state.info?.readOnly ?? null);
  const components = useDocument((state) => state.composition.components);
  const go = (item: string) => {
    closeCompletion();
    const [component = '', part] = item.split('.');
    if (part !== undefined && currentTree().byKey.has(optionKey(component, part))) revealOption(component, part);
    else if (Object.hasOwn(components, component) || component.startsWith(BOARD))
      openPlace({ component, ...(part === undefined ? {} : { port: part }) });
  };
  return (
    <CompleteDialog
      open={open}
      completion={completion}
      asking={asking}
      error={error}
      readOnly={readOnly === null ? null : t('reason.readOnly')}
      onAnswer={answer}
      onApply={applyCompletion}
      onOpen={go}
      onClose={closeCompletion}
    />
  );
}
