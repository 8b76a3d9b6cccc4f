/** Bytes per component and section, as a table and as a treemap, with what changed since the report before. */
import { ChartNoAxesColumn } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytes as formatBytes, delta as formatDelta } from '../state/format.ts';
import { Empty } from './Empty.tsx';
import { SizeTable } from './SizeTable.tsx';
import type { SizeColumn } from './sizeRows.ts';
import { SECTIONS, sizeLines, sortLines, totalLine } from './sizeRows.ts';
import css from './sizes.module.css';
import { Treemap } from './Treemap.tsx';
import type { SizesPanelProps } from './types.ts';
import ui from './ui.module.css';

const NONE = [] as const;

export function SizesPanel(props: SizesPanelProps) {
  const { t } = useTranslation();
  const { report, previous = null, colour } = props;
  const [sort, setSort] = useState<{ column: SizeColumn; descending: boolean }>({ column: 'total', descending: true });
  const [hover, setHover] = useState<string | null>(null);
  const lines = useMemo(() => (report === null ? NONE : sizeLines(report, previous)), [report, previous]);
  const sorted = useMemo(() => sortLines(lines, sort.column, sort.descending), [lines, sort]);
  const total = useMemo(() => totalLine(lines, previous !== null), [lines, previous]);
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
  const share = SECTIONS.filter((section) => total[section] > 0);
  return (
    <div className={css.sizes} data-testid="sizes">
      <div className={css.left}>
        <header className={css.summary}>
          <span className={css.image}>
            <strong data-testid="sizes-image">{formatBytes(report.image)}</strong> {t('dock.sizes.image')}
          </span>
          {imageDelta === null ? null : (
            <span className={css.delta} data-sign={Math.sign(imageDelta)} data-testid="sizes-image-delta">
              {imageDelta === 0 ? t('dock.sizes.unchanged') : formatDelta(imageDelta)}
            </span>
          )}
          {props.caption === undefined ? null : <span className={css.caption}>{props.caption}</span>}
        </header>
        <SizeTable
          lines={sorted}
          total={total}
          sort={sort}
          onSort={(column) =>
            setSort((before) => ({
              column,
              descending: before.column === column ? !before.descending : column !== 'name',
            }))
          }
          hover={hover}
          onHover={setHover}
          colour={colour}
          onOpen={props.onOpen}
        />
      </div>
      <div className={css.right}>
        <Treemap lines={lines} colour={colour} hover={hover} onHover={setHover} onOpen={props.onOpen} />
        <ul className={css.legend}>
          {share.map((section) => (
            <li key={section} data-section={section}>
              <i aria-hidden="true" />
              {section}
              <span>{formatBytes(total[section])}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
