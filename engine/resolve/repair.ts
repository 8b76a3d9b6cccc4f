/**
 * What completion takes out of a composition before it adds anything: wires and defaults that lead nowhere or to what
 * does not fit. Everything else that a person drew stays.
 */
import type { CheckContext } from '../check/context.ts';
import type { Diagnostic } from '../check/types.ts';
import { analyse } from '../graph/flatten.ts';
import { own } from '../graph/ref.ts';
import type { Composition } from '../model/types.ts';

export interface Repair {
  /** The composition without the wires and defaults below. The composition itself where there are none. */
  readonly rest: Composition;
  /** By index in `composition.wires`: why the wire cannot stay. */
  readonly wires: ReadonlyMap<number, string>;
  /** By API: why the default cannot stay. */
  readonly defaults: ReadonlyMap<string, string>;
}

/** A reference to nothing (UL0105), between different APIs (UL0104), to an API that is too old (UL0109). */
const CODES: ReadonlySet<string> = new Set(['UL0105', 'UL0104', 'UL0109']);

interface Faults {
  readonly wires: Map<number, string>;
  readonly defaults: Map<string, string>;
}

function faultsIn(composition: Composition, diagnostics: readonly Diagnostic[]): Faults {
  const wires = new Map<number, string>();
  const defaults = new Map<string, string>();
  for (const { code, at, message } of diagnostics) {
    if (!CODES.has(code)) continue;
    const [key, api] = at.path ?? [];
    if (at.wire !== undefined && !wires.has(at.wire)) wires.set(at.wire, message);
    else if (key === 'defaults' && typeof api === 'string' && own(composition.defaults, api) !== undefined)
      defaults.set(api, message);
  }
  return { wires, defaults };
}

/**
 * Finds them in what flattening has said. What is right on another target of the composition is not at fault: to take it
 * away would break that one.
 */
export function repair({ composition, catalog, target, analysis }: CheckContext): Repair {
  const { wires, defaults } = faultsIn(composition, analysis.diagnostics);
  for (const other of composition.targets) {
    if (wires.size + defaults.size === 0) break;
    if (other === target || own(catalog.boards, other) === undefined) continue;
    const there = faultsIn(composition, analyse(composition, catalog, other).diagnostics);
    for (const index of wires.keys()) if (!there.wires.has(index)) wires.delete(index);
    for (const api of defaults.keys()) if (!there.defaults.has(api)) defaults.delete(api);
  }
  if (wires.size + defaults.size === 0) return { rest: composition, wires, defaults };
  const rest: Composition = {
    ...composition,
    wires: composition.wires.filter((_, index) => !wires.has(index)),
    defaults: Object.fromEntries(Object.entries(composition.defaults).filter(([api]) => !defaults.has(api))),
  };
  return { rest, wires, defaults };
}
