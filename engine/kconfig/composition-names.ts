/**
 * What the symbols of an emitted tree are called. Names depend on the components alone, not on wires or options, so that
 * `.config` can be read back by making the same names again (import.ts).
 */
import type { Microlib } from '../catalog/types.ts';
import type { PortRef, WireKind } from '../model/types.ts';
import { microlibTree, symbolPrefix } from './template.ts';

/** All that a wire can be, whether it is supported or not. */
export const KINDS: readonly WireKind[] = ['direct', 'counted', 'traced', 'faulty', 'gated'];

export const TARGET = 'UNILOOM_TARGET';
export const PROFILE = 'UNILOOM_PROFILE';

const word = (ref: PortRef): string => ref.toUpperCase().replace('.', '_');

/** What a symbol stands for, as a key of `SymbolNames`. */
export const keys = {
  microlib: (component: string) => `microlib ${component}`,
  /** The port `from` has the provider `to`. */
  wire: (from: PortRef, to: PortRef) => `wire ${from} ${to}`,
  none: (from: PortRef) => `none ${from}`,
  byDefault: (from: PortRef) => `default ${from}`,
  /** Of a port for many: the place of `to` among its providers. */
  order: (from: PortRef, to: PortRef) => `order ${from} ${to}`,
  /** `to` only of a port for many. */
  kind: (from: PortRef, kind: WireKind, to?: PortRef) => `kind ${from} ${kind}${to === undefined ? '' : ` ${to}`}`,
  /** What the names of a kind's parameters begin with. */
  parameters: (from: PortRef, to?: PortRef) => `with ${from}${to === undefined ? '' : ` ${to}`}`,
  /** `to` provides the ambient or global API where no wire says. */
  provider: (api: string, to: PortRef) => `provider ${api} ${to}`,
} as const;

export interface Named {
  readonly name: string;
  readonly microlib: Microlib;
}

export class SymbolNames {
  private readonly byKey = new Map<string, string>();
  private readonly used = new Set<string>();

  /** @param components of the graph, in its order */
  constructor(components: readonly Named[]) {
    for (const component of components) {
      const { options } = microlibTree(component.microlib);
      for (const { name } of options) this.used.add(`${symbolPrefix(component.name)}_${name}`);
    }
    this.used.add(TARGET).add(PROFILE);
    const providers = new Map<string, PortRef[]>();
    for (const { name, microlib } of components)
      for (const { port, api } of microlib.provides) {
        const list = providers.get(api);
        if (list === undefined) providers.set(api, [`${name}.${port}`]);
        else list.push(`${name}.${port}`);
      }
    for (const [api, list] of providers)
      for (const to of list) this.put(keys.provider(api, to), `PROVIDER_${api.toUpperCase()}__${word(to)}`);
    for (const { name, microlib } of components) {
      this.put(keys.microlib(name), `${symbolPrefix(name)}_MICROLIB`);
      for (const { port, api, count } of microlib.requires)
        this.port(`${name}.${port}`, count === 'many', providers.get(api) ?? []);
    }
  }

  private port(from: PortRef, many: boolean, providers: readonly PortRef[]): void {
    const base = `WIRE_${word(from)}`;
    if (!many) {
      this.put(keys.byDefault(from), `${base}_DEFAULT`);
      this.put(keys.none(from), `${base}_NONE`);
      this.kinds(base, from, undefined);
    }
    for (const to of providers) {
      const name = `${base}__${word(to)}`;
      this.put(keys.wire(from, to), name);
      if (!many) continue;
      this.put(keys.order(from, to), `${name}_ORDER`);
      this.kinds(name, from, to);
    }
  }

  private kinds(base: string, from: PortRef, to: PortRef | undefined): void {
    for (const kind of KINDS) this.put(keys.kind(from, kind, to), `${base}_KIND_${kind.toUpperCase()}`);
    this.put(keys.parameters(from, to), `${base}_WITH_`);
  }

  /** The symbol, made different where another one has the name: `a.b_c` and `a_b.c` are one word in capitals. */
  private put(key: string, symbol: string): void {
    let free = symbol;
    while (this.used.has(free)) free += '_';
    this.used.add(free);
    this.byKey.set(key, free);
  }

  /** @throws where the components have nothing of that kind */
  get(key: string): string {
    const name = this.byKey.get(key);
    if (name === undefined) throw new Error(`no symbol stands for '${key}'`);
    return name;
  }

  /** A free name for what is not known before: parameters of a wire's kind. */
  free(symbol: string): string {
    let name = symbol;
    while (this.used.has(name)) name += '_';
    this.used.add(name);
    return name;
  }
}
