/** What every rule sees, computed once per composition, catalog and target. */
import type { Catalog } from '../catalog/types.ts';
import { type Analysis, analyse } from '../graph/flatten.ts';
import { resolveRequired } from '../graph/members.ts';
import { isRoot } from '../graph/reach.ts';
import { own } from '../graph/ref.ts';
import type { Binding, GraphComponent } from '../graph/types.ts';
import { BOARD, type Composition, type TargetId } from '../model/types.ts';
import type { Diagnostic } from './types.ts';

export interface CheckContext {
  readonly composition: Composition;
  readonly catalog: Catalog;
  readonly target: TargetId;
  readonly analysis: Analysis;
  /** Of the graph, by flat name. */
  readonly components: ReadonlyMap<string, GraphComponent>;
  /** Provided ports of composition and board by API, as a wire in the document would name them. */
  readonly providers: ReadonlyMap<string, readonly Provider[]>;
  /** The board's outer port for a flat `board_MEMBER.PORT`, as `board.PORT`. */
  readonly outer: ReadonlyMap<string, string>;
}

export interface Provider {
  /** As a wire names it: `heap.alloc`, `board.console`. */
  readonly ref: string;
  readonly flat: string;
  readonly component: GraphComponent;
  readonly version: number;
  /** It cannot do all that the API is for. */
  readonly partial: boolean;
}

/** A rule looks at the whole and says what is wrong; it never throws. */
export type Rule = (context: CheckContext) => readonly Diagnostic[];

function outerPorts(analysis: Analysis): Map<string, string> {
  const outer = new Map<string, string>();
  const { board } = analysis.graph;
  for (const side of [board.provides, board.requires])
    for (const [port, inner] of Object.entries(side)) outer.set(`${BOARD}_${inner}`, `${BOARD}.${port}`);
  return outer;
}

function providersByApi(analysis: Analysis, outer: ReadonlyMap<string, string>): Map<string, Provider[]> {
  const map = new Map<string, Provider[]>();
  for (const component of analysis.graph.components)
    for (const { port, api, version, partial = false } of component.provides) {
      const flat = `${component.name}.${port}`;
      // What the board keeps inside is not offered; what it shows is named as it shows it.
      const ref = component.origin === 'composition' ? flat : outer.get(flat);
      if (ref === undefined) continue;
      const list = map.get(api);
      const provider = { ref, flat, component, version, partial };
      if (list === undefined) map.set(api, [provider]);
      else list.push(provider);
    }
  return map;
}

const recent = new WeakMap<Composition, CheckContext>();

/** The context; the last one of each composition is kept, so that checks, candidates and wiring share it. */
export function contextOf(composition: Composition, catalog: Catalog, target: TargetId): CheckContext {
  const known = recent.get(composition);
  if (known !== undefined && known.catalog === catalog && known.target === target) return known;
  const analysis = analyse(composition, catalog, target);
  const outer = outerPorts(analysis);
  const components = new Map<string, GraphComponent>();
  for (const component of analysis.graph.components) components.set(component.name, component);
  // Only what is missing a provider asks for them.
  let providers: CheckContext['providers'] | undefined;
  const context: CheckContext = {
    composition,
    catalog,
    target,
    analysis,
    components,
    outer,
    get providers() {
      providers ??= providersByApi(analysis, outer);
      return providers;
    },
  };
  recent.set(composition, context);
  return context;
}

/** A flat reference as a person sees it: the board's outer port where there is one. */
export const shownRef = (context: CheckContext, flat: string): string => context.outer.get(flat) ?? flat;

/** The diagnostics of one code that flattening found. */
export const foundBy = (context: CheckContext, code: string): Diagnostic[] =>
  context.analysis.diagnostics.filter((found) => found.code === code);

/** Whether the document itself has the component, so that an edit can change it. */
export const isInDocument = (context: CheckContext, component: string | undefined): boolean =>
  component !== undefined && own(context.composition.components, component) !== undefined;

const chains = new WeakMap<CheckContext, ReadonlyMap<string, Binding | null>>();

/** Why `component` is linked, outermost first: the wires from a root to it. */
export function linkedBecause(context: CheckContext, component: string): string[] {
  let parents = chains.get(context);
  if (parents === undefined) {
    const found = new Map<string, Binding | null>();
    for (const root of context.analysis.graph.components) if (isRoot(root)) found.set(root.name, null);
    for (const name of found.keys())
      for (const binding of context.analysis.bound.owned.get(name)?.bindings ?? []) {
        if (context.components.has(binding.provider) && !found.has(binding.provider))
          found.set(binding.provider, binding);
      }
    parents = found;
    chains.set(context, parents);
  }
  const steps: string[] = [];
  let at = component;
  for (let binding = parents.get(at); binding; binding = parents.get(at)) {
    const from = shownRef(context, binding.from);
    steps.push(`${from} needs ${binding.api.name} and is bound to ${shownRef(context, binding.to)}`);
    at = binding.owner;
  }
  const root = context.components.get(at);
  if (root !== undefined && isRoot(root))
    steps.push(root.microlib.main === 'none' ? `${at} is where the image is entered` : `${at} has a main`);
  return steps.reverse();
}

const users = new WeakMap<CheckContext, ReadonlyMap<string, readonly string[]>>();

/** By component, the components that require something of it. */
export function usersOfAll(context: CheckContext): ReadonlyMap<string, readonly string[]> {
  let map = users.get(context);
  if (map === undefined) {
    const made = new Map<string, string[]>();
    for (const { owner, provider } of context.analysis.graph.bindings) {
      const list = made.get(provider);
      if (list === undefined) made.set(provider, [owner]);
      else if (list.at(-1) !== owner) list.push(owner);
    }
    map = made;
    users.set(context, map);
  }
  return map;
}

/** As `linkedBecause`; of a component that is not linked: that. */
export const whyLinked = (context: CheckContext, component: string): string[] =>
  context.components.get(component)?.linked === false
    ? [`no wire reaches ${component} from a component that is linked`]
    : linkedBecause(context, component);

const wires = new WeakMap<CheckContext, ReadonlyMap<string, readonly number[]>>();

/** Indices of the composition's wires by the flat required port that they begin at. */
export function wiresByPort(context: CheckContext): ReadonlyMap<string, readonly number[]> {
  let map = wires.get(context);
  if (map === undefined) {
    const made = new Map<string, number[]>();
    context.composition.wires.forEach((wire, index) => {
      const end = resolveRequired(context.analysis.members, wire.from);
      if (end.is !== 'port') return;
      const list = made.get(end.ref);
      if (list === undefined) made.set(end.ref, [index]);
      else list.push(index);
    });
    map = made;
    wires.set(context, map);
  }
  return map;
}
