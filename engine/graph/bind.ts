/**
 * The second half of flattening: every required port gets its provider. A wire of the composition comes first, then the
 * board's wire, then - for ambient and global APIs - the composition's default and the board's.
 */
import type { Api, Catalog, ProvidedPort, RequiredPort } from '../catalog/types.ts';
import { type Diagnostic, diagnostic, type Place } from '../check/types.ts';
import { BOARD } from '../model/types.ts';
import { type Member, type Members, type Resolved, RUNTIME, resolveProvided, resolveRequired } from './members.ts';
import { own, splitRef } from './ref.ts';
import {
  implicitPort,
  NONE,
  type Owned,
  ownedBy,
  type Port,
  portsOf,
  put,
  type Slot,
  type Slots,
  slotOf,
} from './slots.ts';
import { ownerOf, touched } from './touched.ts';
import type { Binding } from './types.ts';

export interface Bound {
  readonly bindings: readonly Binding[];
  /** By the component that requires. */
  readonly owned: ReadonlyMap<string, Owned>;
  /** Ports for one provider that have none: those of implicit APIs last. */
  readonly missing: readonly Port[];
  /** Bindings of wires that are not direct. */
  readonly special: readonly Binding[];
  /** Required ports whose wire is at fault: reported already, so that "no provider" would say it twice. */
  readonly faulty: ReadonlySet<string>;
  readonly found: readonly Diagnostic[];
}

function missingEnd(end: Extract<Resolved<unknown>, { is: 'missing' }>, ref: string, at: Place): Diagnostic {
  const params = { ref: String(ref), component: end.component, port: end.port, what: end.what };
  const message =
    end.what === 'component'
      ? `There is no component '${end.component}' (in '${String(ref)}')`
      : `'${end.component}' has no port '${end.port}' of that side (in '${String(ref)}')`;
  return diagnostic('UL0105', 'error', message, { params, at });
}

/** UL0115: a wire to or from a port that the component's options take away. */
function portIsOff(end: Extract<Resolved<unknown>, { is: 'off' }>, ref: string, at: Place): Diagnostic {
  const { microlib } = end.member;
  const condition = [...microlib.provides, ...microlib.requires].find(({ port }) => port === end.port)?.if ?? '';
  return diagnostic('UL0115', 'error', `'${ref}' is there only if ${condition}, which is not so`, {
    params: { ref, component: end.component, port: end.port, condition },
    at,
    because: [`the port '${end.port}' of ${microlib.name} exists only if ${condition}`],
  });
}

/** Why a provided port cannot stand behind a required one, or undefined where it can. */
function mismatch(required: RequiredPort, provided: ProvidedPort, from: string, to: string, place: () => Place) {
  if (required.api !== provided.api)
    return diagnostic(
      'UL0104',
      'error',
      `'${from}' needs the API '${required.api}', and '${to}' provides '${provided.api}'`,
      { params: { from, to, needs: required.api, provides: provided.api }, at: place() },
    );
  if (required.version > provided.version)
    return diagnostic(
      'UL0109',
      'error',
      `'${from}' needs version ${required.version} of '${required.api}', and '${to}' provides ${provided.version}`,
      { params: { from, to, api: required.api, needs: required.version, provides: provided.version }, at: place() },
    );
  return undefined;
}

/** The slots of the members that `names` names; of all when undefined. */
function slotsOf(members: Members, catalog: Catalog, names?: ReadonlySet<string>): Map<Member, Slot[]> {
  const implicit = Object.values(catalog.apis).filter((api) => api.implicit);
  const slots = new Map<Member, Slot[]>();
  for (const member of members.all.values())
    if (names === undefined || names.has(member.name))
      slots.set(
        member,
        portsOf(member, catalog, implicit).map((port) => ({ port, bindings: NONE })),
      );
  return slots;
}

/**
 * Binds the required ports of all members. Never throws; what does not fit is reported and left out.
 * @param last of the same catalog and target: components that no edit has touched since keep their bindings.
 */
export function bind(
  members: Members,
  catalog: Catalog,
  last?: { readonly members: Members; readonly bound: Bound },
): Bound {
  const names = last === undefined ? undefined : touched(last.members, last.bound, members, catalog);
  if (last !== undefined && names !== undefined) {
    const part = bindSome(members, catalog, names);
    // What is at fault may change what was said of the others' wires as well.
    if (part.found.length === 0 && part.faulty.size === 0) return gather(members, part, last.bound);
  }
  return gather(members, bindSome(members, catalog));
}

type Part = Pick<Bound, 'found' | 'faulty'> & { readonly slots: Slots };

function bindSome(members: Members, catalog: Catalog, names?: ReadonlySet<string>): Part {
  const found: Diagnostic[] = [];
  const report = (one: Diagnostic) => {
    found.push(one);
  };
  const slots = slotsOf(members, catalog, names);
  const faulty = new Set<string>();
  bindWires(members, slots, faulty, report, names);
  bindBoard(members, slots, report);
  bindDefaults(members, slots, report);
  return { slots, faulty, found };
}

/** All bindings, in the order of the members; those of implicit APIs last. What `part` has not is as it was. */
function gather(members: Members, { slots, faulty, found }: Part, last?: Bound): Bound {
  const owned = new Map<string, Owned>();
  for (const member of members.all.values()) {
    const list = slots.get(member);
    const its = list === undefined ? last?.owned.get(member.name) : ownedBy(list);
    if (its !== undefined) owned.set(member.name, its);
  }
  const bindings: Binding[] = [];
  const missing: Port[] = [];
  const special: Binding[] = [];
  for (const its of owned.values()) {
    for (let at = 0; at < its.asked; at++) bindings.push(its.bindings[at] as Binding);
    for (const port of its.missing) if (!port.isImplicit) missing.push(port);
    for (const binding of its.special) special.push(binding);
  }
  for (const its of owned.values()) {
    for (let at = its.asked; at < its.bindings.length; at++) bindings.push(its.bindings[at] as Binding);
    for (const port of its.missing) if (port.isImplicit) missing.push(port);
  }
  return { bindings, owned, missing, special, faulty, found };
}

function bindWires(
  members: Members,
  slots: Slots,
  faulty: Set<string>,
  report: (found: Diagnostic) => void,
  names: ReadonlySet<string> | undefined,
): void {
  members.composition.wires.forEach((wire, index) => {
    if (names !== undefined && !names.has(ownerOf(members, wire.from))) return;
    const from = resolveRequired(members, wire.from);
    const to = resolveProvided(members, wire.to);
    const at = (): Place =>
      from.is === 'port' || from.is === 'off' ? { ...placeOf(wire.from), wire: index } : { wire: index };
    if (from.is === 'missing') report(missingEnd(from, wire.from, at()));
    // What a component that is not there, or on other targets, asks of the board, this one's board need not have.
    const isNobodys = from.is === 'absent' || (from.is === 'missing' && from.what === 'component');
    const isElsewhere = isNobodys && to.is === 'missing' && to.what === 'port' && to.component === BOARD;
    if (to.is === 'missing' && !isElsewhere) report(missingEnd(to, wire.to, at()));
    if (from.is === 'off') report(portIsOff(from, wire.from, at()));
    if (to.is === 'off') report(portIsOff(to, wire.to, at()));
    if (from.is !== 'port') return;
    if (to.is !== 'port') {
      // A provider that other targets have is no fault; one of an unknown microlib is reported as such.
      const name = splitRef(wire.to)?.component ?? '';
      const limited = own(members.composition.components, name)?.targets !== undefined;
      if (to.is !== 'absent' || !limited) faulty.add(from.ref);
      return;
    }
    const slot = slotOf(slots, from.member, from.port);
    if (slot === undefined) return;
    const wrong = mismatch(from.port, to.port, wire.from, wire.to, at);
    if (wrong !== undefined) report(wrong);
    if (wrong?.code === 'UL0104') {
      faulty.add(from.ref);
      return;
    }
    const first = slot.bindings[0];
    if (from.port.count !== 'many' && first !== undefined) {
      report(
        diagnostic('UL0103', 'error', `'${wire.from}' is wired to '${first.to}' and to '${to.ref}'; it takes one`, {
          params: { from: wire.from, first: first.to, second: to.ref },
          at: at(),
          because: [`'${wire.from}' is a port for one provider`],
        }),
      );
      return;
    }
    if (first !== undefined && slot.bindings.some((binding) => binding.to === to.ref)) {
      report(
        diagnostic('UL0103', 'error', `'${wire.from}' is wired to '${to.ref}' twice`, {
          params: { from: wire.from, first: to.ref, second: to.ref },
          at: at(),
          because: [`A second wire to the same provider would call it no more than the first does`],
        }),
      );
      return;
    }
    put(slot, to.ref, to.member.name, 'wire', wire);
  });
}

/** The node and port that a person sees: the reference as written, if it is one. */
function placeOf(ref: string): Place {
  return splitRef(ref) ?? {};
}

function bindBoard(members: Members, slots: Slots, report: (found: Diagnostic) => void): void {
  for (const wire of members.board.wires) {
    const from = resolveRequired(members, `${BOARD}_${wire.from}`);
    const to = resolveProvided(members, `${BOARD}_${wire.to}`);
    if (from.is !== 'port' || to.is !== 'port') {
      // A component that replaces a member need not have its ports; between the board's own members it is a fault.
      const ends: [Resolved<unknown>, string][] = [
        [from, wire.from],
        [to, wire.to],
      ];
      for (const [end, ref] of ends)
        if (end.is === 'missing' && members.all.get(end.component)?.origin !== 'composition')
          report(missingEnd(end, ref, { file: `${members.board.dir}/board.yaml` }));
      continue;
    }
    const slot = slotOf(slots, from.member, from.port);
    if (slot === undefined || from.port.api !== to.port.api) continue;
    if (from.port.count !== 'many' && slot.bindings.length > 0) continue;
    if (!slot.bindings.some((binding) => binding.to === to.ref)) put(slot, to.ref, to.member.name, 'board');
  }
}

/** The provider of an ambient or global API that each source of defaults names, the stronger first. */
function defaultsFor(
  members: Members,
  api: Api,
  report: (found: Diagnostic) => void,
): readonly { readonly ref: string; readonly member: Member }[] {
  const found: { ref: string; member: Member }[] = [];
  const take = (ref: string, at: Place) => {
    const end = resolveProvided(members, ref);
    if (end.is === 'missing') report(missingEnd(end, ref, at));
    if (end.is === 'off') report(portIsOff(end, ref, at));
    if (end.is !== 'port') return;
    const wrong = mismatch({ ...implicitPort(api), version: 0 }, end.port, `defaults.${api.name}`, ref, () => at);
    if (wrong === undefined) found.push({ ref: end.ref, member: end.member });
    else report(wrong);
  };
  const chosen = own(members.composition.defaults, api.name);
  if (chosen !== undefined) take(chosen, { path: ['defaults', api.name] });
  const board = own(members.board.defaults, api.name);
  if (board !== undefined) take(`${BOARD}_${board}`, { file: `${members.board.dir}/board.yaml` });
  if (found.length === 0 && api.linkage === 'global') {
    // The image's only provider of plain C names needs no one to name it.
    const providers = [...members.all.values()].flatMap((member) =>
      [...member.provides.values()]
        .filter((port) => port.api === api.name)
        .map((port) => ({ ref: `${member.name}.${port.port}`, member })),
    );
    if (providers.length === 1) found.push(...providers);
  }
  return found;
}

function bindDefaults(members: Members, slots: Slots, report: (found: Diagnostic) => void): void {
  const defaults = new Map<string, ReturnType<typeof defaultsFor>>();
  const lookUp = (api: Api) => {
    let found = defaults.get(api.name);
    if (found === undefined) {
      found = defaultsFor(members, api, report);
      defaults.set(api.name, found);
    }
    return found;
  };
  const give = (slot: Slot): void => {
    const { api, owner } = slot.port;
    if (api.runtime) {
      put(slot, `${RUNTIME}.${api.name}`, RUNTIME, 'runtime');
      return;
    }
    if (!api.ambient && api.linkage !== 'global' && !api.implicit) return;
    // A provider that needs its own API (one that decorates print) must not be handed to itself.
    const choice = lookUp(api).find((candidate) => candidate.member.name !== owner);
    if (choice !== undefined)
      put(slot, choice.ref, choice.member.name, api.linkage === 'global' ? 'global' : 'default');
  };
  // What is asked for first, so that a default at fault is told for the port that a person knows.
  for (const isImplicit of [false, true])
    for (const list of slots.values())
      for (const slot of list) if (slot.port.isImplicit === isImplicit && slot.bindings.length === 0) give(slot);
}
