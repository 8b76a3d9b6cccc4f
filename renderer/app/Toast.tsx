import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { setUi, useUi } from '../state/ui.ts';

/** A short word at the lower edge. */
export function Toast() {
  const { t } = useTranslation();
  const toast = useUi((state) => state.toast);
  return (
    <div className="toasts" role={toast?.kind === 'bad' ? 'alert' : 'status'} aria-live="polite">
      {toast === null ? null : (
        <div className={`toast ${toast.kind}`} data-testid="toast">
          {toast.kind === 'bad' ? <TriangleAlert size={15} aria-hidden /> : <CircleCheck size={15} aria-hidden />}
          <span>
            {toast.text}
            {toast.hint == null ? null : <small>{toast.hint}</small>}
          </span>
          <button type="button" className="icon" aria-label={t('common.close')} onClick={() => setUi({ toast: null })}>
            <X size={13} />
          </button>
        </div>
      )}
    </div>
  );
}
