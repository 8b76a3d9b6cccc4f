/** One diagnostic: code, message, place; causes on demand; fixes with their cost and a preview as a diff. */
import { ChevronRight, CircleX, Eye, Info, TriangleAlert, Wrench } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic, Severity } from '../../engine/check/types.ts';
import { DiffView } from './DiffView.tsx';
import { editLines } from './editPreview.ts';
import css from './problems.module.css';
import { placeText, problemMessage, splitFixTitle } from './problems.ts';
import type { ProblemsPanelProps } from './types.ts';
import ui from './ui.module.css';
import { useEditWords } from './useEditWords.ts';

const ICONS: Readonly<Record<Severity, typeof CircleX>> = { error: CircleX, warning: TriangleAlert, info: Info };

type Props = Omit<ProblemsPanelProps, 'diagnostics'> & { diagnostic: Diagnostic };

function FixRow({ diagnostic, index, onFix, readOnly }: Omit<Props, 'onOpen'> & { index: number }) {
  const { t } = useTranslation();
  const words = useEditWords();
  const [preview, setPreview] = useState(false);
  const id = useId();
  const fix = diagnostic.fixes[index];
  if (fix === undefined) return null;
  const { action: title, cost } = splitFixTitle(fix.title);
  const action = words(title, fix.edits);
  const hint = readOnly ?? undefined;
  return (
    <li className={css.fix}>
      <div className={css.fixLine}>
        <button
          type="button"
          className={ui.link}
          disabled={readOnly !== null && readOnly !== undefined}
          title={hint}
          data-testid={`fix-${diagnostic.code}-${index}`}
          onClick={() => onFix(diagnostic, index)}
        >
          <Wrench size={12} aria-hidden="true" className={css.fixIcon} />
          {action}
        </button>
        {cost === '' ? null : <span className={css.cost}>{cost}</span>}
        <button
          type="button"
          className={css.previewButton}
          aria-expanded={preview}
          aria-controls={id}
          onClick={() => setPreview(!preview)}
        >
          <Eye size={12} aria-hidden="true" />
          {t('dock.problems.preview')}
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

export function ProblemItem({ diagnostic, onOpen, onFix, readOnly }: Props) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  const Icon = ICONS[diagnostic.severity];
  const place = placeText(diagnostic.at);
  const message = problemMessage(diagnostic, {
    exists: (key) => i18n.exists(key),
    t: (key, options) => String(t(key, options)),
  });
  // In another language the original stays reachable: it is what one searches for.
  const original = message.includes(diagnostic.message) ? [] : [diagnostic.message];
  const more = [...diagnostic.because, ...original];
  return (
    <li className={css.item} data-severity={diagnostic.severity} data-testid={`problem-${diagnostic.code}`}>
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
            {more.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        ) : null}
        {diagnostic.fixes.length > 0 ? (
          <ul className={css.fixes} aria-label={t('dock.problems.fixes')}>
            {diagnostic.fixes.map((fix, index) => (
              <FixRow key={fix.title} diagnostic={diagnostic} index={index} onFix={onFix} readOnly={readOnly} />
            ))}
          </ul>
        ) : diagnostic.severity === 'error' ? (
          <div className={css.noFix}>{t('dock.problems.noFix')}</div>
        ) : null}
      </div>
    </li>
  );
}
