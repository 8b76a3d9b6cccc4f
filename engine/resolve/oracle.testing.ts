/** Completion by trying everything: for small catalogs, what the solver's answer is compared with. */
import type { Api, Catalog, Microlib } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import { contextOf } from '../check/context.ts';
import { api, board, composition, microlib } from '../graph/fixture.ts';
import type { Composition } from '../model/types.ts';
import { random } from '../testing/large.ts';
import { UNKNOWN_SIZE } from './problem.ts';

export const TARGET = 'x86_64/pc';

export interface Measure {
  readonly components: number;
  readonly bytes: number;
}

/** What is linked in `final` and was not in `before`. */
export function measure(before: Composition, final: Composition, catalog: Catalog): Measure {
  const was = contextOf(before, catalog, TARGET).components;
  const linked = [...contextOf(final, catalog, TARGET).components.values()].filter((one) => one.linked);
  const fresh = linked.filter(({ name }) => was.get(name)?.linked !== true);
  return {
    components: Object.keys(final.components).length - Object.keys(before.components).length,
    bytes: fresh.reduce((sum, { microlib }) => sum + (microlib.costs[0]?.text ?? UNKNOWN_SIZE), 0),
  };
}

const withWire = (document: Composition, from: string, to: string): Composition => ({
  ...document,
  wires: [...document.wires, { from, to }],
});

/** Checks that one case may take; a few cases branch without end. */
const CHECKS_AT_MOST = 300;
class TooMany extends Error {}

interface Search {
  readonly catalog: Catalog;
  checks: number;
  readonly found: (valid: Composition) => void;
}

/** Finds every valid composition that wires alone can make of `document`. @throws TooMany */
function wirings(document: Composition, search: Search): void {
  const { catalog } = search;
  search.checks += 1;
  if (search.checks > CHECKS_AT_MOST) throw new TooMany();
  const [first] = check(document, catalog, TARGET).filter(({ severity }) => severity === 'error');
  if (first === undefined) search.found(document);
  if (first?.code !== 'UL0102') return;
  const ref = `${first.at.component}.${first.at.port}`;
  const providers = contextOf(document, catalog, TARGET).providers.get(String(first.params['api'])) ?? [];
  const { name = '', microlib: of } =
    contextOf(document, catalog, TARGET).components.get(String(first.at.component)) ?? {};
  // Nobody serves himself, not even by way of another new one of his kind.
  const isSame = (other: { readonly name: string; readonly microlib: Microlib }) =>
    other.name === name || (other.microlib === of && name.startsWith('new') && other.name.startsWith('new'));
  for (const { ref: to, component } of providers) if (!isSame(component)) wirings(withWire(document, ref, to), search);
}

function subsets<T>(items: readonly T[]): T[][] {
  const all: T[][] = [[]];
  for (const item of items) all.push(...all.map((one) => [...one, item]));
  return all;
}

/**
 * The least that completes `document`, or null where nothing does; undefined where trying takes too long.
 * @param twice tries two new ones of each microlib
 */
export function oracle(document: Composition, catalog: Catalog, twice = false): Measure | null | undefined {
  const addable = Object.values(catalog.microlibs).filter(({ main, root }) => main === 'none' && !root);
  const names = addable.flatMap(({ name }) => (twice ? [name, name] : [name]));
  let least = null as Measure | null;
  const isLess = (one: Measure) =>
    least === null ||
    one.components < least.components ||
    (one.components === least.components && one.bytes < least.bytes);
  const found = (valid: Composition) => {
    const one = measure(document, valid, catalog);
    if (isLess(one)) least = one;
  };
  const search: Search = { catalog, checks: 0, found };
  try {
    for (const chosen of subsets(names).sort((a, b) => a.length - b.length)) {
      if (least !== null && chosen.length > least.components) break;
      const added = Object.fromEntries(chosen.map((name, at) => [`new${at}`, { microlib: name }]));
      wirings({ ...document, components: { ...document.components, ...added } }, search);
    }
  } catch (error) {
    if (error instanceof TooMany) return undefined;
    throw error;
  }
  return least;
}

const APIS = ['a', 'b', 'c', 'd'];

/** A catalog of a few microlibs that need each other at random, and a composition of an app and perhaps some of them. */
export function seededCase(seed: number): { readonly catalog: Catalog; readonly document: Composition } {
  const next = random(seed);
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const chance = (share: number) => next() < share;
  const needs = (most: number) =>
    Array.from({ length: below(most + 1) }, (_, at) => {
      const late = chance(0.3) ? '~' : '';
      const version = chance(0.1) ? '@2' : '';
      return `r${at}:${pick(APIS)}${chance(0.15) ? '?' : ''}${late}${version}`;
    });
  const lib = (name: string): Microlib =>
    microlib(
      name,
      [...new Set([pick(APIS), pick(APIS)])].map((one) => `p${one}:${one}${chance(0.2) ? '@2' : ''}`),
      needs(2),
      {
        instances: chance(0.2) ? 'one' : 'many',
        targets: chance(0.1) ? ['host'] : ['*'],
        costs: chance(0.2)
          ? []
          : [{ target: TARGET, profile: 'release', compiler: '', text: 1 + below(4), rodata: 0, data: 0, bss: 0 }],
      },
    );
  const libs = ['m0', 'm1', 'm2', 'm3'].map(lib);
  const app = microlib('app', [], ['x:a', ...needs(2)], { main: 'plain' });
  const entry = microlib('entry', chance(0.5) ? [`e:${pick(APIS)}`] : [], [], { root: true, init: false });
  const inner = pick(libs);
  const members = { entry: { microlib: 'entry' }, ...(chance(0.5) ? { inner: { microlib: inner.name } } : {}) };
  const shown = [
    ...entry.provides.map(({ port }) => [`o${port}`, `entry.${port}`]),
    ...('inner' in members ? inner.provides.map(({ port }) => [`i${port}`, `inner.${port}`]) : []),
  ];
  const catalog: Catalog = {
    apis: Object.fromEntries(APIS.map((name): [string, Api] => [name, api(name)])),
    microlibs: Object.fromEntries([...libs, app, entry].map((one) => [one.name, one])),
    boards: { [TARGET]: board(TARGET, { components: members, provides: Object.fromEntries(shown) }) },
    diagnostics: [],
  };
  const there = Object.fromEntries(Array.from({ length: below(3) }, (_, at) => [`c${at}`, pick(libs).name]));
  const document = composition({ app: 'app', ...there });
  // Some wires that fit, whether they are wise or not.
  const { providers } = contextOf(document, catalog, TARGET);
  const wires = Object.entries(document.components).flatMap(([name, { microlib: of }]) =>
    (catalog.microlibs[of]?.requires ?? []).flatMap(({ port, api: wanted, version }) => {
      const fitting = (providers.get(wanted) ?? []).filter((one) => one.version >= version);
      return fitting.length > 0 && chance(0.3) ? [{ from: `${name}.${port}`, to: pick(fitting).ref }] : [];
    }),
  );
  return { catalog, document: { ...document, wires } };
}
