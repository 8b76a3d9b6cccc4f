import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { bytes as formatBytes, delta as formatDelta } from '../state/format.ts';
import type { Part, SizeColumn, SizeLine } from './sizeRows.ts';
import { isPseudo } from './sizeRows.ts';
import css from './sizes.module.css';
import type { ColourOf } from './types.ts';

interface Props {
  readonly lines: readonly SizeLine[];
  readonly total: SizeLine;
  readonly parts: readonly Part[];
  readonly sort: { readonly column: SizeColumn; readonly descending: boolean };
  readonly onSort: (column: SizeColumn) => void;
  readonly hover: string | null;
  readonly onHover: (name: string | null) => void;
  readonly colour: ColourOf;
  readonly onOpen?: (component: string) => void;
}

const bytes = (value: number) => (value === 0 ? '–' : formatBytes(value));

function Name({ line, colour, onOpen }: { line: SizeLine } & Pick<Props, 'colour' | 'onOpen'>) {
  const label = <bdi className={css.componentName}>{line.name}</bdi>;
  return (
    <span className={css.component}>
      <i className={css.square} style={{ background: colour(line.name) ?? 'var(--line-strong)' }} aria-hidden="true" />
      {onOpen === undefined || isPseudo(line.name) || line.state === 'gone' ? (
        label
      ) : (
        <button type="button" onClick={() => onOpen(line.name)}>
          {label}
        </button>
      )}
      {line.microlib === '' || line.microlib === line.name ? null : <small>{line.microlib}</small>}
    </span>
  );
}

/** The table: click a heading to sort; the sums stay in view at the bottom. */
export function SizeTable({ lines, total, parts, sort, onSort, hover, onHover, colour, onOpen }: Props) {
  const { t } = useTranslation();
  const compared = total.delta !== null;
  const columns: readonly SizeColumn[] = ['name', ...parts, 'total', ...(compared ? (['delta'] as const) : [])];
  const deltaText = (line: SizeLine) =>
    line.state === 'new'
      ? t('dock.sizes.new', { delta: formatDelta(line.delta ?? 0) })
      : line.state === 'gone'
        ? t('dock.sizes.gone', { delta: formatDelta(line.delta ?? 0) })
        : line.delta === 0
          ? '–'
          : formatDelta(line.delta ?? 0);
  return (
    <div className={css.tableBox}>
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                aria-sort={sort.column === column ? (sort.descending ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" onClick={() => onSort(column)}>
                  {t(`dock.sizes.columns.${column}`)}
                  {sort.column !== column ? null : sort.descending ? <ArrowDown size={11} /> : <ArrowUp size={11} />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody onPointerLeave={() => onHover(null)}>
          {lines.map((line) => (
            <tr
              key={`${line.state === 'gone'}:${line.name}`}
              data-testid={`size-${line.name}`}
              data-state={line.state}
              data-hover={hover === line.name || undefined}
              data-pseudo={isPseudo(line.name) || undefined}
              onPointerEnter={() => onHover(line.name)}
            >
              <th scope="row">
                <Name line={line} colour={colour} onOpen={onOpen} />
              </th>
              {parts.map((section) => (
                <td key={section} title={t('dock.sizes.bytes', { count: line[section] })}>
                  {bytes(line[section])}
                </td>
              ))}
              <td className={css.strong} title={t('dock.sizes.bytes', { count: line.total })}>
                {bytes(line.total)}
              </td>
              {compared ? (
                <td className={css.delta} data-sign={Math.sign(line.delta ?? 0)}>
                  {deltaText(line)}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr data-testid="size-sum">
            <th scope="row">{t('dock.sizes.sum')}</th>
            {parts.map((section) => (
              <td key={section} title={t('dock.sizes.bytes', { count: total[section] })}>
                {bytes(total[section])}
              </td>
            ))}
            <td className={css.strong} title={t('dock.sizes.bytes', { count: total.total })}>
              {bytes(total.total)}
            </td>
            {compared ? (
              <td className={css.delta} data-sign={Math.sign(total.delta ?? 0)}>
                {formatDelta(total.delta ?? 0)}
              </td>
            ) : null}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
