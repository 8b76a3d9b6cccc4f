/** The wires and defaults that a `.config` says, without those that the board has by itself. */
import type { Board, Catalog } from '../../catalog/types.ts';
import { own } from '../../graph/ref.ts';
import { BOARD, type PortRef, type Wire, type WireKind, type WireParameter } from '../../model/types.ts';
import { KINDS, keys, type Named, type SymbolNames } from '../composition-names.ts';

interface Source {
  readonly values: ReadonlyMap<string, string>;
  readonly names: SymbolNames;
  readonly components: readonly Named[];
  readonly board: Board;
  readonly catalog: Catalog;
}

const isSet = ({ values, names }: Source, key: string): boolean => values.get(names.get(key)) === 'y';

const providersOf = ({ components }: Source, api: string): PortRef[] =>
  components.flatMap(({ name, microlib }) =>
    microlib.provides.filter((port) => port.api === api).map(({ port }) => `${name}.${port}`),
  );

function kindOf(source: Source, from: PortRef, to: PortRef | undefined): WireKind {
  return KINDS.find((kind) => isSet(source, keys.kind(from, kind, to))) ?? 'direct';
}

/** A parameter's value as the document has it: `.config` knows only texts. */
function parameter(name: string, text: string): WireParameter {
  if (name === 'functions') return text.split(' ').filter((each) => each !== '');
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

function parametersOf({ values, names }: Source, from: PortRef, to: PortRef | undefined): Wire['with'] {
  const base = names.get(keys.parameters(from, to));
  const found: { [name: string]: WireParameter } = {};
  for (const [symbol, text] of values)
    if (symbol.startsWith(base) && symbol !== `${base}__proto__`)
      found[symbol.slice(base.length)] = parameter(symbol.slice(base.length), text);
  return Object.keys(found).length === 0 ? undefined : found;
}

function wire(source: Source, from: PortRef, to: PortRef, many: boolean): Wire {
  const kind = kindOf(source, from, many ? to : undefined);
  const parameters = kind === 'direct' ? undefined : parametersOf(source, from, many ? to : undefined);
  return {
    from,
    to,
    ...(kind === 'direct' ? {} : { kind }),
    ...(parameters === undefined ? {} : { with: parameters }),
  };
}

/** The wires of each required port by flat names, in the port's order. */
function* portWires(source: Source): Generator<readonly Wire[]> {
  const { values, names } = source;
  for (const { name, microlib } of source.components)
    for (const { port, api, count } of microlib.requires) {
      const from = `${name}.${port}`;
      const many = count === 'many';
      const wired = providersOf(source, api).filter((to) => isSet(source, keys.wire(from, to)));
      const place = (to: PortRef) => Number(values.get(names.get(keys.order(from, to))) ?? 0);
      if (many) wired.sort((a, b) => place(a) - place(b));
      yield (many ? wired : wired.slice(0, 1)).map((to) => wire(source, from, to, many));
    }
}

/** What the document has to say of a port: wires of the board follow by themselves, those that are not there already. */
function beforeBoard(wires: readonly Wire[], board: readonly PortRef[]): readonly Wire[] {
  const there = board.filter((to) => wires.some((each) => each.to === to));
  for (let count = 0; count < wires.length; count++) {
    const said = wires.slice(0, count);
    const rest = wires.slice(count);
    const follows = there.filter((to) => !said.some((each) => each.to === to));
    if (rest.length === follows.length && rest.every(({ to, kind }, at) => to === follows[at] && kind === undefined))
      return said;
  }
  return wires;
}

/** What the board shows its members' ports as, by flat reference. A component called 'board', a fault, hides them. */
function outerNames({ board, components }: Source, side: 'provides' | 'requires'): ReadonlyMap<PortRef, PortRef> {
  if (components.some(({ name }) => name === BOARD)) return new Map();
  return new Map(Object.entries(board[side]).map(([port, inner]) => [`${BOARD}_${inner}`, `${BOARD}.${port}`]));
}

/** Required ports that have a wire or a default, flat. */
export function wiredPorts(source: Source): ReadonlySet<PortRef> {
  const ports = new Set([...portWires(source)].flatMap((wires) => wires.map(({ from }) => from)));
  for (const { name, microlib } of source.components)
    for (const { port, api, count } of microlib.requires) {
      const from = `${name}.${port}`;
      const { runtime, linkage } = own(source.catalog.apis, api) ?? { runtime: false, linkage: 'port' };
      const byDefault = count !== 'many' && isSet(source, keys.byDefault(from));
      if (runtime || linkage === 'global' || byDefault) ports.add(from);
    }
  return ports;
}

/** The wires as the document would have them. */
export function ownWires(source: Source): Wire[] {
  const { board } = source;
  const requires = outerNames(source, 'requires');
  const provides = outerNames(source, 'provides');
  const byBoard = new Map<PortRef, PortRef[]>();
  for (const { from, to } of board.wires) {
    const list = byBoard.get(`${BOARD}_${from}`) ?? [];
    byBoard.set(`${BOARD}_${from}`, [...list, `${BOARD}_${to}`]);
  }
  return [...portWires(source)]
    .flatMap((wires) => beforeBoard(wires, byBoard.get(wires[0]?.from ?? '') ?? []))
    .map((each) => ({ ...each, from: requires.get(each.from) ?? each.from, to: provides.get(each.to) ?? each.to }));
}

/** Providers of ambient and global APIs where they are not the board's. */
export function ownDefaults(source: Source): { readonly [api: string]: PortRef } {
  const { board, catalog } = source;
  const provides = outerNames(source, 'provides');
  const made: { [api: string]: PortRef } = {};
  for (const api of Object.values(catalog.apis)) {
    if (!api.ambient && api.linkage !== 'global' && !api.implicit) continue;
    const providers = providersOf(source, api.name);
    const to = providers.find((each) => isSet(source, keys.provider(api.name, each)));
    if (to === undefined) continue;
    const standard = own(board.defaults, api.name);
    if (standard !== undefined ? to === `${BOARD}_${standard}` : providers.length === 1 && api.linkage === 'global')
      continue;
    made[api.name] = provides.get(to) ?? to;
  }
  return made;
}

export type { Source };
