/**
 * The graph: a composition flattened for one target. Board and composition are one set of components, every required
 * port is bound or known to be unbound, and what no wire reaches is marked. `check` explains it, `emit` writes it out.
 */
import type { Api, Board, Microlib, ProvidedPort, RequiredPort } from '../catalog/types.ts';
import type { OptionValue, PortRef, TargetId, Wire, WireKind } from '../model/types.ts';

export interface GraphComponent {
  /** Flat and unique: `heap`; a member `uart0` of the board is `board_uart0`. */
  readonly name: string;
  readonly microlib: Microlib;
  readonly options: { readonly [name: string]: OptionValue };
  /** The ports that there are with the options as they are; the microlib may have more. */
  readonly provides: readonly ProvidedPort[];
  readonly requires: readonly RequiredPort[];
  /** Required ports that have a wire or a default, of those that the options ask about. */
  readonly wired: ReadonlySet<string>;
  readonly sources?: readonly string[];
  /** `board` when it came with the board. */
  readonly origin: 'composition' | 'board';
  /** Reached from a root (an entry, a main) over wires: it is linked. */
  readonly linked: boolean;
}

export type BindingOrigin = 'wire' | 'board' | 'default' | 'global' | 'runtime';

export interface Binding {
  /** Flat `COMPONENT.PORT` of both ends. `to` is `uniloom.PORT` when the runtime provides it. */
  readonly from: PortRef;
  readonly to: PortRef;
  /** The components of both, by flat name; `uniloom` is the runtime. */
  readonly owner: string;
  readonly provider: string;
  readonly api: Api;
  readonly required: RequiredPort;
  readonly kind: WireKind;
  readonly with: NonNullable<Wire['with']>;
  readonly origin: BindingOrigin;
  /** The wire of the composition, when it is one; its place there is `wireIndex`. */
  readonly source?: Wire;
}

export interface Graph {
  readonly target: TargetId;
  readonly board: Board;
  /** Those of the composition. */
  readonly wires: readonly Wire[];
  /** In a stable order: composition first, then board, each as written. */
  readonly components: readonly GraphComponent[];
  readonly bindings: readonly Binding[];
  /** Linked components that have an `init`, in the order in which they run. */
  readonly inits: readonly string[];
  /** Linked components that have a `main`, in wire order. */
  readonly mains: readonly string[];
  /** Linked components that have a `fini`, in the order in which they run: against the wires. */
  readonly finis: readonly string[];
}

export interface PortOf {
  readonly component: GraphComponent;
  readonly port: ProvidedPort | RequiredPort;
}

/** The index of the binding's wire among the composition's; undefined where no wire of the composition made it. */
export function wireIndex({ wires }: Pick<Graph, 'wires'>, { source }: Binding): number | undefined {
  const index = source === undefined ? -1 : wires.indexOf(source);
  return index < 0 ? undefined : index;
}
