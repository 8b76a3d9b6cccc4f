import { Ban, Search, X } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './palette.css';
import type { Microlib } from '../../engine/catalog/types.ts';
import { matchesTarget } from '../../engine/graph/target.ts';
import { canvasApi } from '../canvas/api.ts';
import { useCatalog } from '../state/catalog.ts';
import { addAt } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { costOf, isPlaceable } from '../state/fit.ts';
import { bytes } from '../state/format.ts';
import { categoryColour } from '../state/ports.ts';
import { useUi } from '../state/ui.ts';
import { beginDrag, useDrag } from './drag.ts';
import { matches } from './search.ts';

/** The order of the sections; others follow by name. */
const ORDER = [
  'apps',
  'memory',
  'sched',
  'net',
  'fs',
  'libc',
  'posix',
  'drivers',
  'core',
  'models',
  'platform',
  'arch',
  'tests',
];
const rank = (category: string): number => (ORDER.includes(category) ? ORDER.indexOf(category) : ORDER.length);

/** Why a microlib cannot be placed now, or null. */
function useRefusal(): (microlib: Microlib) => string | null {
  const { t } = useTranslation();
  const target = useUi((state) => state.target);
  const opened = useDocument((state) => state.info !== null);
  const readOnly = useDocument((state) => state.info?.readOnly ?? null);
  const used = useDocument((state) => state.composition.components);
  return (microlib) => {
    if (!opened) return t('reason.noDocument');
    if (readOnly !== null) return readOnly;
    if (!matchesTarget(microlib.targets, target))
      return t('palette.notForTarget', { target, targets: microlib.targets.join(', ') });
    if (microlib.instances === 'one' && Object.values(used).some((component) => component.microlib === microlib.name))
      return t('palette.onlyOne', { name: microlib.title });
    return null;
  };
}

function Item({ microlib, refusal }: { readonly microlib: Microlib; readonly refusal: string | null }) {
  const target = useUi((state) => state.target);
  const cost = costOf(microlib, target);
  const place = () => {
    const at = canvasApi()?.middle();
    if (refusal === null && at !== undefined) addAt(microlib.name, at);
  };
  return (
    <button
      type="button"
      className="palette-item"
      data-testid={`palette-item-${microlib.name}`}
      aria-disabled={refusal !== null}
      title={refusal ?? `${microlib.summary}\n${microlib.choose ?? ''}`.trim()}
      onPointerDown={(event) => {
        if (event.button === 0 && refusal === null) beginDrag(microlib.name, event);
      }}
      onDoubleClick={place}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          place();
        } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          const all = [...document.querySelectorAll<HTMLElement>('.palette-item')];
          all[all.indexOf(event.currentTarget) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
        }
      }}
    >
      <i style={{ background: categoryColour(microlib.category) }} />
      <span>{microlib.title}</span>
      {refusal !== null ? <Ban size={11} aria-hidden /> : null}
      <em>{cost === null ? '' : bytes(cost)}</em>
    </button>
  );
}

function Section({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <section>
      <h3>
        {title}
        <span>{count}</span>
      </h3>
      {children}
    </section>
  );
}

/** What follows the pointer while a microlib is dragged. */
export function Ghost() {
  const dragged = useDrag((state) => state.dragged);
  const microlib = useCatalog((state) => (dragged === null ? undefined : state.catalog.microlibs[dragged.microlib]));
  if (dragged === null || microlib === undefined) return null;
  return (
    <div
      className={`ghost ${dragged.over ? 'over' : ''}`}
      style={{ transform: `translate(${dragged.x - 95}px, ${dragged.y - 18}px)` }}
    >
      <i style={{ background: categoryColour(microlib.category) }} />
      {microlib.title}
    </div>
  );
}

/** The microlibs, by category; drag one onto the canvas, or press Enter. */
export function Palette() {
  const { t, i18n } = useTranslation();
  const catalog = useCatalog((state) => state.catalog);
  const [needle, setNeedle] = useState('');
  const refusalOf = useRefusal();
  const all = useMemo(() => Object.values(catalog.microlibs).filter(isPlaceable), [catalog]);
  const found = useMemo(() => matches(all, needle), [all, needle]);
  const sections = useMemo(() => {
    const map = new Map<string, Microlib[]>();
    for (const microlib of found) map.set(microlib.category, [...(map.get(microlib.category) ?? []), microlib]);
    const entries = [...map.entries()];
    return needle.trim() === '' ? entries.sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b)) : entries;
  }, [found, needle]);
  const name = (category: string) => (i18n.exists(`category.${category}`) ? t(`category.${category}`) : category);
  return (
    <nav className="palette" aria-label={t('palette.label')}>
      <div className="search">
        <Search size={14} aria-hidden />
        <input
          id="palette-search"
          data-testid="palette-search"
          value={needle}
          placeholder={t('palette.search')}
          aria-label={t('palette.search')}
          onChange={(event) => setNeedle(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              setNeedle('');
              event.currentTarget.blur();
              canvasApi()?.focus();
            } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
              event.preventDefault();
              const first = document.querySelector<HTMLElement>('.palette-item');
              if (event.key === 'ArrowDown') first?.focus();
              else {
                const best = found[0];
                const at = canvasApi()?.middle();
                if (best !== undefined && at !== undefined && needle !== '' && refusalOf(best) === null)
                  addAt(best.name, at);
              }
            }
          }}
        />
        {needle === '' ? (
          <kbd aria-hidden>/</kbd>
        ) : (
          <button type="button" aria-label={t('common.clear')} onClick={() => setNeedle('')}>
            <X size={13} />
          </button>
        )}
      </div>
      <div className="palette-list">
        {sections.length === 0 ? <p className="none">{t('palette.none', { needle })}</p> : null}
        {sections.map(([category, microlibs]) => (
          <Section key={category} title={name(category)} count={microlibs.length}>
            {microlibs.map((microlib) => (
              <Item key={microlib.name} microlib={microlib} refusal={refusalOf(microlib)} />
            ))}
          </Section>
        ))}
      </div>
    </nav>
  );
}
