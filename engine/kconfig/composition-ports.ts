/** Ports and providers as Kconfig symbols: the part of `configModel` that says what is wired to what. */

import type { RequiredPort } from '../catalog/types.ts';
import { SUPPORTED_KINDS } from '../graph/kinds.ts';
import { own, splitRef } from '../graph/ref.ts';
import type { Binding, Graph, GraphComponent } from '../graph/types.ts';
import type { Assignments } from './evaluate.ts';
import { quoted } from './write.ts';

/** Collects Kconfig text together with what its symbols are set to. */
export class KconfigText {
  readonly lines: string[] = [];
  readonly values: { [symbol: string]: Assignments[string] } = {};

  constructor(private readonly used: Set<string>) {}

  /** The symbol, made different where another one has the name: `a.b_c` and `a_b.c` are one word in capitals. */
  name(symbol: string): string {
    let free = symbol;
    while (this.used.has(free)) free += '_';
    this.used.add(free);
    return free;
  }

  put(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  string(symbol: string, prompt: string, value: string): void {
    const name = this.name(symbol);
    this.values[name] = value;
    this.put(`config ${name}`, `\tstring ${quoted(prompt)}`, `\tdefault ${quoted(value)}`, '');
  }

  /** A choice; gives the names of its members' symbols, in their order. */
  choice(
    prompt: string,
    members: readonly { readonly symbol: string; readonly prompt: string; readonly chosen: boolean }[],
    depends?: string,
  ): string[] {
    const names = members.map(({ symbol }) => this.name(symbol));
    const chosen = names[members.findIndex((member) => member.chosen)] ?? names[0];
    if (chosen === undefined) return names;
    this.put('choice', `\tprompt ${quoted(prompt)}`, `\tdefault ${chosen}`);
    if (depends !== undefined) this.put(`\tdepends on ${depends}`);
    this.put('');
    members.forEach((member, at) => {
      const name = names[at] ?? '';
      this.values[name] = name === chosen;
      this.put(`config ${name}`, `\tbool ${quoted(member.prompt)}`, '');
    });
    this.put('endchoice', '');
    return names;
  }
}

export interface PortsContext {
  readonly graph: Graph;
  /** Flat provided references by API, in the graph's order. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
  readonly byPort: ReadonlyMap<string, readonly Binding[]>;
  /** The provider that unwired ports of an ambient API have. */
  readonly defaults: ReadonlyMap<string, string>;
}

const word = (ref: string) => ref.toUpperCase().replace('.', '_');

function kind(text: KconfigText, base: string, binding: Binding, depends: string | undefined): void {
  const kinds = SUPPORTED_KINDS.includes(binding.kind) ? SUPPORTED_KINDS : [...SUPPORTED_KINDS, binding.kind];
  text.choice(
    `Kind of ${binding.from}`,
    kinds.map((each) => ({
      symbol: `${base}_KIND_${each.toUpperCase()}`,
      prompt: each,
      chosen: each === binding.kind,
    })),
    depends,
  );
  for (const [name, value] of Object.entries(binding.with))
    if (/^[A-Za-z0-9_]{1,31}$/.test(name))
      text.string(
        `${base}_WITH_${name.toUpperCase()}`,
        `${name} of ${binding.from}`,
        String(value).replace(/[\0\r\n]/g, ' '),
      );
}

function onePort(text: KconfigText, context: PortsContext, ref: string, required: RequiredPort): void {
  const base = `WIRE_${word(ref)}`;
  const binding = context.byPort.get(ref)?.[0];
  const isDefault = binding?.origin === 'default';
  const candidates = candidatesOf(context, ref, required, binding);
  const hasDefault = context.defaults.has(required.api);
  const hasNone = required.count === 'optional' || binding === undefined;
  const members = [
    ...(hasDefault ? [{ symbol: `${base}_DEFAULT`, prompt: 'the default', chosen: isDefault }] : []),
    ...candidates.map((to) => ({
      symbol: `${base}__${word(to)}`,
      prompt: to,
      chosen: !isDefault && binding?.to === to,
    })),
    ...(hasNone ? [{ symbol: `${base}_NONE`, prompt: 'none', chosen: binding === undefined }] : []),
  ];
  const names = text.choice(`${ref}: ${required.api}`, members);
  if (binding !== undefined) kind(text, base, binding, hasNone ? `!${names.at(-1)}` : undefined);
}

function manyPort(text: KconfigText, context: PortsContext, ref: string, required: RequiredPort): void {
  const bindings = context.byPort.get(ref) ?? [];
  const candidates = candidatesOf(context, ref, required, undefined);
  candidates.forEach((to, index) => {
    const base = `WIRE_${word(ref)}__${word(to)}`;
    const at = bindings.findIndex((binding) => binding.to === to);
    const binding = bindings[at];
    const wired = text.name(base);
    const order = text.name(`${base}_ORDER`);
    text.values[wired] = binding !== undefined;
    text.put(
      `config ${wired}`,
      `\tbool ${quoted(`${ref} to ${to}`)}`,
      ...(binding === undefined ? [] : ['\tdefault y']),
      '',
    );
    text.put(`config ${order}`, `\tint ${quoted(`Place of ${to} in ${ref}`)}`, `\trange 0 9999`);
    text.put(`\tdefault ${binding === undefined ? index : at}`, `\tdepends on ${wired}`, '');
    if (binding !== undefined) {
      text.values[order] = at;
      kind(text, base, binding, wired);
    }
  });
}

function candidatesOf(
  { providers }: PortsContext,
  ref: string,
  required: RequiredPort,
  binding: Binding | undefined,
): readonly string[] {
  const self = `${splitRef(ref)?.component}.`;
  // A provider of its own API does not stand behind itself, unless a wire says so.
  return (providers.get(required.api) ?? []).filter((to) => !to.startsWith(self) || to === binding?.to);
}

/** The choices of one component's ports. Global APIs have one provider in the image and are not chosen per port. */
export function writePorts(text: KconfigText, context: PortsContext, component: GraphComponent): void {
  for (const required of component.microlib.requires) {
    const ref = `${component.name}.${required.port}`;
    const binding = context.byPort.get(ref)?.[0];
    if (binding?.origin === 'runtime' || binding?.api.linkage === 'global') continue;
    if (required.count === 'many') manyPort(text, context, ref, required);
    else onePort(text, context, ref, required);
  }
}

/** One choice per ambient or global API: who provides it where no wire says. */
export function writeProviders(text: KconfigText, context: PortsContext): void {
  const done = new Set<string>();
  for (const { api, to } of context.graph.bindings) {
    const isGlobal = api.linkage === 'global';
    if (done.has(api.name) || (!isGlobal && !context.defaults.has(api.name))) continue;
    done.add(api.name);
    const chosen = isGlobal ? to : context.defaults.get(api.name);
    text.choice(
      `Provider of ${api.name}`,
      (context.providers.get(api.name) ?? []).map((ref) => ({
        symbol: `PROVIDER_${api.name.toUpperCase()}__${word(ref)}`,
        prompt: ref,
        chosen: ref === chosen,
      })),
    );
  }
}

/** What `writePorts` needs to know of the whole graph. */
export function portsContext(graph: Graph): PortsContext {
  const providers: { [api: string]: string[] } = Object.create(null);
  for (const { name, microlib } of graph.components)
    for (const { port, api } of microlib.provides) {
      const list = own(providers, api) ?? [];
      list.push(`${name}.${port}`);
      providers[api] = list;
    }
  const byPort = new Map<string, Binding[]>();
  const defaults = new Map<string, string>();
  for (const binding of graph.bindings) {
    const list = byPort.get(binding.from);
    if (list === undefined) byPort.set(binding.from, [binding]);
    else list.push(binding);
    if (binding.origin === 'default' && !defaults.has(binding.api.name)) defaults.set(binding.api.name, binding.to);
  }
  return { graph, providers: new Map(Object.entries(providers)), byPort, defaults };
}
