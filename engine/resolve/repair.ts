/**
 * What completion mends in a composition before it adds anything. Wires and defaults that lead nowhere, or to what does not
 * fit, are taken out; options without which a wired port is not there are set. Everything else that a person drew stays.
 */
import { type CheckContext, contextOf } from '../check/context.ts';
import { portIsOff } from '../check/rules/port-is-off.ts';
import type { Diagnostic, Fix } from '../check/types.ts';
import { analyse } from '../graph/flatten.ts';
import { own } from '../graph/ref.ts';
import { setOption } from '../model/commands.ts';
import { apply, type Edit } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';

export interface Repair {
  /** The composition with the options and without the wires and defaults below; itself where there are none. */
  readonly rest: Composition;
  /** By index in `composition.wires`: why the wire cannot stay. */
  readonly wires: ReadonlyMap<number, string>;
  /** By API: why the default cannot stay. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Options that are set. */
  readonly options: readonly OptionSet[];
}

export interface OptionSet {
  /** `COMPONENT.OPTION` */
  readonly item: string;
  readonly title: string;
  readonly fault: string;
  readonly edits: readonly Edit[];
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

/** What a fix sets, where that is one option that nobody has set. */
function optionSetBy({ edits }: Fix): { component: string; option: string; value: boolean } | undefined {
  const [edit, ...others] = edits;
  if (edit?.op !== 'put' || others.length > 0 || edit.before !== undefined) return undefined;
  const [key, component, options, option] = edit.path;
  if (key !== 'components' || options !== 'options' || typeof edit.value !== 'boolean') return undefined;
  return { component: String(component), option: String(option), value: edit.value };
}

/** An option that brings a wired port back and that nobody has set; undefined where there is none. */
function missingOption(context: CheckContext): OptionSet | undefined {
  for (const { message, fixes } of portIsOff(context))
    for (const fix of fixes) {
      const found = optionSetBy(fix);
      if (found === undefined) continue;
      const { component, option, value } = found;
      const { edits } = setOption(context.composition, component, option, value);
      return { item: `${component}.${option}`, title: fix.title, fault: message, edits };
    }
  return undefined;
}

/** Wires and defaults at fault, of those that no other target of the composition has a use for. */
function faultsOf({ composition, catalog, target, analysis }: CheckContext): Faults {
  const { wires, defaults } = faultsIn(composition, analysis.diagnostics);
  for (const other of composition.targets) {
    if (wires.size + defaults.size === 0) break;
    if (other === target || own(catalog.boards, other) === undefined) continue;
    const there = faultsIn(composition, analyse(composition, catalog, other).diagnostics);
    for (const index of wires.keys()) if (!there.wires.has(index)) wires.delete(index);
    for (const api of defaults.keys()) if (!there.defaults.has(api)) defaults.delete(api);
  }
  return { wires, defaults };
}

/** Finds what has to be mended, from what checks say. */
export function repair(context: CheckContext): Repair {
  const { catalog, target } = context;
  const options: OptionSet[] = [];
  let now = context;
  for (let next = missingOption(now); next !== undefined; next = missingOption(now)) {
    options.push(next);
    now = contextOf(apply(now.composition, next.edits), catalog, target);
  }
  const { wires, defaults } = faultsOf(now);
  const { composition } = now;
  if (wires.size + defaults.size === 0) return { rest: composition, wires, defaults, options };
  const rest: Composition = {
    ...composition,
    wires: composition.wires.filter((_, index) => !wires.has(index)),
    defaults: Object.fromEntries(Object.entries(composition.defaults).filter(([api]) => !defaults.has(api))),
  };
  return { rest, wires, defaults, options };
}
