/** Boot timeline: a bar per component on a common scale, the total in the title. */
import { Timer } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { bytes, duration as formatDuration } from '../state/format.ts';
import { Empty } from './Empty.tsx';
import css from './timeline.module.css';
import { timelineSections } from './timelineRows.ts';
import type { TimelinePanelProps } from './types.ts';
import ui from './ui.module.css';

export function TimelinePanel({ entries, running, colour, onOpen }: TimelinePanelProps) {
  const { t } = useTranslation();
  const sections = useMemo(() => timelineSections(entries), [entries]);
  if (sections.length === 0)
    return (
      <Empty
        icon={<Timer size={22} />}
        title={t(running ? 'dock.timeline.runningTitle' : 'dock.timeline.emptyTitle')}
        text={t(running ? 'dock.timeline.runningText' : 'dock.timeline.emptyText')}
      />
    );
  return (
    <div className={css.timeline} data-testid="timeline">
      {sections.map((section) => (
        <section key={section.phase} className={css.section}>
          <h3 className={ui.heading} data-testid={`timeline-total-${section.phase}`}>
            {t(`dock.timeline.${section.phase}`)} · <span className={css.total}>{formatDuration(section.totalNs)}</span>
          </h3>
          <ul className={css.rows} data-heap={section.rows.some(({ heap }) => heap !== undefined) || undefined}>
            {section.rows.map((row) => (
              <li key={row.component} className={css.row} data-testid={`timeline-${section.phase}-${row.component}`}>
                {onOpen === undefined ? (
                  <span className={css.name}>{row.component}</span>
                ) : (
                  <button type="button" className={css.name} onClick={() => onOpen(row.component)}>
                    {row.component}
                  </button>
                )}
                <span className={css.track} aria-hidden="true">
                  {row.bars.map((bar) => (
                    <i
                      key={bar.start}
                      className={css.bar}
                      style={{
                        left: `${bar.start * 100}%`,
                        width: `${bar.width * 100}%`,
                        background: colour(row.component) ?? 'var(--faint)',
                      }}
                    />
                  ))}
                  {row.heap === undefined ? null : (
                    <i className={css.heap} style={{ width: `${row.heap.share * 100}%` }} />
                  )}
                </span>
                <span className={css.time}>{formatDuration(row.durationNs)}</span>
                {row.heap === undefined ? null : (
                  <span
                    className={css.time}
                    title={
                      row.heap.used === null
                        ? t('dock.timeline.claimed', { claimed: bytes(row.heap.claimed) })
                        : t('dock.timeline.heap', {
                            claimed: bytes(row.heap.claimed),
                            used: bytes(row.heap.used),
                          })
                    }
                  >
                    {bytes(row.heap.claimed)}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
