/** The frame of every dialog: focus trap, Esc, click outside, title and description wired for readers. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import ui from '../dock/ui.module.css';
import css from './dialogs.module.css';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly icon?: ReactNode;
  readonly tone?: 'bad';
  readonly size?: 'small' | 'medium' | 'large';
  /** A decision that must be made: a click outside does not end it. Esc and the close button do. */
  readonly decision?: boolean;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly testid: string;
  readonly children?: ReactNode;
  /** Buttons; the last is the one meant. */
  readonly actions?: ReactNode;
}

export function Modal(props: Props) {
  const { t } = useTranslation();
  return (
    <Dialog.Root
      open={props.open}
      disablePointerDismissal={props.decision ?? false}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={css.backdrop} />
        <Dialog.Viewport className={css.viewport}>
          <Dialog.Popup
            className={css.popup}
            data-size={props.size ?? 'small'}
            data-tone={props.tone}
            data-testid={props.testid}
            initialFocus={props.initialFocus}
          >
            <header className={css.head}>
              {props.icon === undefined ? null : <span className={css.headIcon}>{props.icon}</span>}
              <div className={css.headText}>
                <Dialog.Title className={css.title}>{props.title}</Dialog.Title>
                {props.description === undefined ? null : (
                  <Dialog.Description className={css.description}>{props.description}</Dialog.Description>
                )}
              </div>
              <Dialog.Close className={ui.icon} aria-label={t('dialogs.close')} title={t('dialogs.close')}>
                <X size={16} />
              </Dialog.Close>
            </header>
            {props.children === undefined ? null : <div className={css.body}>{props.children}</div>}
            {props.actions === undefined ? null : <footer className={css.actions}>{props.actions}</footer>}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
