/** What the option tree is made from: each component with what the composition and the board say of it. Pure. */
import type { Board, Catalog, Microlib } from '../../engine/catalog/types.ts';
import { type Assignments, componentOptions, type OptionInfo } from '../../engine/kconfig/kconfig.ts';
import { BOARD, type Composition } from '../../engine/model/types.ts';

/** What the composition and the board say of one component's options. */
export interface Source {
  readonly component: string;
  readonly title: string;
  readonly microlib: Microlib;
  /** Of the composition. */
  readonly own: Assignments | undefined;
  /** Of the board; the composition's go before them. */
  readonly inherited: Assignments | undefined;
  /** Its required ports that have a wire, of those that its options ask about. */
  readonly wired: ReadonlySet<string>;
}

/** By flat name, as the last check saw them. */
export type WiredPorts = Readonly<Record<string, readonly string[]>>;

const NOTHING: ReadonlySet<string> = new Set();
const wiredOf = (wired: WiredPorts, component: string): ReadonlySet<string> =>
  Object.hasOwn(wired, component) ? new Set(wired[component]) : NOTHING;

const merged = new WeakMap<Assignments, WeakMap<Assignments, Assignments>>();

/** One object for one pair, so that the evaluation behind it is kept. */
function merge(inherited: Assignments, own: Assignments): Assignments {
  let map = merged.get(inherited);
  if (map === undefined) {
    map = new WeakMap();
    merged.set(inherited, map);
  }
  let both = map.get(own);
  if (both === undefined) {
    both = { ...inherited, ...own };
    map.set(own, both);
  }
  return both;
}

function effective({ own, inherited }: Source): Assignments | undefined {
  if (inherited === undefined) return own;
  return own === undefined ? inherited : merge(inherited, own);
}

/** The options of a component, with local names; the same list until one of its parts changes. */
export const infosOf = (source: Source): readonly OptionInfo[] =>
  componentOptions(source.microlib, source.component, effective(source), source.wired).symbols;

/** The composition's own components, those included that do not exist on the target. */
export function sourcesOf(composition: Composition, catalog: Catalog, wired: WiredPorts): readonly Source[] {
  return Object.entries(composition.components).flatMap(([component, { microlib: name, options, label }]) => {
    const microlib = Object.hasOwn(catalog.microlibs, name) ? catalog.microlibs[name] : undefined;
    if (microlib === undefined || component.startsWith(`${BOARD}_`)) return [];
    const title = label ?? component;
    return [{ component, title, microlib, own: options, inherited: undefined, wired: wiredOf(wired, component) }];
  });
}

/** A member of the board as it stands in the composition, replaced or only given other options. */
export function boardSource(
  composition: Composition,
  catalog: Catalog,
  board: Board,
  member: string,
  wired: WiredPorts,
): Source | undefined {
  const component = `${BOARD}_${member}`;
  const standard = board.components[member];
  const own = Object.hasOwn(composition.components, component) ? composition.components[component] : undefined;
  const microlib = catalog.microlibs[own?.microlib ?? standard?.microlib ?? ''];
  if (standard === undefined || microlib === undefined) return undefined;
  return {
    component,
    title: member,
    microlib,
    own: own?.options,
    // The board's options fit the board's own driver.
    inherited: microlib.name === standard.microlib ? standard.options : undefined,
    wired: wiredOf(wired, component),
  };
}
