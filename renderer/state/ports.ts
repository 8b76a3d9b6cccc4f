/** The ports that a node shows: a component's own, or the outer ports of the target's board. */
import type { Api, Board, Catalog, Microlib } from '../../engine/catalog/types.ts';
import { componentOptions } from '../../engine/kconfig/kconfig.ts';
import { BOARD, type Composition } from '../../engine/model/types.ts';
import type { PortId } from './ui.ts';

export interface PortFacts {
  readonly node: string;
  readonly port: string;
  readonly side: 'provides' | 'requires';
  readonly api: string;
  readonly version: number;
  readonly count: 'one' | 'optional' | 'many';
  readonly late: boolean;
  readonly doc: string;
  /** It needs no wire: an ambient, global, implicit or runtime API. */
  readonly implied: boolean;
  readonly family: string;
}

const isImplied = (api: Api | undefined): boolean =>
  api !== undefined && (api.ambient || api.linkage === 'global' || api.implicit || api.runtime);

function facts(
  catalog: Catalog,
  node: string,
  port: string,
  side: PortFacts['side'],
  from: {
    readonly api: string;
    readonly version: number;
    readonly count?: PortFacts['count'];
    readonly late?: boolean;
    readonly doc?: string;
  },
): PortFacts {
  const api = Object.hasOwn(catalog.apis, from.api) ? catalog.apis[from.api] : undefined;
  return {
    node,
    port,
    side,
    api: from.api,
    version: from.version,
    count: from.count ?? 'one',
    late: from.late ?? false,
    doc: from.doc ?? '',
    implied: isImplied(api),
    family: api?.family ?? 'other',
  };
}

/** The ports of a microlib under a component's name, as written in its manifest. */
export function portsOfMicrolib(catalog: Catalog, node: string, microlib: Microlib): readonly PortFacts[] {
  return [
    ...microlib.provides.map((port) => facts(catalog, node, port.port, 'provides', port)),
    ...microlib.requires.map((port) => facts(catalog, node, port.port, 'requires', port)),
  ];
}

/** The microlib of a board's member, a replacement by the composition included. */
export function boardMember(composition: Composition, board: Board, member: string): string | undefined {
  const own = composition.components[`${BOARD}_${member}`];
  return own?.microlib ?? board.components[member]?.microlib;
}

/** The outer ports of the board of `target`; none where the catalog has no such board. */
export function portsOfBoard(catalog: Catalog, composition: Composition, target: string): readonly PortFacts[] {
  const board = catalog.boards[target];
  if (board === undefined) return [];
  const outer = (side: PortFacts['side']) =>
    Object.entries(board[side]).flatMap(([port, inner]) => {
      const [member = '', innerPort = ''] = inner.split('.');
      const microlib = catalog.microlibs[boardMember(composition, board, member) ?? ''];
      const found =
        side === 'provides'
          ? microlib?.provides.find((one) => one.port === innerPort)
          : microlib?.requires.find((one) => one.port === innerPort);
      return found === undefined ? [] : [facts(catalog, BOARD, port, side, found)];
    });
  return [...outer('provides'), ...outer('requires')];
}

/** Whether options take the port away; what has a wire all the same is shown, so that the wire can be seen and removed. */
function absentPorts(composition: Composition, node: string, microlib: Microlib): ReadonlySet<string> {
  const ports = [...microlib.provides, ...microlib.requires];
  if (!ports.some((port) => port.if !== undefined)) return new Set();
  const at = (ref: string) => (ref.startsWith(`${node}.`) ? [ref.slice(node.length + 1)] : []);
  const wired = new Set(composition.wires.flatMap(({ from }) => at(from)));
  const { absent } = componentOptions(microlib, node, composition.components[node]?.options, wired);
  const shown = new Set([...wired, ...composition.wires.flatMap(({ to }) => at(to))]);
  return new Set([...absent].filter((port) => !shown.has(port)));
}

/** The ports of any node of the canvas. */
export function portsOf(
  catalog: Catalog,
  composition: Composition,
  target: string,
  node: string,
): readonly PortFacts[] {
  if (node === BOARD) return portsOfBoard(catalog, composition, target);
  const microlib = catalog.microlibs[composition.components[node]?.microlib ?? ''];
  if (microlib === undefined) return [];
  const absent = absentPorts(composition, node, microlib);
  return portsOfMicrolib(catalog, node, microlib).filter(({ port }) => !absent.has(port));
}

export function findPort(
  catalog: Catalog,
  composition: Composition,
  target: string,
  id: PortId,
): PortFacts | undefined {
  return portsOf(catalog, composition, target, id.node).find(({ port, side }) => port === id.port && side === id.side);
}

/** Every port of every node on the canvas. */
export function allPorts(catalog: Catalog, composition: Composition, target: string): readonly PortFacts[] {
  return [...Object.keys(composition.components), BOARD].flatMap((node) =>
    node.startsWith(`${BOARD}_`) ? [] : portsOf(catalog, composition, target, node),
  );
}

/** A custom property of theme/tokens.css. */
const KNOWN_FAMILIES = new Set(['memory', 'time', 'sched', 'io', 'hardware', 'core', 'text', 'net', 'files']);
const KNOWN_CATEGORIES = new Set([
  'apps',
  'core',
  'memory',
  'sched',
  'drivers',
  'fs',
  'net',
  'posix',
  'libc',
  'arch',
  'platform',
  'models',
  'tests',
  'board',
]);

export const familyColour = (family: string): string => `var(--f-${KNOWN_FAMILIES.has(family) ? family : 'other'})`;
export const categoryColour = (category: string): string =>
  `var(--c-${KNOWN_CATEGORIES.has(category) ? category : 'other'})`;
