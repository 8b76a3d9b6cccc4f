/** A member's required ports while they are bound, and what its bindings come to. */
import type { Api, Catalog, RequiredPort } from '../catalog/types.ts';
import type { Wire } from '../model/types.ts';
import type { Member } from './members.ts';
import { orders } from './order.ts';
import { own } from './ref.ts';
import type { Binding, BindingOrigin } from './types.ts';

/** A required port of a member. */
export interface Port {
  /** Flat `COMPONENT.PORT`. */
  readonly ref: string;
  readonly owner: string;
  readonly required: RequiredPort;
  readonly api: Api;
  /** The component has it without asking. */
  readonly isImplicit: boolean;
}

/** With what was wired to it. */
export interface Slot {
  readonly port: Port;
  bindings: readonly Binding[];
}

export type Slots = ReadonlyMap<Member, readonly Slot[]>;

export const NONE: readonly Binding[] = [];
const NOTHING = {};

/** The port that every component has for an implicit API (`cmem`) without asking for it. */
export const implicitPort = (api: Api): RequiredPort => ({
  port: api.name,
  api: api.name,
  version: api.version,
  count: 'one',
  late: true,
});

/** An API that the catalog does not know still binds, so that one broken API folder hides no other finding. */
const unknownApi = (name: string): Api => ({
  name,
  version: 1,
  title: name,
  summary: '',
  family: 'core',
  ambient: false,
  linkage: 'port',
  implicit: false,
  runtime: false,
  functions: [],
  dir: '',
});

const portsOfMember = new WeakMap<Member, { readonly catalog: Catalog; readonly ports: readonly Port[] }>();

/** The required ports of a member, then those of implicit APIs that it has without asking. */
export function portsOf(member: Member, catalog: Catalog, implicit: readonly Api[]): readonly Port[] {
  const known = portsOfMember.get(member);
  if (known?.catalog === catalog) return known.ports;
  const port = (required: RequiredPort, isImplicit: boolean): Port => ({
    ref: `${member.name}.${required.port}`,
    owner: member.name,
    required,
    api: own(catalog.apis, required.api) ?? unknownApi(required.api),
    isImplicit,
  });
  const ports = [...member.requires.values()].map((required) => port(required, false));
  const names = new Set([...member.provides.values(), ...member.requires.values()].map((each) => each.api));
  for (const api of implicit)
    if (!names.has(api.name) && !member.requires.has(api.name)) ports.push(port(implicitPort(api), true));
  portsOfMember.set(member, { catalog, ports });
  return ports;
}

export function slotOf(slots: Slots, member: Member, required: RequiredPort): Slot | undefined {
  for (const slot of slots.get(member) ?? []) if (slot.port.required === required) return slot;
  return undefined;
}

/** Gives the port one provider more. */
export function put(slot: Slot, to: string, provider: string, origin: BindingOrigin, source?: Wire): void {
  const { ref, owner, required, api } = slot.port;
  const binding: Binding = {
    from: ref,
    to,
    owner,
    provider,
    api,
    required,
    kind: source?.kind ?? 'direct',
    with: source?.with ?? NOTHING,
    origin,
    ...(source === undefined ? {} : { source }),
  };
  slot.bindings = slot.bindings === NONE ? [binding] : [...slot.bindings, binding];
}

/** The bindings of one component's ports, and what others ask of them. */
export interface Owned {
  /** In the order of its ports; the first `asked` of them are of ports that it asks for. */
  readonly bindings: readonly Binding[];
  readonly asked: number;
  /** Ports for one provider that have none. */
  readonly missing: readonly Port[];
  /** Bindings of wires that are not direct. */
  readonly special: readonly Binding[];
  /** The components that it requires, each once. */
  readonly providers: readonly string[];
  /** Bindings for which it waits before its init. */
  readonly ordering: readonly Binding[];
}

export function ownedBy(slots: readonly Slot[]): Owned {
  const list = slots.flatMap(({ bindings }) => bindings);
  return {
    bindings: list,
    asked: slots.reduce((sum, { port, bindings }) => sum + (port.isImplicit ? 0 : bindings.length), 0),
    missing: slots.flatMap(({ port, bindings }) =>
      bindings.length === 0 && port.required.count === 'one' ? port : [],
    ),
    special: list.filter(({ kind, source }) => source !== undefined && kind !== 'direct'),
    providers: [...new Set(list.map(({ provider }) => provider))],
    ordering: list.filter(orders),
  };
}
