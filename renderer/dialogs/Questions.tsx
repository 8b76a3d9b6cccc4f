/** The short questions: trust, unsaved changes, restore after a crash. The safe answer is never the destructive one. */
import { FileWarning, History, Save, ShieldQuestion } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import ui from '../dock/ui.module.css';
import css from './dialogs.module.css';
import { Modal } from './Modal.tsx';
import type { ReplaceDialogProps, RestoreDialogProps, TrustDialogProps, UnsavedDialogProps } from './types.ts';

export function TrustDialog({ open, onClose, folder, onTrust }: TrustDialogProps) {
  const { t } = useTranslation();
  // Enter on a dialog that has just appeared must not run a stranger's code.
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      open={open}
      onClose={onClose}
      decision
      testid="dialog-trust"
      icon={<ShieldQuestion size={19} />}
      title={t('dialogs.trust.title')}
      description={t('dialogs.trust.text')}
      initialFocus={safe}
      actions={
        <>
          <button ref={safe} type="button" className={ui.button} onClick={onClose}>
            {t('dialogs.trust.look')}
          </button>
          <button type="button" className={ui.primary} data-testid="trust-accept" onClick={onTrust}>
            {t('dialogs.trust.trust')}
          </button>
        </>
      }
    >
      <div className={css.place} title={t('dialogs.trust.folder')}>
        {folder}
      </div>
    </Modal>
  );
}

export function UnsavedDialog({ open, onClose, name, files = [], onSave, onDiscard }: UnsavedDialogProps) {
  const { t } = useTranslation();
  const save = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      open={open}
      onClose={onClose}
      decision
      testid="dialog-unsaved"
      icon={<Save size={18} />}
      title={t('dialogs.unsaved.title', { name, interpolation: { escapeValue: false } })}
      description={t('dialogs.unsaved.text')}
      initialFocus={save}
      actions={
        <>
          <button type="button" className={ui.danger} data-testid="unsaved-discard" onClick={onDiscard}>
            {t('dialogs.unsaved.discard')}
          </button>
          <span className={css.grow} />
          <button type="button" className={ui.button} data-testid="unsaved-cancel" onClick={onClose}>
            {t('dialogs.cancel')}
          </button>
          <button ref={save} type="button" className={ui.primary} data-testid="unsaved-save" onClick={onSave}>
            {t('dialogs.unsaved.save')}
          </button>
        </>
      }
    >
      {files.length === 0 ? undefined : (
        <div>
          <p className={css.muted}>{t('dialogs.unsaved.files')}</p>
          <ul className={css.names}>
            {files.map((file) => (
              <li key={file}>{file}</li>
            ))}
          </ul>
        </div>
      )}
    </Modal>
  );
}

/** Whether to write over a file that is there. */
export function ReplaceDialog({ open, onClose, name, onReplace }: ReplaceDialogProps) {
  const { t } = useTranslation();
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      open={open}
      onClose={onClose}
      decision
      testid="dialog-replace"
      icon={<FileWarning size={18} />}
      title={t('dialogs.replace.title')}
      description={t('dialogs.replace.text', { name, interpolation: { escapeValue: false } })}
      initialFocus={safe}
      actions={
        <>
          <button ref={safe} type="button" className={ui.button} onClick={onClose}>
            {t('dialogs.cancel')}
          </button>
          <button type="button" className={ui.danger} data-testid="replace-accept" onClick={onReplace}>
            {t('dialogs.replace.replace')}
          </button>
        </>
      }
    />
  );
}

export function RestoreDialog({ open, onClose, name, edits, onRestore, onDiscard }: RestoreDialogProps) {
  const { t } = useTranslation();
  const restore = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      open={open}
      onClose={onClose}
      decision
      testid="dialog-restore"
      icon={<History size={18} />}
      title={t('dialogs.restore.title')}
      description={[
        t('dialogs.restore.text', { name, interpolation: { escapeValue: false } }),
        edits === undefined ? '' : t('dialogs.restore.edits', { count: edits }),
      ].join(' ')}
      initialFocus={restore}
      actions={
        <>
          <button type="button" className={ui.danger} data-testid="restore-discard" onClick={onDiscard}>
            {t('dialogs.restore.discard')}
          </button>
          <button ref={restore} type="button" className={ui.primary} data-testid="restore-accept" onClick={onRestore}>
            {t('dialogs.restore.restore')}
          </button>
        </>
      }
    />
  );
}
