/**
 * Bytes per component and section, as a table and as a treemap, with what changed since the report before: of the image,
 * or of memory, which boards' stacks and pools make most of.
 */
import { ChartNoAxesColumn } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytes as formatBytes, delta as formatDelta } from '../state/format.ts';
import { Empty } from './Empty.tsx';
import { SizeTable } from './SizeTable.tsx';
import type { Metric, SizeColumn } from './sizeRows.ts';
import { COUNTED, sizeLines, sortLines, totalLine } from './sizeRows.ts';
import css from './sizes.module.css';
import { Treemap } from './Treemap.tsx';
import type { SizesPanelProps } from './types.ts';
import ui from './ui.module.css';

const NONE = [] as const;
const BY_TOTAL = { column: 'total', descending: true } as const;
const METRICS = ['image', 'memory'] as const;

export function SizesPanel(props: SizesPanelProps) {
  const { t } = useTranslation();
  const { report, previous = null, heaps, colour } = props;
  const [metric, setMetric] = useState<Metric>('image');
  const [sort, setSort] = useState<{ column: SizeColumn; descending: boolean }>(BY_TOTAL);
  const [hover, setHover] = useState<string | null>(null);
  const { onPoint } = props;
  const point = (name: string | null) => {
    setHover(name);
    onPoint?.(name);
  };
  // Whoever is gone points at nothing.
  useEffect(() => () => onPoint?.(null), [onPoint]);
  const lines = useMemo(
    () => (report === null ? NONE : sizeLines(report, previous, metric, heaps)),
    [report, previous, metric, heaps],
  );
  const sorted = useMemo(() => sortLines(lines, sort.column, sort.descending), [lines, sort]);
  const total = useMemo(() => totalLine(lines, previous !== null), [lines, previous]);
  const hasHeap = total.heap > 0;
  // A boot that has not been, or claims nothing, has no column.
  const parts = useMemo(() => COUNTED[metric].filter((part) => part !== 'heap' || hasHeap), [metric, hasHeap]);
  if (report === null)
    return (
      <Empty icon={<ChartNoAxesColumn size={24} />} title={t('dock.sizes.emptyTitle')} text={t('dock.sizes.emptyText')}>
        {props.onBuild === undefined ? null : (
          <button
            type="button"
            className={ui.button}
            disabled={(props.buildDisabled ?? null) !== null}
            title={props.buildDisabled ?? undefined}
            onClick={props.onBuild}
          >
            {t('dock.sizes.build')}
          </button>
        )}
      </Empty>
    );
  const imageDelta = previous === null ? null : report.image - previous.image;
  const delta = metric === 'image' ? imageDelta : total.delta;
  const choice =
    sort.column === 'name' || sort.column === 'total' || sort.column === 'delta' || parts.includes(sort.column);
  const share = parts.filter((part) => total[part] > 0);
  return (
    <div className={css.sizes} data-testid="sizes">
      <div className={css.left}>
        <header className={css.summary}>
          <span className={css.metrics} role="radiogroup" aria-label={t('dock.sizes.metric')}>
            {METRICS.map((one) => (
              <label key={one} title={t(`dock.sizes.metrics.${one}Hint`)}>
                <input type="radio" name="metric" checked={metric === one} onChange={() => setMetric(one)} />
                <span data-testid={`metric-${one}`}>{t(`dock.sizes.metrics.${one}`)}</span>
              </label>
            ))}
          </span>
          <strong className={css.image} data-testid="sizes-image">
            {formatBytes(metric === 'image' ? report.image : total.total)}
          </strong>
          {delta === null ? null : (
            <span className={css.delta} data-sign={Math.sign(delta)} data-testid="sizes-image-delta">
              {delta === 0 ? t('dock.sizes.unchanged') : formatDelta(delta)}
            </span>
          )}
          {props.caption === undefined ? null : <span className={css.caption}>{props.caption}</span>}
        </header>
        <SizeTable
          lines={sorted}
          total={total}
          parts={parts}
          sort={choice ? sort : BY_TOTAL}
          onSort={(column) =>
            setSort((before) => ({
              column,
              descending: before.column === column ? !before.descending : column !== 'name',
            }))
          }
          hover={hover}
          onHover={point}
          colour={colour}
          onOpen={props.onOpen}
        />
      </div>
      <div className={css.right}>
        <Treemap lines={lines} parts={parts} colour={colour} hover={hover} onHover={point} onOpen={props.onOpen} />
        <ul className={css.legend}>
          {share.map((section) => (
            <li key={section} data-section={section}>
              <i aria-hidden="true" />
              {t(`dock.sizes.columns.${section}`)}
              <span>{formatBytes(total[section])}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
