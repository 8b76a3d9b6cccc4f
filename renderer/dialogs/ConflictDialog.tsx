/** The file changed on disk: reload, compare, or keep one's own. */
import { FileDiff } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DiffView } from '../dock/DiffView.tsx';
import ui from '../dock/ui.module.css';
import css from './dialogs.module.css';
import { lineDiff } from './lineDiff.ts';
import { Modal } from './Modal.tsx';
import type { ConflictDialogProps } from './types.ts';

export function ConflictDialog(props: ConflictDialogProps) {
  const { t } = useTranslation();
  const { open, onClose, name, deleted = false, compare = null } = props;
  const [comparing, setComparing] = useState(false);
  useEffect(() => {
    if (!open) setComparing(false);
  }, [open]);
  const lines = useMemo(() => (compare === null ? null : lineDiff(compare.theirs, compare.mine)), [compare]);
  // Both ways out lose something: the one that only looks comes first.
  const look = useRef<HTMLButtonElement>(null);
  const key = deleted ? 'deleted' : '';
  const text = { name, interpolation: { escapeValue: false } };
  return (
    <Modal
      open={open}
      onClose={onClose}
      decision
      size={comparing ? 'large' : 'small'}
      testid="dialog-conflict"
      icon={<FileDiff size={18} />}
      title={t(key === '' ? 'dialogs.conflict.title' : 'dialogs.conflict.deletedTitle', text)}
      initialFocus={look}
      description={t(key === '' ? 'dialogs.conflict.text' : 'dialogs.conflict.deletedText')}
      actions={
        deleted ? (
          <>
            <button type="button" className={ui.button} onClick={onClose}>
              {t('dialogs.cancel')}
            </button>
            <button type="button" className={ui.primary} data-testid="conflict-overwrite" onClick={props.onOverwrite}>
              {t('dialogs.conflict.writeAgain')}
            </button>
          </>
        ) : (
          <>
            {comparing ? null : (
              <button
                ref={look}
                type="button"
                className={ui.primary}
                data-testid="conflict-compare"
                onClick={() => {
                  setComparing(true);
                  props.onCompare();
                }}
              >
                {t('dialogs.conflict.compare')}
              </button>
            )}
            <span className={css.grow} />
            <button type="button" className={ui.button} data-testid="conflict-overwrite" onClick={props.onOverwrite}>
              {t('dialogs.conflict.overwrite')}
            </button>
            <button type="button" className={ui.button} data-testid="conflict-reload" onClick={props.onReload}>
              {t('dialogs.conflict.reload')}
            </button>
          </>
        )
      }
    >
      {!comparing || deleted ? undefined : lines === null ? (
        <p className={css.muted}>{t('dialogs.conflict.loading')}</p>
      ) : lines.length === 0 ? (
        <p className={css.muted}>{t('dialogs.conflict.same')}</p>
      ) : (
        <>
          <div className={css.compareHead}>
            <span data-sign="+">
              <b>+</b> {t('dialogs.conflict.mine')}
            </span>
            <span data-sign="-">
              <b>−</b> {t('dialogs.conflict.theirs')}
            </span>
          </div>
          <DiffView lines={lines} label={t('dialogs.conflict.diff')} />
        </>
      )}
    </Modal>
  );
}
