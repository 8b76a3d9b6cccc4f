/**
 * The options of everything in the composition, as a tree that is searched, filtered and walked by keys. The tree keeps
 * the focus (`aria-activedescendant` names the current row), since rows out of sight do not exist; editors get it while
 * something is being typed.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronsDownUp, Pencil, Search, X } from 'lucide-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { diagnosticsByOption } from '../dock/problems.ts';
import { useChecks } from '../state/checks.ts';
import { isFiltered, search, setCurrent, setFold, setOnlyChanged, useOptions } from '../state/options.ts';
import { setUi } from '../state/ui.ts';
import { useOptionTree } from '../state/useOptionTree.ts';
import { Details } from './Details.tsx';
import { OptionRow, rowId, secondOf } from './OptionRow.tsx';
import css from './options.module.css';
import { openAtFirst, type Row, treeRows } from './rows.ts';
import { searchTree } from './search.ts';
import { optionKey, type Tree } from './tree.ts';
import { useTreeKeys } from './useTreeKeys.ts';

const LINE = 30;
const TWO_LINES = 48;

interface Shown {
  readonly rows: readonly Row[];
  /** The filter that made them: it may be behind what is being typed. */
  readonly needle: string;
}

function useRows(tree: Tree): Shown {
  const onlyChanged = useOptions((state) => state.onlyChanged);
  const folds = useOptions((state) => state.folds);
  const filteredFolds = useOptions((state) => state.filteredFolds);
  // Typing stays quick where there is much to search.
  const needle = useDeferredValue(useOptions((state) => state.needle));
  const hits = useMemo(() => searchTree(tree.roots, needle), [tree, needle]);
  return useMemo(() => {
    const filtered = isFiltered({ needle, onlyChanged });
    const { roots } = tree;
    const rows = treeRows(roots, {
      hits,
      onlyChanged,
      isOpen: (node) =>
        filtered ? (filteredFolds.get(node.key) ?? true) : (folds.get(node.key) ?? openAtFirst(node, roots.length)),
    });
    return { rows, needle };
  }, [tree, hits, needle, onlyChanged, folds, filteredFolds]);
}

function Head({ tree, onDown }: { readonly tree: Tree; readonly onDown: () => void }) {
  const { t } = useTranslation();
  const needle = useOptions((state) => state.needle);
  const onlyChanged = useOptions((state) => state.onlyChanged);
  const changes = tree.roots.reduce((sum, root) => sum + root.changes, 0);
  const fold = () => {
    for (const root of tree.roots) setFold(root.key, false);
  };
  return (
    <header className={css.head}>
      <h2>{t('options.title')}</h2>
      <button
        type="button"
        className={css.chip}
        aria-pressed={onlyChanged}
        title={t('options.onlyChangedHint')}
        data-testid="options-changed"
        onClick={() => setOnlyChanged(!onlyChanged)}
      >
        <Pencil size={11} aria-hidden />
        {t('options.onlyChanged')} <em>{changes}</em>
      </button>
      <button
        type="button"
        className="icon"
        aria-label={t('options.foldAll')}
        title={t('options.foldAll')}
        onClick={fold}
      >
        <ChevronsDownUp size={14} />
      </button>
      <button
        type="button"
        className="icon"
        aria-label={t('common.close')}
        title={t('common.close')}
        onClick={() => setUi({ optionsFolded: true })}
      >
        <X size={14} />
      </button>
      <div className={css.search}>
        <Search size={14} aria-hidden />
        <input
          id="options-search"
          data-testid="options-search"
          value={needle}
          placeholder={t('options.search')}
          aria-label={t('options.search')}
          spellCheck={false}
          onChange={(event) => search(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'Enter') {
              event.preventDefault();
              onDown();
            } else if (event.key === 'Escape') {
              event.stopPropagation();
              search('');
              onDown();
            }
          }}
        />
        {needle === '' ? (
          <kbd aria-hidden title={t('options.searchKey')}>
            F
          </kbd>
        ) : (
          <button type="button" className="icon" aria-label={t('common.clear')} onClick={() => search('')}>
            <X size={13} />
          </button>
        )}
      </div>
    </header>
  );
}

export function OptionsPanel() {
  const { t } = useTranslation();
  const tree = useOptionTree();
  const { rows, needle } = useRows(tree);
  const onlyChanged = useOptions((state) => state.onlyChanged);
  const wanted = useOptions((state) => state.current);
  const reveal = useOptions((state) => state.reveal);
  const diagnostics = useChecks((state) => state.diagnostics);
  const faults = useMemo(() => diagnosticsByOption(diagnostics), [diagnostics]);
  const scroller = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const at = Math.max(
    rows.findIndex(({ key }) => key === wanted),
    0,
  );
  const active = rows[at];

  const faultOf = useCallback(
    ({ node }: Row) =>
      node.kind === 'option' || node.kind === 'choice'
        ? (node.kind === 'option' ? [node.info.name] : node.members.map(({ info }) => info.name))
            .map((name) => faults.get(optionKey(node.component, name)))
            .find((found) => found !== undefined)
        : undefined,
    [faults],
  );
  const heightOf = useCallback(
    (index: number) => {
      const row = rows[index];
      return row !== undefined && secondOf(row, faultOf(row)) !== null ? TWO_LINES : LINE;
    },
    [rows, faultOf],
  );
  // A key function of its own for each set of rows and heights: the virtualizer measures anew when it changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows, heightOf]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: heightOf,
    getItemKey: keyOf,
    overscan: 6,
    // The current row is always there, for `aria-activedescendant` and for its editor.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(startIndex - overscan, 0);
      const to = Math.min(endIndex + overscan, count - 1);
      const range = Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => from + i);
      return at < from && at < count ? [at, ...range] : at > to && at < count ? [...range, at] : range;
    },
  });

  const focusTree = useCallback(() => {
    box.current?.focus();
    return box.current;
  }, []);

  const go = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row === undefined) return;
      setCurrent(row.key);
      virtual.scrollToIndex(index, { align: 'auto' });
    },
    [rows, virtual],
  );
  const keys = useTreeKeys({ rows, at, go, scroller, focusTree });

  // What a filter found is read from its beginning; without one the current row is looked for again.
  const filter = `${onlyChanged} ${needle.trim()}`;
  const lastFilter = useRef(filter);
  useEffect(() => {
    if (lastFilter.current === filter) return;
    lastFilter.current = filter;
    const filtered = isFiltered({ needle, onlyChanged });
    virtual.scrollToIndex(filtered ? 0 : at, { align: filtered ? 'start' : 'center' });
  }, [filter, needle, onlyChanged, at, virtual]);

  useEffect(() => {
    if (reveal === null) return;
    const index = rows.findIndex(({ key }) => key === reveal.key);
    if (index < 0) return;
    const option = rows[index]?.node.kind === 'option' || rows[index]?.node.kind === 'choice';
    virtual.scrollToIndex(index, { align: option ? 'center' : 'start' });
    if (reveal.focus) box.current?.focus();
    useOptions.setState({ reveal: null });
  }, [reveal, rows, virtual]);

  const press = useCallback((row: Row) => {
    const before = useOptions.getState().current;
    setCurrent(row.key);
    box.current?.focus();
    // The first press of a component selects it; it opens, and closes only when it was current already.
    if (row.open === undefined) return;
    if (row.open === false) setFold(row.key, true);
    else if (before === row.key || row.node.kind === 'menu') setFold(row.key, false);
  }, []);
  const toggle = useCallback((row: Row) => setFold(row.key, row.open === false), []);

  return (
    <aside className={css.panel} aria-label={t('options.title')} data-testid="option-pane">
      <Head tree={tree} onDown={focusTree} />
      <div ref={scroller} className={css.scroller}>
        {rows.length === 0 ? (
          <p className={css.hint}>
            {needle.trim() !== ''
              ? t('options.noMatch', { needle })
              : t(onlyChanged ? 'options.nothingChanged' : 'options.empty')}
          </p>
        ) : (
          <div
            ref={box}
            role="tree"
            tabIndex={0}
            aria-label={t('options.title')}
            aria-activedescendant={active === undefined ? undefined : rowId(active.key)}
            className={css.tree}
            style={{ height: virtual.getTotalSize() }}
            data-testid="options-tree"
            onKeyDown={keys}
          >
            {virtual.getVirtualItems().map(({ index, start, size, key }) => {
              const row = rows[index];
              return row === undefined ? null : (
                <OptionRow
                  key={key}
                  row={row}
                  needle={needle}
                  current={index === at}
                  fault={faultOf(row)}
                  top={start}
                  height={size}
                  onDone={focusTree}
                  onPress={press}
                  onFold={toggle}
                />
              );
            })}
          </div>
        )}
      </div>
      <Details
        node={wanted === null ? undefined : active?.node}
        needle={needle}
        fault={active === undefined ? undefined : faultOf(active)}
      />
    </aside>
  );
}
