/**
 * `importConfig`: the composition that an emitted `.config` says (design §4): the other half of `configModel`. What lives only
 * in the document (layout, labels, groups, sources, boot settings) is kept from one that is there already.
 */
import type { Catalog } from '../../catalog/types.ts';
import { type Diagnostic, diagnostic } from '../../check/types.ts';
import { buildGraph } from '../../graph/flatten.ts';
import { own } from '../../graph/ref.ts';
import type { Composition } from '../../model/types.ts';
import { configModel } from '../composition.ts';
import { PROFILE, SymbolNames, TARGET } from '../composition-names.ts';
import { readConfig } from '../config/values.ts';
import { nearest } from '../nearest.ts';
import { listComponents, ownComponents } from './components.ts';
import { groupsOf, keepComponent, keepOrder, onOtherTargets } from './keep.ts';
import { ownDefaults, ownWires, type Source, wiredPorts } from './wires.ts';

export interface Imported {
  /** Null where the file is not the `.config` of an emitted composition. */
  readonly composition: Composition | null;
  /** UL0207 where it is not; UL0206 for each value that no composition can have. */
  readonly diagnostics: readonly Diagnostic[];
}

const notOurs = (file: string, reason: string): Diagnostic =>
  diagnostic('UL0207', 'error', `${file}: ${reason}`, { params: { file, reason }, at: { file } });

/** Values that the composition does not give back: nothing is lost in silence. */
function differences(
  values: ReadonlyMap<string, string>,
  composition: Composition,
  catalog: Catalog,
  target: string,
  file: string,
): Diagnostic[] {
  const profile = values.get(PROFILE);
  const { graph } = buildGraph(composition, catalog, target);
  const model = configModel(graph, {
    name: composition.name,
    profile: profile === 'release' || profile === 'size' ? profile : 'debug',
  });
  const after = readConfig(model.config);
  const found: Diagnostic[] = [];
  for (const [symbol, value] of values) {
    const now = after.get(symbol);
    if (now === value || (value === 'n' && now === undefined)) continue;
    const near = now === undefined ? nearest(symbol, after.keys()) : undefined;
    const reason =
      now === undefined
        ? `there is no ${symbol} in it${near === undefined ? '' : `; did you mean ${near}?`}`
        : `it has ${now === '' ? 'nothing' : now}`;
    found.push(
      diagnostic('UL0206', 'warning', `${file}: ${symbol}=${value} is not taken over: ${reason}`, {
        params: { file, symbol, value, now: now ?? '', nearest: near ?? '' },
        at: { file },
      }),
    );
  }
  return found;
}

/**
 * Reads `.config` back into a composition of its target. Pure.
 * @param file names the `.config` in diagnostics
 * @param name of the composition, where there is none before
 * @param before the composition that it was emitted from, or an earlier import
 */
export function importConfig(
  text: string,
  file: string,
  catalog: Catalog,
  name: string,
  before?: Composition,
): Imported {
  const values = readConfig(text);
  const target = values.get(TARGET);
  if (target === undefined)
    return { composition: null, diagnostics: [notOurs(file, `it has no CONFIG_${TARGET}: Uniloom did not emit it`)] };
  const board = own(catalog.boards, target);
  if (board === undefined)
    return { composition: null, diagnostics: [notOurs(file, `the catalog has no board for its target '${target}'`)] };
  const { components, unknown } = listComponents(values, catalog);
  if (unknown.length > 0)
    return {
      composition: null,
      diagnostics: unknown.map(({ component, microlib }) =>
        notOurs(file, `'${component}' is of the microlib '${microlib}', which the catalog does not have`),
      ),
    };
  const source: Source = { values, names: new SymbolNames(components), components, board, catalog };
  const wired = wiredPorts(source);
  const wiredOf = (component: string): ReadonlySet<string> =>
    new Set([...wired].flatMap((ref) => (ref.startsWith(`${component}.`) ? [ref.slice(component.length + 1)] : [])));
  const elsewhere = onOtherTargets(before, target);
  const made = ownComponents(values, components, board, wiredOf);
  const composition: Composition = {
    uniloom: 1,
    name: before?.name ?? name,
    targets: before?.targets.includes(target) ? before.targets : [target, ...(before?.targets ?? [])],
    components: {
      ...Object.fromEntries(
        Object.entries(made).map(([each, component]) => [
          each,
          keepComponent(before, each, component, catalog.microlibs[component.microlib], wiredOf(each)),
        ]),
      ),
      ...elsewhere.components,
    },
    wires: keepOrder([...ownWires(source), ...elsewhere.wires], before),
    groups: groupsOf(before, { ...made, ...elsewhere.components }),
    defaults: ownDefaults(source),
    boot: before?.boot ?? {},
    layout: before?.layout ?? {},
  };
  return { composition, diagnostics: differences(values, composition, catalog, target, file) };
}
