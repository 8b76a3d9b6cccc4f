/** Tree of files: sources, emitted, catalog; marks what is unsaved, faulty or read-only. */
import { ChevronRight, FileCode, FileCog, FileJson, FileText, Lock } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileInfo } from '../../engine/contract.ts';
import type { Marker, TreeRow } from './fileRows.ts';
import { ancestors, openAtFirst, treeRows } from './fileRows.ts';
import css from './files.module.css';

interface Props {
  readonly files: readonly FileInfo[];
  readonly current: string | null;
  readonly dirty: ReadonlySet<string>;
  readonly markers: ReadonlyMap<string, readonly Marker[]>;
  readonly onOpen: (id: string) => void;
}

const ICONS: Readonly<Record<FileInfo['language'], typeof FileCode>> = {
  c: FileCode,
  yaml: FileCog,
  ini: FileCog,
  json: FileJson,
  plaintext: FileText,
};

function Marks({ file, dirty, markers }: { file: FileInfo } & Pick<Props, 'dirty' | 'markers'>) {
  const { t } = useTranslation();
  const own = markers.get(file.id) ?? [];
  const worst = own.some((marker) => marker.severity === 'error') ? 'error' : 'warning';
  return (
    <>
      {own.length > 0 ? (
        <span className={css.faults} data-severity={worst}>
          {own.length}
        </span>
      ) : null}
      {dirty.has(file.id) ? <span className={css.dirty} role="img" aria-label={t('dock.files.dirty')} /> : null}
    </>
  );
}

export function FileTree({ files, current, dirty, markers, onOpen }: Props) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('');
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const rows = useMemo(
    () => treeRows(files, (key) => folds.get(key) ?? openAtFirst(key), filter),
    [files, folds, filter],
  );
  const [focus, setFocus] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const active = rows.some((row) => row.key === focus) ? focus : (current ?? rows[0]?.key ?? null);
  // A file opened from elsewhere (a problem's place) must not hide in a folded part of the tree, or below its edge.
  const above = current === null ? '' : ancestors(files, current).join('\n');
  useEffect(() => {
    if (above !== '')
      setFolds((before) => new Map([...before, ...above.split('\n').map((key) => [key, true] as const)]));
  }, [above]);
  const shown = rows.some((row) => row.key === current);
  useEffect(() => {
    if (shown && current !== null)
      list.current?.querySelector(`[data-key="${CSS.escape(current)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current, shown]);

  const fold = (key: string, open: boolean) => setFolds((before) => new Map(before).set(key, open));
  const focusRow = (row: TreeRow | undefined) => {
    if (row === undefined) return;
    setFocus(row.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus();
  };
  const activate = (row: TreeRow) => (row.type === 'file' ? onOpen(row.file.id) : fold(row.key, !row.open));
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.key === active);
    const row = rows[at];
    if (row === undefined) return;
    const parent = rows.slice(0, at).findLast((other) => other.level < row.level);
    const folder = row.type !== 'file';
    switch (event.key) {
      case 'ArrowDown':
        focusRow(rows[at + 1]);
        break;
      case 'ArrowUp':
        focusRow(rows[at - 1]);
        break;
      case 'Home':
        focusRow(rows[0]);
        break;
      case 'End':
        focusRow(rows.at(-1));
        break;
      case 'ArrowRight':
        if (folder && !row.open) fold(row.key, true);
        else focusRow(rows[at + 1]);
        break;
      case 'ArrowLeft':
        if (folder && row.open) fold(row.key, false);
        else focusRow(parent);
        break;
      case 'Enter':
      case ' ':
        activate(row);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div className={css.side}>
      <input
        className={css.filter}
        type="search"
        value={filter}
        placeholder={t('dock.files.filter')}
        aria-label={t('dock.files.filter')}
        spellCheck={false}
        onChange={(event) => setFilter(event.target.value)}
      />
      <div ref={list} className={css.tree} role="tree" aria-label={t('dock.files.tree')} onKeyDown={onKeyDown}>
        {rows.map((row) => {
          const Icon = row.type === 'file' ? ICONS[row.file.language] : ChevronRight;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the tree, as the pattern asks
            <div
              key={row.key}
              role="treeitem"
              aria-level={row.level}
              aria-expanded={row.type === 'file' ? undefined : row.open}
              aria-selected={row.key === current}
              tabIndex={row.key === active ? 0 : -1}
              data-key={row.key}
              data-testid={row.type === 'file' ? `file-${row.file.label}` : `files-${row.key}`}
              data-type={row.type}
              className={css.row}
              style={{ paddingLeft: row.type === 'kind' ? 8 : 8 + (row.level - 1) * 13 }}
              title={row.type === 'file' ? row.file.label : undefined}
              onClick={() => {
                setFocus(row.key);
                activate(row);
              }}
            >
              <Icon size={row.type === 'file' ? 14 : 13} className={css.rowIcon} aria-hidden="true" />
              <span className={css.rowName}>{row.type === 'kind' ? t(`dock.files.kinds.${row.key}`) : row.name}</span>
              {row.type === 'kind' ? (
                <>
                  {row.key === 'source' ? null : <Lock size={11} aria-label={t('dock.files.readOnly')} />}
                  <small>{row.count}</small>
                </>
              ) : row.type === 'file' ? (
                <Marks file={row.file} dirty={dirty} markers={markers} />
              ) : null}
            </div>
          );
        })}
        {rows.length === 0 ? <p className={css.none}>{t('dock.files.noMatch')}</p> : null}
      </div>
    </div>
  );
}
