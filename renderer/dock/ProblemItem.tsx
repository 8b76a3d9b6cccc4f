/** One diagnostic: code, message, place; causes on demand; fixes with their cost and a preview as a diff. */
import { ChevronRight, CircleX, Info, Lightbulb, TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic, Fix, Severity } from '../../engine/check/types.ts';
import { diagnosticText } from '../app/diagnosticText.ts';
import { engineText } from '../app/engineText.ts';
import { DiffView } from './DiffView.tsx';
import { editLines } from './editPreview.ts';
import css from './problems.module.css';
import { placeText, splitFixTitle } from './problems.ts';
import type { ProblemsPanelProps } from './types.ts';
import { useEditWords } from './useEditWords.ts';

const ICONS: Readonly<Record<Severity, typeof CircleX>> = { error: CircleX, warning: TriangleAlert, info: Info };

type Props = Omit<ProblemsPanelProps, 'diagnostics' | 'onComplete'> & { diagnostic: Diagnostic };

interface FixRowProps extends Pick<Props, 'onFix' | 'readOnly'> {
  readonly code: string;
  readonly fix: Fix;
  readonly index: number;
}

/** A fix: its title shows what it would change, the button does it. */
function FixRow({ code, fix, index, onFix, readOnly }: FixRowProps) {
  const { t } = useTranslation();
  const words = useEditWords();
  const [preview, setPreview] = useState(false);
  const id = useId();
  const { action: title, cost } = splitFixTitle(fix.title);
  const action = words(title, fix.edits);
  return (
    <li className={css.fix}>
      <div className={css.fixLine}>
        <button
          type="button"
          className={css.fixTitle}
          aria-expanded={preview}
          aria-controls={id}
          title={t('dock.problems.previewOf', { title: action })}
          data-testid={`preview-${code}-${index}`}
          onClick={() => setPreview(!preview)}
        >
          <Lightbulb size={12} aria-hidden="true" className={css.fixIcon} />
          {action}
          <ChevronRight size={12} aria-hidden="true" />
        </button>
        {cost === '' ? null : <span className={css.cost}>{cost}</span>}
        <button
          type="button"
          className={css.apply}
          disabled={readOnly !== null && readOnly !== undefined}
          title={readOnly ?? undefined}
          aria-label={t('dock.problems.applyOf', { title: action })}
          data-testid={`fix-${code}-${index}`}
          onClick={() => onFix(fix)}
        >
          {t('dock.problems.apply')}
        </button>
      </div>
      {preview ? (
        <div id={id} className={css.preview}>
          <DiffView lines={editLines(fix.edits)} label={t('dock.problems.previewOf', { title: action })} />
        </div>
      ) : null}
    </li>
  );
}

export function ProblemItem(props: Props) {
  const { diagnostic, fixesOf, onLook, onOpen, onFix, onQuickFix, readOnly } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  const Icon = ICONS[diagnostic.severity];
  const place = placeText(diagnostic.at);
  const message = diagnosticText(diagnostic);
  // In another language the original stays reachable: it is what one searches for.
  const original = message.includes(diagnostic.message) ? [] : [diagnostic.message];
  const more = [...diagnostic.because, ...original];
  const { fixes, trying } = fixesOf(diagnostic);
  return (
    <li
      className={css.item}
      data-severity={diagnostic.severity}
      data-testid={`problem-${diagnostic.code}`}
      onPointerEnter={() => onLook(diagnostic)}
      onFocus={() => onLook(diagnostic)}
      onKeyDown={(event) => {
        if (event.key !== '.' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onQuickFix(diagnostic, event.currentTarget);
      }}
    >
      {more.length > 0 ? (
        <button
          type="button"
          className={css.chevron}
          aria-expanded={open}
          aria-controls={id}
          aria-label={t('dock.problems.why')}
          title={t('dock.problems.why')}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={14} />
        </button>
      ) : (
        <span />
      )}
      <Icon size={15} className={css.severity} role="img" aria-label={t(`dock.problems.${diagnostic.severity}One`)} />
      <div className={css.body}>
        <div className={css.head}>
          <span className={css.code}>{diagnostic.code}</span>
          <span className={css.message}>{message}</span>
          {place === '' ? null : (
            <button
              type="button"
              className={css.place}
              title={t('dock.problems.go', { place })}
              onClick={() => onOpen(diagnostic.at, diagnostic)}
            >
              {place}
            </button>
          )}
        </div>
        {open ? (
          <ul className={css.because} id={id}>
            {more.map((cause, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two causes may read the same
              <li key={index}>{engineText(cause)}</li>
            ))}
          </ul>
        ) : null}
        {fixes.length > 0 ? (
          <ul className={css.fixes} aria-label={t('dock.problems.fixes')}>
            {fixes.map((fix, index) => (
              <FixRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a tried fix takes the row of the one it replaces, and an open preview stays open
                key={index}
                code={diagnostic.code}
                fix={fix}
                index={index}
                onFix={onFix}
                readOnly={readOnly}
              />
            ))}
          </ul>
        ) : diagnostic.severity === 'error' && !trying ? (
          <div className={css.noFix}>{t('dock.problems.noFix')}</div>
        ) : null}
      </div>
    </li>
  );
}
