/** Diagnostics, worst first, each with its place, its causes and the fixes that exist. */
import { CircleCheck } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../../engine/check/types.ts';
import { Empty } from './Empty.tsx';
import { ProblemItem } from './ProblemItem.tsx';
import css from './problems.module.css';
import { groupProblems } from './problems.ts';
import type { ProblemsPanelProps } from './types.ts';
import ui from './ui.module.css';

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

export function ProblemsPanel({ diagnostics, onOpen, onFix, readOnly = null }: ProblemsPanelProps) {
  const { t } = useTranslation();
  const groups = useMemo(() => groupProblems(diagnostics), [diagnostics]);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const id = useId();
  if (groups.length === 0)
    return (
      <Empty
        icon={<CircleCheck size={24} className={css.good} />}
        title={t('dock.problems.emptyTitle')}
        text={t('dock.problems.emptyText')}
      />
    );
  const toggle = (severity: string) =>
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(severity)) next.add(severity);
      return next;
    });
  return (
    <div className={css.problems} data-testid="problems">
      {groups.map((group) => (
        <section key={group.severity} aria-labelledby={`${id}-${group.severity}`}>
          <h3 className={css.group} id={`${id}-${group.severity}`}>
            <button
              type="button"
              className={ui.heading}
              aria-expanded={!folded.has(group.severity)}
              onClick={() => toggle(group.severity)}
            >
              {t(`dock.problems.${group.severity}`, { count: group.items.length })}
            </button>
          </h3>
          {folded.has(group.severity) ? null : (
            <ul className={css.list}>
              {keyed(group.items).map(({ key, item }) => (
                <ProblemItem key={key} diagnostic={item} onOpen={onOpen} onFix={onFix} readOnly={readOnly} />
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  );
}
