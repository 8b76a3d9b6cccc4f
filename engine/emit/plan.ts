/**
 * The graph as the emitters need it: linked components only, with each port's bindings and each symbol's name.
 *
 * The one place that knows how symbols are called (docs/formats.md, "Linker symbols").
 */
import type { Api, ApiFunction, Board, ProvidedPort, RequiredPort } from '../catalog/types.ts';
import type { Binding, GraphComponent } from '../graph/types.ts';
import type { Profile, WireKind } from '../model/types.ts';
import { EmitError, type EmitInput } from './types.ts';

export interface RequiredPlan {
  readonly port: RequiredPort;
  readonly api: Api;
  /** In the order of the wires; none for an unwired optional port, several only for a many port. */
  readonly bindings: readonly Binding[];
}

export interface ProvidedPlan {
  readonly port: ProvidedPort;
  readonly api: Api;
  /** A linked component is wired to it. */
  readonly used: boolean;
}

export interface ComponentPlan {
  readonly name: string;
  readonly component: GraphComponent;
  /** APIs of port linkage; global ones are in `globals`. */
  readonly requires: readonly RequiredPlan[];
  readonly provides: readonly ProvidedPlan[];
  /** Global APIs whose headers its `ports.h` includes. */
  readonly globals: readonly Api[];
  /** Global APIs that it provides: their functions keep their names. */
  readonly providesGlobals: readonly Api[];
}

/** A function of a counted or traced wire. Its place in the list of its kind is its index in the guest's records. */
export interface Watched {
  readonly binding: Binding;
  readonly fn: ApiFunction;
  /** Place among the bindings of a many port, else null. */
  readonly at: number | null;
}

export interface Plan {
  readonly input: EmitInput;
  readonly profile: Profile;
  /** Sorted by name. */
  readonly components: readonly ComponentPlan[];
  readonly counted: readonly Watched[];
  readonly traced: readonly Watched[];
  /** Something is counted or traced: the runtime sends records. */
  readonly watched: boolean;
  /** Lines are counted, and there is somewhere to send the counts to. */
  readonly coverage: boolean;
  /** Symbol prefix of what provides the control channel, where there is one. */
  readonly control: string | undefined;
  readonly hosted: boolean;
  /** `debug`: link.lds is the wiring. Else labels are the providers' own, with LTO. */
  readonly scripted: boolean;
}

/** The API by which schedulers tell the runtime whose time it is. */
export const CPUTIME_API = 'cputime';

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Orders by code units: the same on every machine, whatever its locale. */
export const sorted = (list: Iterable<string>): string[] => [...list].sort(byText);

export function plan(input: EmitInput): Plan {
  const { graph, catalog } = input;
  const linked = graph.components.filter((component) => component.linked);
  const names = new Set(linked.map((component) => component.name));
  const used = new Set(graph.bindings.filter(({ owner }) => names.has(owner)).map(({ to }) => to));
  const bindings = new Map<string, Binding[]>();
  const counts = graph.bindings.some((binding) => binding.kind === 'counted');
  for (const binding of graph.bindings) {
    // Nobody asks for threads' times. In debug the port stays, since its header must not depend on kinds of wires.
    if (binding.api.name === CPUTIME_API && !counts && input.profile !== 'debug') continue;
    const list = bindings.get(binding.from) ?? [];
    list.push(binding);
    bindings.set(binding.from, list);
  }
  const apiOf = (name: string): Api => {
    const api = Object.hasOwn(catalog.apis, name) ? catalog.apis[name] : undefined;
    if (api === undefined) throw new EmitError('UL0007', `the API '${name}' is not in the catalog`);
    return api;
  };
  const implicit = Object.values(catalog.apis).filter((api) => api.implicit);
  const components = linked
    .map((component): ComponentPlan => {
      const { microlib, name } = component;
      const there = new Set(component.requires);
      const required = microlib.requires.map((port) => ({
        // A port that options take away is one that has no wire: the sources see the same names.
        port: there.has(port) || port.count === 'many' ? port : { ...port, count: 'optional' as const },
        api: apiOf(port.api),
        bindings: bindings.get(`${name}.${port.port}`) ?? [],
      }));
      const provided = component.provides.map((port) => ({
        port,
        api: apiOf(port.api),
        used: used.has(`${name}.${port.port}`),
      }));
      const isGlobal = (item: { api: Api }) => item.api.linkage === 'global';
      const globals = new Set([...implicit, ...[...required, ...provided].filter(isGlobal).map((item) => item.api)]);
      return {
        name,
        component,
        requires: required.filter((item) => !isGlobal(item)),
        provides: provided.filter((item) => !isGlobal(item)),
        globals: [...globals].sort((a, b) => byText(a.name, b.name)),
        providesGlobals: provided.filter(isGlobal).map((item) => item.api),
      };
    })
    .sort((a, b) => byText(a.name, b.name));
  const counted = components.flatMap((component) => component.requires.flatMap((item) => watchedOf(item, 'counted')));
  const traced = components.flatMap((component) => component.requires.flatMap((item) => watchedOf(item, 'traced')));
  const control = providerOf(components, graph.board, 'control');
  return {
    input,
    profile: input.profile,
    components,
    counted,
    traced,
    watched: counted.length + traced.length > 0,
    coverage: input.coverage === true && control !== undefined,
    control,
    hosted: graph.board.toolchain.kind === 'hosted',
    scripted: input.profile === 'debug',
  };
}

/** The symbol prefix of the linked component that provides `api`: the board's own where there are several. */
export function providerOf(
  components: readonly Pick<ComponentPlan, 'name' | 'provides'>[],
  board: Board,
  api: string,
): string | undefined {
  const inner = [...Object.values(board.provides), board.defaults[api] ?? ''].map((ref) => `board_${ref}`);
  const all = components.flatMap((component) =>
    component.provides.filter((item) => item.api.name === api).map((item) => `${component.name}.${item.port.port}`),
  );
  return all.find((ref) => inner.includes(ref)) ?? all[0];
}

function watchedOf(item: RequiredPlan, kind: WireKind): Watched[] {
  return item.bindings.flatMap((binding, at) =>
    binding.kind === kind
      ? item.api.functions.map((fn) => ({ binding, fn, at: item.port.count === 'many' ? at : null }))
      : [],
  );
}

/** Symbol of a port's function: `app.backing.malloc`. */
export const portLabel = (component: string, port: string, fn: string) => `${component}.${port}.${fn}`;

/** Whether the runtime looks at what goes over the control channel by this wire: before the exit record it sends its own. */
export const isTapped = (from: Plan, binding: Binding): boolean =>
  (from.watched || from.coverage) && binding.to === from.control;

/** Symbol of the function that really does it, behind whatever stands on the wire. */
export function providerLabel(from: Plan, binding: Binding, fn: string): string {
  if (binding.origin === 'runtime') return `uniloom.${binding.api.name}.${fn}`;
  return isTapped(from, binding) && fn === 'send' ? 'uniloom.wires.send' : `${binding.to}.${fn}`;
}

/**
 * Symbol that a consumer's call to `fn` of a port carries. In `debug` always the port's own, which link.lds assigns;
 * else the provider's, so that LTO sees through it, unless something stands on the wire.
 */
export function callLabel(from: Plan, component: string, item: RequiredPlan, fn: string): string {
  const own = portLabel(component, item.port.port, fn);
  const [binding] = item.bindings;
  if (from.scripted || binding === undefined || item.port.count === 'many' || binding.kind !== 'direct') return own;
  return providerLabel(from, binding, fn);
}

/** `COMPONENT.option.NAME`: where a boot option's value is. */
export const optionLabel = (component: string, option: string) => `${component}.option.${option}`;
