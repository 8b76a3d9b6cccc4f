/** Collects a problem (problem.ts), from the unmet ports outwards. */
import type { Api, Microlib, RequiredPort } from '../catalog/types.ts';
import { portOrders } from '../check/candidates.ts';
import { type CheckContext, shownRef } from '../check/context.ts';
import type { Member } from '../graph/members.ts';
import { own } from '../graph/ref.ts';
import { matchesTarget } from '../graph/target.ts';
import { freeName } from '../model/commands.ts';
import { defaultProviders, globalProviders, hasDefault, implicitApis, usesImplicitly } from './defaults.ts';
import { elsewherePorts, isOnlyHere } from './elsewhere.ts';
import { finish } from './finish.ts';
import { isNeeded, type Ports, portsOfNew } from './ports.ts';
import type { Need, Node, Option, Problem } from './problem.ts';

/** A node while its surroundings are not known yet. */
export type Draft = Pick<Node, 'is' | 'name' | 'microlib' | 'linked'> & { readonly links: Set<string> };

export interface Region {
  readonly context: CheckContext;
  readonly drafts: Map<string, Draft>;
  readonly needs: Need[];
  /** Entered, and not looked at yet. */
  readonly open: Draft[];
  /** Microlibs that may be added, in the order of preference. */
  readonly addable: ReadonlyMap<Microlib, Ports>;
  /** The names that they would have. */
  readonly names: Map<Microlib, string>;
  /** Microlibs of which the image has one and can hold no other. */
  readonly full: ReadonlySet<Microlib>;
  readonly elsewhere: ReadonlySet<string>;
  /** By API of plain C names: the component that the linked ones have them from. */
  readonly globals: ReadonlyMap<string, string>;
}

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function regionOf(context: CheckContext): Region {
  const { catalog, target, analysis } = context;
  const addable = Object.values(catalog.microlibs)
    .filter(({ targets, main, root }) => main === 'none' && !root && matchesTarget(targets, target))
    .sort((a, b) => text(a.title, b.title) || text(a.name, b.name));
  const full = analysis.graph.components.filter(({ linked, microlib }) => linked && microlib.instances === 'one');
  return {
    context,
    drafts: new Map(),
    needs: [],
    open: [],
    addable: new Map(addable.map((microlib) => [microlib, portsOfNew(catalog, microlib)])),
    names: new Map(),
    full: new Set(full.map(({ microlib }) => microlib)),
    elsewhere: elsewherePorts(context),
    globals: globalProviders(context),
  };
}

const draftOf = (is: Node['is'], name: string, microlib: Microlib | null, linked: boolean): Draft => ({
  is,
  name,
  microlib,
  linked,
  links: new Set(),
});

function enter({ drafts, open }: Region, draft: Draft): Draft {
  const known = drafts.get(draft.name);
  if (known !== undefined) return known;
  drafts.set(draft.name, draft);
  // What is linked anyway was looked at to begin with.
  if (!draft.linked) open.push(draft);
  return draft;
}

function enterThere(region: Region, name: string): void {
  const { components } = region.context;
  const component = components.get(name);
  if (component !== undefined) enter(region, draftOf('there', name, component.microlib, component.linked));
}

function enterNew(region: Region, microlib: Microlib): string {
  const { names, context } = region;
  const name = names.get(microlib) ?? freeName(context.composition, microlib.name, new Set(names.values()));
  names.set(microlib, name);
  return enter(region, draftOf('new', name, microlib, false)).name;
}

/** What is there and provides the API. */
function optionsThere({ context }: Region, api: string, version: number, self: string): Option[] {
  return (context.providers.get(api) ?? [])
    .filter((one) => one.version >= version && one.component.name !== self)
    .map((one) => ({ to: one.ref, node: one.component.name, partial: false }));
}

/** What can be added and provides the API. */
function optionsNew(region: Region, api: string, version: number, self: string): Option[] {
  return [...region.addable].flatMap(([microlib, ports]) =>
    region.full.has(microlib) || region.names.get(microlib) === self
      ? []
      : ports.provides
          .filter((port) => port.api === api && port.version >= version)
          .map(({ port, partial = false }) => {
            const node = enterNew(region, microlib);
            return { to: `${node}.${port}`, node, partial };
          }),
  );
}

function addNeed(region: Region, of: Draft, need: Omit<Need, 'node'>): void {
  enter(region, of);
  for (const { node } of need.options) enterThere(region, node);
  region.needs.push({ ...need, node: of.name });
}

/** The port has to be wired. */
function needWire(region: Region, of: Draft, ref: string, required: RequiredPort, only?: string): void {
  const { api, version } = required;
  const elsewhere = region.elsewhere.has(`${of.name}.${required.port}`);
  const there = optionsThere(region, api, version, of.name).filter(
    ({ node }) => (only === undefined || only === node) && (!elsewhere || isOnlyHere(region.context, node)),
  );
  const added = only === undefined ? optionsNew(region, api, version, of.name) : [];
  const orders = portOrders(required, own(region.context.catalog.apis, api));
  addNeed(region, of, { ref, api, version, orders, elsewhere, options: [...there, ...added] });
}

/** All ports of the API that have no wire share one need: its default. */
function needDefault(region: Region, of: Draft, { name: api }: Api): void {
  const name = `defaults.${api}`;
  of.links.add(name);
  // Without a link from what is linked anyway the need would never be one.
  const known = region.drafts.get(name);
  if (known !== undefined) return;
  const draft = draftOf('default', name, null, of.linked);
  // Who decorates the API cannot be its own default; whom it decorates can.
  const decorates = ({ node }: Option) => {
    const microlib = region.context.components.get(node)?.microlib ?? region.drafts.get(node)?.microlib;
    return microlib?.requires.some((port) => port.api === api && isNeeded(port)) === true;
  };
  const asked = region.context.analysis.graph.components.flatMap(({ requires }) =>
    requires.flatMap((port) => (port.api === api ? [port.version] : [])),
  );
  const version = Math.max(0, ...asked);
  const options = [...optionsThere(region, api, version, name), ...optionsNew(region, api, version, name)].filter(
    (option) => !decorates(option),
  );
  addNeed(region, draft, { ref: name, api, version, orders: false, elsewhere: false, options });
}

function link(region: Region, of: Draft, name: string): void {
  if (region.context.components.get(name)?.linked === true) return;
  of.links.add(name);
  enterThere(region, name);
}

/** A port that no wire binds: it has its API's default where there is one, else it is a need. */
function unbound(region: Region, of: Draft, ref: string, required: RequiredPort): void {
  const { catalog, analysis } = region.context;
  const api = own(catalog.apis, required.api);
  if (api?.runtime === true) return;
  if (api === undefined || !hasDefault(api)) {
    needWire(region, of, ref, required);
    return;
  }
  const providers = defaultProviders(analysis.members, api);
  const provider = providers.find((name) => name !== of.name);
  const used = region.globals.get(api.name);
  // Plain C names have one provider in an image: the one that wires have chosen, if it is another than the default.
  if (used !== undefined && used !== provider) needWire(region, of, ref, required, used);
  else if (provider !== undefined) link(region, of, provider);
  // A provider of the API that needs it itself has a wire.
  else if (providers.length > 0) needWire(region, of, ref, required);
  else needDefault(region, of, api);
}

/** The port that a component has without asking for it: no wire can begin there. */
function unboundImplicit(region: Region, of: Draft, api: Api): void {
  const [provider] = defaultProviders(region.context.analysis.members, api);
  if (provider === undefined) needDefault(region, of, api);
  else link(region, of, provider);
}

function visitThere(region: Region, of: Draft, member: Member): void {
  const { context } = region;
  const bindings = context.analysis.bound.owned.get(of.name)?.bindings ?? [];
  const bound = new Set(bindings.map(({ from }) => from));
  if (!of.linked) for (const { provider } of bindings) link(region, of, provider);
  for (const required of member.requires.values()) {
    const flat = `${of.name}.${required.port}`;
    if (isNeeded(required) && !bound.has(flat)) unbound(region, of, shownRef(context, flat), required);
  }
  for (const api of implicitApis(context.catalog))
    if (usesImplicitly(member.microlib, api) && !bound.has(`${of.name}.${api.name}`)) unboundImplicit(region, of, api);
}

function visitNew(region: Region, of: Draft, microlib: Microlib): void {
  for (const required of region.addable.get(microlib)?.requires ?? [])
    if (isNeeded(required)) unbound(region, of, `${of.name}.${required.port}`, required);
  for (const api of implicitApis(region.context.catalog))
    if (usesImplicitly(microlib, api)) unboundImplicit(region, of, api);
}

/**
 * The problem of completing the context's composition. Its wires and defaults are kept as they are: what cannot stay was
 * taken out before (repair.ts).
 */
export function problemOf(context: CheckContext): Problem {
  const region = regionOf(context);
  const { members } = context.analysis;
  for (const { name, microlib, linked } of context.analysis.graph.components) {
    const member = members.all.get(name);
    if (linked && member !== undefined) visitThere(region, draftOf('there', name, microlib, true), member);
  }
  for (const draft of region.open) {
    const member = draft.is === 'there' ? members.all.get(draft.name) : undefined;
    if (member !== undefined) visitThere(region, draft, member);
    else if (draft.is === 'new' && draft.microlib !== null) visitNew(region, draft, draft.microlib);
  }
  return finish(region);
}
