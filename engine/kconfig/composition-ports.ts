/** Ports and providers as Kconfig symbols: the part of `configModel` that says what is wired to what. */

import type { RequiredPort } from '../catalog/types.ts';
import { SUPPORTED_KINDS } from '../graph/kinds.ts';
import { own, splitRef } from '../graph/ref.ts';
import type { Binding, Graph, GraphComponent } from '../graph/types.ts';
import type { PortRef } from '../model/types.ts';
import { keys, type SymbolNames } from './composition-names.ts';
import { quoted } from './config/write.ts';
import { conditionText, microlibTree } from './template.ts';

/** Collects Kconfig text together with what its symbols are set to. */
export class KconfigText {
  readonly lines: string[] = [];
  /** As `.config` has them, strings without quotes. */
  readonly values = new Map<string, string>();

  put(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  string(symbol: string, prompt: string, value: string, depends?: string): void {
    this.values.set(symbol, value);
    this.put(`config ${symbol}`, `\tstring ${quoted(prompt)}`, `\tdefault ${quoted(value)}`);
    if (depends !== undefined) this.put(`\tdepends on ${depends}`);
    this.put('');
  }

  choice(
    prompt: string,
    members: readonly { readonly symbol: string; readonly prompt: string; readonly chosen: boolean }[],
    depends?: string,
  ): void {
    const chosen = (members.find((member) => member.chosen) ?? members[0])?.symbol;
    if (chosen === undefined) return;
    this.put('choice', `\tprompt ${quoted(prompt)}`, `\tdefault ${chosen}`);
    if (depends !== undefined) this.put(`\tdepends on ${depends}`);
    this.put('');
    for (const { symbol, prompt } of members) {
      this.values.set(symbol, symbol === chosen ? 'y' : 'n');
      this.put(`config ${symbol}`, `\tbool ${quoted(prompt)}`, '');
    }
    this.put('endchoice', '');
  }
}

export interface PortsContext {
  readonly graph: Graph;
  readonly names: SymbolNames;
  /** Flat provided references by API, in the graph's order. */
  readonly providers: ReadonlyMap<string, readonly PortRef[]>;
  readonly byPort: ReadonlyMap<PortRef, readonly Binding[]>;
  /** The provider that unwired ports of an ambient API have. */
  readonly defaults: ReadonlyMap<string, PortRef>;
}

const joined = (...conditions: readonly (string | undefined)[]): string | undefined => {
  const there = conditions.filter((each) => each !== undefined);
  return there.length === 0 ? undefined : there.join(' && ');
};

function kind({ names }: PortsContext, text: KconfigText, binding: Binding, many: boolean, depends?: string): void {
  const { from } = binding;
  const to = many ? binding.to : undefined;
  const kinds = SUPPORTED_KINDS.includes(binding.kind) ? SUPPORTED_KINDS : [...SUPPORTED_KINDS, binding.kind];
  text.choice(
    `Kind of ${from}`,
    kinds.map((each) => ({
      symbol: names.get(keys.kind(from, each, to)),
      prompt: each,
      chosen: each === binding.kind,
    })),
    depends,
  );
  for (const [name, value] of Object.entries(binding.with))
    if (/^[A-Za-z0-9_]{1,31}$/.test(name))
      text.string(
        names.free(`${names.get(keys.parameters(from, to))}${name}`),
        `${name} of ${from}`,
        (Array.isArray(value) ? value.join(' ') : String(value)).replace(/[\0\r\n]/g, ' '),
        depends,
      );
}

function onePort(text: KconfigText, context: PortsContext, ref: PortRef, required: RequiredPort, exists?: string) {
  const { names } = context;
  const binding = context.byPort.get(ref)?.[0];
  const isDefault = binding?.origin === 'default';
  const candidates = candidatesOf(context, ref, required, binding);
  const hasDefault = context.defaults.has(required.api);
  const hasNone = required.count === 'optional' || binding === undefined;
  const none = names.get(keys.none(ref));
  const wired = [
    ...(hasDefault ? [{ symbol: names.get(keys.byDefault(ref)), prompt: 'the default', chosen: isDefault }] : []),
    ...candidates.map((to) => ({
      symbol: names.get(keys.wire(ref, to)),
      prompt: to,
      chosen: !isDefault && binding?.to === to,
    })),
  ];
  const members = hasNone ? [...wired, { symbol: none, prompt: 'none', chosen: binding === undefined }] : wired;
  text.choice(`${ref}: ${required.api}`, members, exists);
  if (binding !== undefined) kind(context, text, binding, false, joined(exists, hasNone ? `!${none}` : undefined));
}

function manyPort(text: KconfigText, context: PortsContext, ref: PortRef, required: RequiredPort, exists?: string) {
  const { names } = context;
  const bindings = context.byPort.get(ref) ?? [];
  const candidates = candidatesOf(context, ref, required, undefined);
  candidates.forEach((to, index) => {
    const at = bindings.findIndex((binding) => binding.to === to);
    const binding = bindings[at];
    const wired = names.get(keys.wire(ref, to));
    const order = names.get(keys.order(ref, to));
    text.values.set(wired, binding === undefined ? 'n' : 'y');
    text.put(`config ${wired}`, `\tbool ${quoted(`${ref} to ${to}`)}`);
    if (binding !== undefined) text.put('\tdefault y');
    if (exists !== undefined) text.put(`\tdepends on ${exists}`);
    text.put('', `config ${order}`, `\tint ${quoted(`Place of ${to} in ${ref}`)}`, `\trange 0 9999`);
    text.put(`\tdefault ${binding === undefined ? index : at}`, `\tdepends on ${wired}`, '');
    if (binding !== undefined) {
      text.values.set(order, String(at));
      kind(context, text, binding, true, wired);
    }
  });
}

function candidatesOf(
  { providers }: PortsContext,
  ref: PortRef,
  required: RequiredPort,
  binding: Binding | undefined,
): readonly PortRef[] {
  const self = `${splitRef(ref)?.component}.`;
  // A provider of its own API does not stand behind itself, unless a wire says so.
  return (providers.get(required.api) ?? []).filter((to) => !to.startsWith(self) || to === binding?.to);
}

/** Wired by the runtime or for the whole image: nobody chooses. */
const isFixed = (binding: Binding | undefined): boolean =>
  binding?.origin === 'runtime' || binding?.api.linkage === 'global';

/** What the options of a component ask for as `PORT_WIRED`, said with the symbols of its wires. */
export function wiredTexts(context: PortsContext, { microlib, name }: GraphComponent): ReadonlyMap<string, string> {
  const { names, byPort, defaults } = context;
  const texts = new Map<string, string>();
  const { asks } = microlibTree(microlib);
  for (const required of microlib.requires) {
    if (!asks.includes(required.port)) continue;
    const ref = `${name}.${required.port}`;
    const binding = byPort.get(ref)?.[0];
    const symbols = candidatesOf(context, ref, required, binding).map((to) => names.get(keys.wire(ref, to)));
    if (required.count !== 'many' && defaults.has(required.api)) symbols.push(names.get(keys.byDefault(ref)));
    const text = isFixed(binding) ? 'y' : symbols.join(' || ') || 'n';
    texts.set(required.port, symbols.length > 1 ? `(${text})` : text);
  }
  return texts;
}

/**
 * The choices of one component's ports. Global APIs have one provider in the image and are not chosen per port.
 * @param wired see `wiredTexts`
 */
export function writePorts(
  text: KconfigText,
  context: PortsContext,
  component: GraphComponent,
  wired: ReadonlyMap<string, string>,
): void {
  const { microlib, name } = component;
  for (const required of microlib.requires) {
    const ref = `${name}.${required.port}`;
    if (isFixed(context.byPort.get(ref)?.[0])) continue;
    const write = required.count === 'many' ? manyPort : onePort;
    write(text, context, ref, required, conditionText(microlib, name, required.port, wired));
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
        symbol: context.names.get(keys.provider(api.name, ref)),
        prompt: ref,
        chosen: ref === chosen,
      })),
    );
  }
}

/** What `writePorts` needs to know of the whole graph. */
export function portsContext(graph: Graph, names: SymbolNames): PortsContext {
  const providers: { [api: string]: PortRef[] } = Object.create(null);
  for (const { name, provides } of graph.components)
    for (const { port, api } of provides) {
      const list = own(providers, api) ?? [];
      list.push(`${name}.${port}`);
      providers[api] = list;
    }
  const byPort = new Map<PortRef, Binding[]>();
  const defaults = new Map<string, PortRef>();
  for (const binding of graph.bindings) {
    const list = byPort.get(binding.from);
    if (list === undefined) byPort.set(binding.from, [binding]);
    else list.push(binding);
    if (binding.origin === 'default' && !defaults.has(binding.api.name)) defaults.set(binding.api.name, binding.to);
  }
  return { graph, names, providers: new Map(Object.entries(providers)), byPort, defaults };
}
