/**
 * The first half of flattening: which components a composition has on one target, its board's included, and what a
 * port reference means there.
 */
import type { Board, Catalog, Microlib, ProvidedPort, RequiredPort } from '../catalog/types.ts';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { componentOptions, microlibTree } from '../kconfig/kconfig.ts';
import {
  BOARD,
  type Component,
  type Composition,
  NAME_PATTERN,
  type OptionValue,
  type TargetId,
} from '../model/types.ts';
import { own, splitRef } from './ref.ts';
import { matchesTarget } from './target.ts';

/** The name before the dot of what the generated runtime provides. */
export const RUNTIME = 'uniloom';

/** A component before it is known whether anything reaches it. */
export interface Member {
  readonly name: string;
  readonly microlib: Microlib;
  readonly options: { readonly [name: string]: OptionValue };
  readonly sources?: readonly string[];
  readonly origin: 'composition' | 'board';
  /** The ports that there are with the options as they are. */
  readonly provides: ReadonlyMap<string, ProvidedPort>;
  readonly requires: ReadonlyMap<string, RequiredPort>;
  /** What the document or the board says of it: while that is the same object, the member stays the same one. */
  readonly source: object;
  /** Ports of the microlib that its options take away. */
  readonly off: ReadonlySet<string>;
  /** Required ports that have a wire or a default, of those that the options ask about. */
  readonly wired: ReadonlySet<string>;
}

/** What a reference stands for: a port, nothing on this target (said elsewhere or by intent), or nothing at all. */
export type Resolved<P> =
  | { readonly is: 'port'; readonly ref: string; readonly member: Member; readonly port: P }
  | { readonly is: 'absent' }
  /** The component has such a port, and its options take it away. */
  | { readonly is: 'off'; readonly member: Member; readonly component: string; readonly port: string }
  | { readonly is: 'missing'; readonly what: 'component' | 'port'; readonly component: string; readonly port: string };

export interface Members {
  readonly board: Board;
  readonly composition: Composition;
  /** By flat name, in the graph's order. */
  readonly all: ReadonlyMap<string, Member>;
  /** Named in the document, but not in the graph: limited to other targets, or of an unknown microlib. */
  readonly absent: ReadonlySet<string>;
  /** The catalog has no board for the target; references to it are not reported one by one. */
  readonly boardless: boolean;
}

const EMPTY_BOARD: Omit<Board, 'target'> = {
  name: '',
  title: '',
  summary: '',
  dir: '',
  components: {},
  wires: [],
  provides: {},
  requires: {},
  defaults: {},
  toolchain: { kind: 'hosted', arch: '', cflags: [], ldflags: [] },
  machine: { kind: 'process', memory: { least: '', default: '' } },
};

const NOTHING: ReadonlySet<string> = new Set();
const portMaps = new WeakMap<Microlib, Pick<Member, 'provides' | 'requires' | 'off' | 'wired'>>();

function portsOf(microlib: Microlib): Pick<Member, 'provides' | 'requires' | 'off' | 'wired'> {
  let maps = portMaps.get(microlib);
  if (maps === undefined) {
    maps = {
      provides: new Map(microlib.provides.map((port) => [port.port, port])),
      requires: new Map(microlib.requires.map((port) => [port.port, port])),
      off: NOTHING,
      wired: NOTHING,
    };
    portMaps.set(microlib, maps);
  }
  return maps;
}

function make(
  name: string,
  microlib: Microlib,
  component: Partial<Component>,
  origin: Member['origin'],
  source: object,
): Member {
  return {
    name,
    source,
    microlib,
    options: component.options ?? {},
    ...(component.sources === undefined ? {} : { sources: component.sources }),
    origin,
    ...portsOf(microlib),
  };
}

const unknownMicrolib = (component: string, microlib: string, from: string): Diagnostic =>
  diagnostic('UL0101', 'error', `'${component}' is of the microlib '${microlib}', which the catalog does not have`, {
    params: { component, microlib },
    at: { component, ...(from === '' ? {} : { file: from }) },
  });

/**
 * The components of `composition` on `target`, with the board's members as `board_NAME`.
 * @param last members of the same catalog and target: what has not changed since is taken from there.
 */
export function flattenMembers(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  report: (found: Diagnostic) => void,
  last?: Members,
): Members {
  const found = own(catalog.boards, target);
  const board: Board = found ?? { ...EMPTY_BOARD, target };
  if (found === undefined) {
    const known = Object.keys(catalog.boards).sort();
    report(
      diagnostic('UL0113', 'error', `There is no board for the target '${target}'`, {
        params: { target, known: known.join(', ') },
        at: { path: ['targets'] },
        because: known.length === 0 ? [] : [`The catalog has boards for ${known.join(', ')}`],
      }),
    );
  }

  const all = new Map<string, Member>();
  const absent = new Set<string>();
  for (const name of Object.keys(composition.components)) {
    const component = composition.components[name] as Component;
    const same = last?.all.get(name);
    if (same?.source === component) {
      all.set(name, same);
      continue;
    }
    // A bad name (UL0006) would not come apart again in references and symbols, nor can edits address it.
    if (
      !NAME_PATTERN.test(name) ||
      name in Object.prototype ||
      name === 'prototype' ||
      !matchesTarget(component.targets, target)
    ) {
      absent.add(name);
      continue;
    }
    const microlib = own(catalog.microlibs, component.microlib);
    if (microlib === undefined) {
      report(unknownMicrolib(name, component.microlib, ''));
      absent.add(name);
      continue;
    }
    const inner = name.startsWith(`${BOARD}_`) ? own(board.components, name.slice(BOARD.length + 1)) : undefined;
    // The board's options fit the board's microlib; another one starts from its own defaults.
    const inherited = inner !== undefined && inner.microlib === component.microlib ? inner.options : undefined;
    const options = inherited === undefined ? component.options : { ...inherited, ...component.options };
    const known = options === undefined ? component : { ...component, options };
    all.set(name, make(name, microlib, known, 'composition', component));
  }
  for (const [inner, component] of Object.entries(board.components)) {
    const name = `${BOARD}_${inner}`;
    if (all.has(name)) continue;
    const microlib = own(catalog.microlibs, component.microlib);
    if (microlib === undefined) {
      report(unknownMicrolib(name, component.microlib, `${board.dir}/board.yaml`));
      absent.add(name);
      continue;
    }
    absent.delete(name);
    const same = last?.all.get(name);
    all.set(name, same?.source === component ? same : make(name, microlib, component, 'board', component));
  }
  const members: Members = { board, composition, all, absent, boardless: found === undefined };
  settleOptions(members, catalog, all);
  return members;
}

const conditional = new WeakMap<Microlib, boolean>();

/** Whether options and wires of the microlib depend on each other. */
function isConditional(microlib: Microlib): boolean {
  let is = conditional.get(microlib);
  if (is === undefined) {
    const may = microlib.kconfig !== '' || microlib.requires.some((port) => port.if);
    const { asks, conditions } = may ? microlibTree(microlib) : { asks: [], conditions: NOTHING };
    is = asks.length > 0 || conditions.size > 0;
    conditional.set(microlib, is);
  }
  return is;
}

const sameNames = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((name) => b.has(name));

/** Takes away the ports whose condition does not hold with the options, which may themselves ask what is wired. */
function settleOptions(members: Members, catalog: Catalog, all: Map<string, Member>): void {
  let wires: ReadonlySet<string> | undefined;
  for (const [name, member] of all) {
    const { microlib, options } = member;
    if (!isConditional(microlib)) continue;
    wires ??= wiredPorts(members);
    const isWired = ({ port, api: apiName }: RequiredPort): boolean => {
      const api = own(catalog.apis, apiName);
      if (wires?.has(`${name}.${port}`) === true || api?.runtime === true || api?.linkage === 'global') return true;
      return (
        api?.ambient === true &&
        (own(members.composition.defaults, apiName) ?? own(members.board.defaults, apiName)) !== undefined
      );
    };
    const wired = new Set(microlib.requires.filter(isWired).map(({ port }) => port));
    const off = componentOptions(microlib, name, options, wired).absent;
    if (sameNames(off, member.off) && sameNames(wired, member.wired)) continue;
    if (off.size === 0) {
      all.set(name, { ...member, ...portsOf(microlib), wired });
      continue;
    }
    const there = <P extends { readonly port: string }>(list: readonly P[]) =>
      new Map(list.filter(({ port }) => !off.has(port)).map((port) => [port.port, port]));
    all.set(name, { ...member, provides: there(microlib.provides), requires: there(microlib.requires), off, wired });
  }
}

/** Flat required ports at which a wire begins that ends at a port of the same API. */
function wiredPorts(members: Members): ReadonlySet<string> {
  const found = new Set<string>();
  const apiOf = (ref: string, side: 'provides' | 'requires'): readonly [string, string] | undefined => {
    const flat = splitRef(ref) === undefined ? undefined : unwrap(members, ref, side);
    const parts = flat === undefined ? undefined : splitRef(flat);
    if (flat === undefined || parts === undefined) return undefined;
    const ports = members.all.get(parts.component)?.microlib[side];
    const port = ports?.find((each) => each.port === parts.port);
    return port === undefined ? undefined : [flat, port.api];
  };
  const add = (wireFrom: string, wireTo: string) => {
    const from = apiOf(wireFrom, 'requires');
    if (from !== undefined && from[1] === apiOf(wireTo, 'provides')?.[1]) found.add(from[0]);
  };
  for (const { from, to } of members.composition.wires) add(from, to);
  for (const { from, to } of members.board.wires) add(`${BOARD}_${from}`, `${BOARD}_${to}`);
  return found;
}

/**
 * The inner reference that `ref` stands for: outer ports of the board and of groups are replaced by what is behind
 * them, as often as needed. Undefined where the node exists and has no such outer port.
 */
function unwrap(members: Members, ref: string, side: 'provides' | 'requires'): string | undefined {
  let at = ref;
  // Groups may stand in groups; anything deeper than this is a circle.
  for (let depth = 0; depth < 16; depth++) {
    const parts = splitRef(at);
    if (parts === undefined || members.all.has(parts.component)) return at;
    if (parts.component === BOARD) {
      const inner = own(members.board[side], parts.port);
      return inner === undefined ? undefined : `${BOARD}_${inner}`;
    }
    const group = own(members.composition.groups, parts.component);
    if (group === undefined) return at;
    const inner = own(group[side], parts.port);
    if (inner === undefined) return undefined;
    at = inner;
  }
  return undefined;
}

function resolve<P>(
  members: Members,
  ref: string,
  side: 'provides' | 'requires',
  ports: (member: Member) => ReadonlyMap<string, P>,
): Resolved<P> {
  const outer = splitRef(ref);
  if (outer === undefined) return { is: 'missing', what: 'component', component: String(ref), port: '' };
  const direct = members.all.get(outer.component);
  const found = direct === undefined ? undefined : ports(direct).get(outer.port);
  if (direct !== undefined && found !== undefined && !members.boardless)
    return { is: 'port', ref, member: direct, port: found };
  if (members.boardless && (outer.component === BOARD || outer.component.startsWith(`${BOARD}_`)))
    return { is: 'absent' };
  const flat = unwrap(members, ref, side);
  if (flat === undefined) return { is: 'missing', what: 'port', ...outer };
  const parts = splitRef(flat);
  if (parts === undefined) return { is: 'missing', what: 'component', ...outer };
  const member = members.all.get(parts.component);
  if (member === undefined)
    return members.absent.has(parts.component)
      ? { is: 'absent' }
      : { is: 'missing', what: 'component', component: parts.component, port: parts.port };
  const port = ports(member).get(parts.port);
  if (port === undefined && member.off.has(parts.port) && hasPort(member.microlib[side], parts.port))
    return { is: 'off', member, component: parts.component, port: parts.port };
  if (port === undefined) return { is: 'missing', what: 'port', component: parts.component, port: parts.port };
  return { is: 'port', ref: flat, member, port };
}

const hasPort = (ports: readonly { readonly port: string }[], name: string) => ports.some(({ port }) => port === name);

/** What the required side `ref` of a wire stands for. */
export const resolveRequired = (members: Members, ref: string): Resolved<RequiredPort> =>
  resolve(members, ref, 'requires', (member) => member.requires);

/** What the provided side `ref` of a wire or default stands for. */
export const resolveProvided = (members: Members, ref: string): Resolved<ProvidedPort> =>
  resolve(members, ref, 'provides', (member) => member.provides);
