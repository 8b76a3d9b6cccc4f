/** Diagnostics, worst first, each with its place, its causes and the fixes that exist. */
import { CircleCheck, Sparkle } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic, Severity } from '../../engine/check/types.ts';
import { diagnosticText } from '../app/diagnosticText.ts';
import { Empty } from './Empty.tsx';
import { ProblemItem } from './ProblemItem.tsx';
import css from './problems.module.css';
import { compareDiagnostics, countProblems, filterProblems } from './problems.ts';
import type { ProblemsPanelProps } from './types.ts';

/** Diagnostics have no ids: code and place, and a number for findings that share both. */
function keyed(items: readonly Diagnostic[]): { key: string; item: Diagnostic }[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const base = `${item.code}:${JSON.stringify(item.at)}`;
    const nth = seen.get(base) ?? 0;
    seen.set(base, nth + 1);
    return { key: `${base}:${nth}`, item };
  });
}

function Toolbar(props: {
  readonly diagnostics: readonly Diagnostic[];
  readonly needle: string;
  readonly hidden: ReadonlySet<Severity>;
  readonly onNeedle: (needle: string) => void;
  readonly onToggle: (severity: Severity) => void;
  readonly onComplete: () => void;
}) {
  const { t } = useTranslation();
  const { needle, hidden } = props;
  const counts = countProblems(props.diagnostics);
  const kinds = [
    ['error', counts.errors],
    ['warning', counts.warnings],
    ['info', counts.infos],
  ] as const;
  return (
    <div className={css.toolbar}>
      <input
        type="search"
        className={css.filter}
        value={needle}
        placeholder={t('dock.problems.filter')}
        aria-label={t('dock.problems.filter')}
        spellCheck={false}
        data-testid="problems-filter"
        onChange={(event) => props.onNeedle(event.target.value)}
      />
      {kinds.map(([severity, count]) =>
        count === 0 ? null : (
          <button
            key={severity}
            type="button"
            className={css.kind}
            data-severity={severity}
            aria-pressed={!hidden.has(severity)}
            data-testid={`problems-${severity}`}
            onClick={() => props.onToggle(severity)}
          >
            {t(`dock.problems.${severity}`, { count })}
          </button>
        ),
      )}
      <span className={css.space} />
      <button type="button" className={css.complete} data-testid="problems-complete" onClick={props.onComplete}>
        {t('dock.problems.complete')}
        <Sparkle size={12} fill="currentColor" aria-hidden />
      </button>
    </div>
  );
}

/** Adds to a set what it has not, and takes out what it has. */
function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

export function ProblemsPanel({ diagnostics, onComplete, ...rest }: ProblemsPanelProps) {
  const { t, i18n } = useTranslation();
  const [needle, setNeedle] = useState('');
  const [hidden, setHidden] = useState<ReadonlySet<Severity>>(new Set());
  const { language } = i18n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is searched is in the user's language
  const shown = useMemo(
    () => [...filterProblems(diagnostics, needle, hidden, diagnosticText)].sort(compareDiagnostics),
    [diagnostics, needle, hidden, language],
  );
  if (diagnostics.length === 0)
    return (
      <Empty
        icon={<CircleCheck size={24} className={css.good} />}
        title={t('dock.problems.emptyTitle')}
        text={t('dock.problems.emptyText')}
      />
    );
  return (
    <div className={css.frame}>
      <Toolbar
        diagnostics={diagnostics}
        needle={needle}
        hidden={hidden}
        onNeedle={setNeedle}
        onToggle={(severity) => setHidden(toggled(hidden, severity))}
        onComplete={onComplete}
      />
      <div className={css.problems} data-testid="problems">
        {shown.length === 0 ? <p className={css.noMatch}>{t('dock.problems.noMatch')}</p> : null}
        <ul className={css.list}>
          {keyed(shown).map(({ key, item }) => (
            <ProblemItem key={key} diagnostic={item} {...rest} />
          ))}
        </ul>
      </div>
    </div>
  );
}
