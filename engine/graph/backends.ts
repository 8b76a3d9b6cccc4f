/** Which file, folder or network stands behind which device of an image. Pure: nothing here looks at the disk. */
import type { BackendKind } from '../catalog/types.ts';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import {
  type ForwardEntry,
  type NetEntry,
  type PathEntry,
  parseForwardEntry,
  parseNetEntry,
  parsePathEntry,
} from '../model/backends.ts';
import type { BootSettings, Composition } from '../model/types.ts';
import { planDevices } from './devices.ts';
import type { Graph } from './types.ts';

export type Backend = { readonly component: string } & (
  | {
      readonly kind: 'net';
      readonly net: NetEntry['net'];
      readonly at: string;
      readonly forwards: readonly ForwardEntry[];
    }
  | { readonly kind: 'disk' | 'share'; readonly path: string; readonly readOnly: boolean }
  | { readonly kind: 'entropy' | 'console' | 'none' }
);

/** What is said of backends; of the composition's own settings or on the command line. */
export type BackendWords = Pick<BootSettings, 'disks' | 'shares' | 'nets' | 'forwards' | 'rootfs'>;

export interface Backends {
  /** In the order of the devices. */
  readonly backends: readonly Backend[];
  /** UL0411 to UL0413. */
  readonly diagnostics: readonly Diagnostic[];
}

interface Slot {
  readonly component: string;
  readonly kind: BackendKind;
}

type Report = (found: Diagnostic) => void;
type Key = 'disks' | 'shares' | 'nets' | 'forwards';

const FORM: Readonly<Record<Key, string>> = {
  disks: '[NAME=]FILE[,readonly]',
  shares: '[NAME=]FOLDER[,readonly]',
  nets: '[NAME=]user, socket:PATH, listen:PATH or tap:INTERFACE',
  forwards: '[NAME:]tcp:HOST:GUEST, HOST being 0 for any free port',
};
const OPTION: Readonly<Record<Key, string>> = {
  disks: '--disk',
  shares: '--share',
  nets: '--net',
  forwards: '--forward',
};
const KIND: Readonly<Record<Key, BackendKind>> = { disks: 'disk', shares: 'share', nets: 'net', forwards: 'net' };

/** The components that have a backend: those with a device, or where there are no devices, with an option for it. */
function slotsOf(graph: Graph): Slot[] {
  if (graph.board.machine.kind === 'qemu')
    return planDevices(graph).devices.map(({ component, backend }) => ({ component, kind: backend }));
  return graph.components.flatMap(({ name, linked, microlib: { device } }) =>
    linked && device?.option !== undefined ? [{ component: name, kind: device.backend }] : [],
  );
}

interface Origin {
  /** `given` at the command line: there everything that leads nowhere is an error. */
  readonly given: boolean;
  /** Named in the document, though perhaps not on this target. */
  readonly isKnown: (name: string) => boolean;
  /** The target has devices to speak of at all. */
  readonly hasDevices: boolean;
}

function nowhere(text: string, key: Key, reason: string, index: number, { given }: Origin): Diagnostic {
  const message = given ? `${OPTION[key]} ${text}: ${reason}` : `'${text}' of boot.${key}: ${reason}`;
  return diagnostic('UL0412', given ? 'error' : 'warning', message, {
    params: { setting: text, reason },
    at: given ? {} : { path: ['boot', key, index] },
    because: [`An entry is ${FORM[key]}`],
  });
}

/** Gives each entry of `texts` to its component: named ones first, then the others in order. */
function assign<E extends { readonly name: string | null }>(
  key: Key,
  texts: readonly string[] | undefined,
  parse: (text: string) => E | null,
  slots: readonly Slot[],
  into: Map<string, E>,
  origin: Origin,
  report: Report,
): void {
  const kind = KIND[key];
  const there = slots.filter((slot) => slot.kind === kind).map(({ component }) => component);
  const taken = new Set<string>();
  const entries = (texts ?? []).map((text, index) => ({ text, index, entry: parse(text) }));
  const refuse = (text: string, index: number, reason: string) => report(nowhere(text, key, reason, index, origin));
  for (const { text, index, entry } of entries) {
    if (entry === null) refuse(text, index, `it is not ${FORM[key]}`);
    else if (entry.name === null) continue;
    else if (!there.includes(entry.name)) {
      if (!origin.given && origin.isKnown(entry.name)) continue;
      const names = there.length === 0 ? `the image has no ${kind} device` : `the image has ${there.join(', ')}`;
      refuse(text, index, `there is no ${kind} device '${entry.name}'; ${names}`);
    } else if (taken.has(entry.name)) refuse(text, index, `'${entry.name}' is named twice`);
    else {
      taken.add(entry.name);
      if (!into.has(entry.name)) into.set(entry.name, entry);
    }
  }
  const free = there.filter((component) => !into.has(component));
  const settled = there.filter((component) => into.has(component) && !taken.has(component));
  for (const { text, index, entry } of entries) {
    if (entry === null || entry.name !== null) continue;
    const component = free.shift();
    if (component !== undefined) into.set(component, entry);
    // What the command line says is in place of what the document says.
    else if (settled.shift() === undefined && (origin.given || origin.hasDevices))
      refuse(
        text,
        index,
        there.length === 0 ? `the image has no ${kind} device` : `there is no ${kind} device left for it`,
      );
  }
}

function forwardsOf(
  texts: readonly string[] | undefined,
  nets: ReadonlyMap<string, NetEntry>,
  slots: readonly Slot[],
  origin: Origin,
  report: Report,
): Map<string, ForwardEntry[]> {
  const all = new Map<string, ForwardEntry[]>();
  const users = slots
    .filter(
      ({ component, kind }) => origin.hasDevices && kind === 'net' && (nets.get(component)?.net ?? 'user') === 'user',
    )
    .map(({ component }) => component);
  const used = new Set<string>();
  for (const [index, text] of (texts ?? []).entries()) {
    const entry = parseForwardEntry(text);
    const refuse = (reason: string) => report(nowhere(text, 'forwards', reason, index, origin));
    const component = entry?.name ?? users[0];
    const port = entry === null ? '' : `${entry.protocol}:${entry.host}`;
    if (entry === null) refuse(`it is not ${FORM.forwards}`);
    else if (component === undefined || !users.includes(component)) {
      const elsewhere = !origin.hasDevices || (entry.name !== null && origin.isKnown(entry.name));
      const reason =
        users.length === 0
          ? origin.hasDevices
            ? 'it leads nowhere: the image has no network device with a user network'
            : 'a process has no forwarded ports: its network is a socket or a TAP interface (--net)'
          : `there is no user network '${component}'; the image has ${users.join(', ')}`;
      if (origin.given || !elsewhere) refuse(reason);
    } else if (entry.host !== 0 && used.has(port)) refuse(`the host's port ${port} is forwarded twice`);
    else {
      used.add(port);
      all.set(component, [...(all.get(component) ?? []), entry]);
    }
  }
  return all;
}

function shared(backends: readonly Backend[], report: Report): void {
  const owners = new Map<string, Backend & { readonly readOnly: boolean }>();
  for (const one of backends) {
    if (one.kind !== 'disk') continue;
    const owner = owners.get(one.path);
    if (owner === undefined) owners.set(one.path, one);
    else if (!owner.readOnly || !one.readOnly)
      report(
        diagnostic('UL0413', 'error', `'${owner.component}' and '${one.component}' have the same file: ${one.path}`, {
          params: { component: one.component, first: owner.component, path: one.path },
          at: { component: one.component },
          because: ['Each would write over what the other has written; two that only read may share a file'],
        }),
      );
  }
}

function without(kind: 'disk' | 'share', component: string): Diagnostic {
  const [what, example] = kind === 'disk' ? ['file', 'FILE'] : ['folder', 'FOLDER'];
  return diagnostic('UL0411', 'error', `${component} has no ${what}: boot --${kind} ${component}=${example}`, {
    params: { component, kind, what, example },
    at: { component },
  });
}

/**
 * The backends of `graph`'s devices.
 * @param given what the command line says; it goes before the composition's own settings
 */
export function assignBackends(
  graph: Graph,
  { boot, components, wires }: Pick<Composition, 'boot' | 'components' | 'wires'>,
  given: BackendWords = {},
): Backends {
  const slots = slotsOf(graph);
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic) => void diagnostics.push(found);
  // A component that is lost is told of by its wires.
  const isKnown = (name: string) =>
    Object.hasOwn(components, name) ||
    wires.some(({ from, to }) => [from, to].some((end) => end.startsWith(`${name}.`)));
  const hasDevices = graph.board.machine.kind === 'qemu';
  const origins = [
    { words: given, origin: { given: true, isKnown, hasDevices } },
    { words: boot, origin: { given: false, isKnown, hasDevices } },
  ];
  const paths = { disk: new Map<string, PathEntry>(), share: new Map<string, PathEntry>() };
  const nets = new Map<string, NetEntry>();
  for (const { words, origin } of origins) {
    assign('disks', words.disks, parsePathEntry, slots, paths.disk, origin, report);
    assign('shares', words.shares, parsePathEntry, slots, paths.share, origin, report);
    assign('nets', words.nets, parseNetEntry, slots, nets, origin, report);
  }
  const forwards = forwardsOf(
    given.forwards ?? boot.forwards,
    nets,
    slots,
    origins[given.forwards ? 0 : 1]?.origin as Origin,
    report,
  );
  const backends = slots.flatMap(({ component, kind }): Backend[] => {
    if (kind === 'net') {
      const { net, at } = nets.get(component) ?? { net: 'user', at: '' };
      return [{ component, kind, net, at, forwards: forwards.get(component) ?? [] }];
    }
    if (kind !== 'disk' && kind !== 'share') return [{ component, kind }];
    const entry = paths[kind].get(component);
    if (entry === undefined) {
      report(without(kind, component));
      return [];
    }
    return [{ component, kind, path: entry.path, readOnly: entry.readOnly }];
  });
  shared(backends, report);
  return { backends, diagnostics };
}
