/**
 * What a required port can be wired to: providers that are there, then microlibs that could be added. The app's satisfier
 * list, the filter while dragging, and the fixes of UL0102 are all this.
 */
import type { Api, Catalog, Cost, Microlib, RequiredPort } from '../catalog/types.ts';
import { resolveRequired } from '../graph/members.ts';
import { orders } from '../graph/order.ts';
import { own, splitRef } from '../graph/ref.ts';
import { matchesTarget } from '../graph/target.ts';
import type { Edit } from '../model/edits.ts';
import type { Composition, TargetId, Wire } from '../model/types.ts';
import { type CheckContext, contextOf, type Provider, wiresByPort } from './context.ts';
import { addComponent, addWires, freeName, present, setWireEnd } from './fixes.ts';

export interface Candidate {
  /** `existing`: wire only. `add`: a component is added, then wired. */
  readonly kind: 'existing' | 'add';
  /** The provided port, as the wire will name it. */
  readonly to: string;
  readonly api: string;
  readonly microlib: string;
  readonly title: string;
  /** When to choose it; empty where the manifest does not say. */
  readonly choose: string;
  /** A provider for want of a better one: it only passes on what it gets itself, or cannot do all of the API. */
  readonly lesser: boolean;
  /** Measured on this target; null where it is not, or where the provider is there already. */
  readonly cost: CandidateCost | null;
  readonly edits: readonly Edit[];
}

export interface CandidateCost {
  /** Bytes in the image: text, read-only data, data. */
  readonly image: number;
  /** Zeroed bytes besides. */
  readonly bss: number;
}

/** The cost on `target`, of the release profile where that was measured. */
export function costOn(microlib: Microlib, target: TargetId): CandidateCost | null {
  const on = microlib.costs.filter((cost) => cost.target === target);
  const cost: Cost | undefined = on.find(({ profile }) => profile === 'release') ?? on[0];
  return cost === undefined ? null : { image: cost.text + cost.rodata + cost.data, bss: cost.bss };
}

const reverse = new WeakMap<CheckContext, ReadonlyMap<string, readonly string[]>>();

/** The components whose init waits for `component`'s, itself included: what it cannot require without a cycle. */
export function dependents(context: CheckContext, component: string): Set<string> {
  let users = reverse.get(context);
  if (users === undefined) {
    const map = new Map<string, string[]>();
    for (const binding of context.analysis.graph.bindings) {
      if (!orders(binding)) continue;
      const list = map.get(binding.provider);
      if (list === undefined) map.set(binding.provider, [binding.owner]);
      else list.push(binding.owner);
    }
    users = map;
    reverse.set(context, users);
  }
  const found = new Set([component]);
  for (const name of found) for (const user of users.get(name) ?? []) found.add(user);
  return found;
}

/** Whether a port's provider must be initialised before its component. */
export const portOrders = (required: RequiredPort, api: Api | undefined): boolean =>
  !required.late && api?.ambient !== true && api?.linkage !== 'global';

interface Need {
  readonly context: CheckContext;
  readonly ref: string;
  readonly flat: string;
  readonly component: string;
  readonly required: RequiredPort;
  /** Not to be wired to: the component itself, or what waits for it. */
  readonly excluded: ReadonlySet<string>;
}

function needOf(context: CheckContext, ref: string): Need | undefined {
  const end = resolveRequired(context.analysis.members, ref);
  if (end.is !== 'port') return undefined;
  const { name } = end.member;
  const api = own(context.catalog.apis, end.port.api);
  if (api?.runtime === true) return undefined;
  const excluded = portOrders(end.port, api) ? dependents(context, name) : new Set([name]);
  return { context, ref, flat: end.ref, component: name, required: end.port, excluded };
}

function fitting(context: CheckContext, required: RequiredPort, excluded: ReadonlySet<string>): Provider[] {
  return (context.providers.get(required.api) ?? []).filter(
    ({ version, component }) => version >= required.version && !excluded.has(component.name),
  );
}

/** The edits that give the port this provider: its wire's other end changes, or there is a new wire. Those of other targets stay. */
function wireEdits({ context, ref, flat, required }: Need, to: string): Edit[] {
  const { composition, target } = context;
  if (required.count !== 'many') {
    const isHere = (index: number) => {
      const name = splitRef(composition.wires[index]?.to ?? '')?.component ?? '';
      return matchesTarget(own(composition.components, name)?.targets, target);
    };
    const index = wiresByPort(context).get(flat)?.find(isHere);
    if (index !== undefined) return present([setWireEnd(composition, index, 'to', to)]);
  }
  return addWires(composition.wires.length, [{ from: ref, to }]);
}

function existing(need: Need): Candidate[] {
  const bound = new Set(
    (need.context.analysis.bound.owned.get(need.component)?.bindings ?? [])
      .filter((binding) => binding.from === need.flat && binding.origin === 'wire')
      .map((binding) => binding.to),
  );
  return byLikelihood(
    need,
    fitting(need.context, need.required, need.excluded).filter(({ flat }) => !bound.has(flat)),
  ).map(({ ref, component }) => ({
    kind: 'existing',
    to: ref,
    api: need.required.api,
    microlib: component.microlib.name,
    title: component.microlib.title,
    choose: component.microlib.choose ?? '',
    lesser: isLesser(component.microlib, need.required.api),
    cost: null,
    edits: wireEdits(need, ref),
  }));
}

/** Whether the microlib provides the API only in part, or by what it requires of the same API (a meter, a tee). */
function isLesser(microlib: Microlib, api: string): boolean {
  const whole = microlib.provides.some((port) => port.api === api && port.partial !== true);
  return !whole || microlib.requires.some((port) => port.api === api && port.count !== 'optional');
}

/**
 * Providers that nobody uses come first: one of them may have lost its wire to this very port. Then those whose component
 * serves this one already, then the rest as they stand, the lesser ones last.
 */
function byLikelihood({ context, component, required }: Need, providers: readonly Provider[]): Provider[] {
  const used = usedPorts(context);
  const serving = new Set(context.analysis.bound.owned.get(component)?.providers);
  const rank = (provider: Provider) => {
    if (!used.has(provider.flat)) return 0;
    if (serving.has(provider.component.name)) return 1;
    return isLesser(provider.component.microlib, required.api) ? 3 : 2;
  };
  return [...providers].sort((a, b) => rank(a) - rank(b));
}

const usedBy = new WeakMap<CheckContext, ReadonlySet<string>>();

function usedPorts(context: CheckContext): ReadonlySet<string> {
  let used = usedBy.get(context);
  if (used === undefined) {
    used = new Set(context.analysis.graph.bindings.map(({ to }) => to));
    usedBy.set(context, used);
  }
  return used;
}

/** Wires for the new component's own ports, where there is exactly one thing to wire them to. */
function ownWires(need: Need, microlib: Microlib, name: string): Wire[] {
  const { context } = need;
  return microlib.requires.flatMap((required) => {
    const api = own(context.catalog.apis, required.api);
    if (required.count !== 'one' || api === undefined || api.ambient || api.linkage === 'global' || api.runtime)
      return [];
    const excluded = portOrders(required, api) ? need.excluded : new Set<string>();
    const [only, ...others] = fitting(context, required, excluded);
    return only === undefined || others.length > 0 ? [] : [{ from: `${name}.${required.port}`, to: only.ref }];
  });
}

const microlibsByApi = new WeakMap<Catalog, ReadonlyMap<string, readonly Microlib[]>>();

function microlibsFor(catalog: Catalog, api: string): readonly Microlib[] {
  let map = microlibsByApi.get(catalog);
  if (map === undefined) {
    const made = new Map<string, Microlib[]>();
    for (const microlib of Object.values(catalog.microlibs))
      for (const name of new Set(microlib.provides.map((port) => port.api)))
        made.set(name, [...(made.get(name) ?? []), microlib]);
    map = made;
    microlibsByApi.set(catalog, map);
  }
  return map.get(api) ?? [];
}

function addable(need: Need): Candidate[] {
  const { context, required } = need;
  const { composition, catalog, target } = context;
  const found: Candidate[] = [];
  for (const microlib of microlibsFor(catalog, required.api)) {
    if (!matchesTarget(microlib.targets, target) || microlib.main !== 'none' || microlib.root) continue;
    const port = microlib.provides.find(({ api, version }) => api === required.api && version >= required.version);
    if (port === undefined) continue;
    if (microlib.instances === 'one' && [...context.components.values()].some((c) => c.microlib === microlib)) continue;
    const name = freeName(composition, microlib.name);
    const to = `${name}.${port.port}`;
    const first = wireEdits(need, to);
    const inserted = first.filter((edit) => edit.op === 'insert').length;
    found.push({
      kind: 'add',
      to,
      api: required.api,
      microlib: microlib.name,
      title: microlib.title,
      choose: microlib.choose ?? '',
      lesser: isLesser(microlib, required.api),
      cost: costOn(microlib, target),
      edits: [
        addComponent(name, microlib.name),
        ...first,
        ...addWires(composition.wires.length + inserted, ownWires(need, microlib, name)),
      ],
    });
  }
  const size = (candidate: Candidate) => candidate.cost?.image ?? Number.POSITIVE_INFINITY;
  return found.sort((a, b) => {
    if (a.lesser !== b.lesser) return a.lesser ? 1 : -1;
    const [x, y] = [size(a), size(b)];
    return x === y ? (a.title < b.title ? -1 : a.title > b.title ? 1 : a.microlib < b.microlib ? -1 : 1) : x - y;
  });
}

/**
 * What the required port `ref` (as a wire would name it: `app.heap`, `board.sched`) can be wired to on `target`. Existing
 * providers come first, the likeliest before the others, then microlibs to add, the smallest first. What it is wired to already is not
 * among them, nor what would make an init cycle. Empty for what is no required port.
 */
export function candidatesFor(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  ref: string,
): readonly Candidate[] {
  const need = needOf(contextOf(composition, catalog, target), ref);
  return need === undefined ? [] : [...existing(need), ...addable(need)];
}
