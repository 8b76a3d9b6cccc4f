import { useTranslation } from 'react-i18next';
import css from './dialogs.module.css';
import { Modal } from './Modal.tsx';
import type { AboutDialogProps } from './types.ts';

export function AboutDialog({ open, onClose, version, shell, platform }: AboutDialogProps) {
  const { t } = useTranslation();
  const facts = [
    [t('dialogs.about.version'), version],
    [t('dialogs.about.shell'), t(`dialogs.about.shells.${shell}`, { defaultValue: shell })],
    [t('dialogs.about.platform'), platform],
    [t('dialogs.about.licence'), 'BSD-3-Clause'],
  ];
  return (
    <Modal
      open={open}
      onClose={onClose}
      testid="dialog-about"
      title={t('dialogs.about.title')}
      description={t('dialogs.about.text')}
    >
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
