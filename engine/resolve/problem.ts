/**
 * What completion has to decide, as plain data: the ports that need a provider, what each of them could have, and what
 * would be linked by that. Only what unmet ports reach is in it, so that it stays small however large the composition is.
 *
 * One new component a microlib is enough. Were two of them in a valid composition, the one whose init runs first could
 * take the place of the other: it needs nothing of what uses that one, so that no cycle appears. (Two that serve each
 * other over late ports, as one that serves itself, are nothing that anybody wants.)
 */
import type { Microlib } from '../catalog/types.ts';
import type { CheckContext } from '../check/context.ts';
import type { PortRef } from '../model/types.ts';

export interface Problem {
  readonly context: CheckContext;
  /** By name, in the order in which they were met. */
  readonly nodes: ReadonlyMap<string, Node>;
  /** In the order in which they are decided: the composition's first, then those of what they could have. */
  readonly needs: readonly Need[];
  /** Microlibs of which an image holds one, with the components that are (or would be) one. */
  readonly single: ReadonlyMap<string, readonly string[]>;
  /** False where there were too many candidates, and some were left out. */
  readonly isWhole: boolean;
}

/** A component as completion sees it. */
export interface Node {
  /**
   * `there`: in the composition or its board. `new`: would be added, under this name. `default`: stands for all ports that
   * an ambient or global API's default would bind; its name is that of its one need, `defaults.API`.
   */
  readonly is: 'there' | 'new' | 'default';
  readonly name: string;
  readonly microlib: Microlib | null;
  /** Linked whatever is decided. */
  readonly linked: boolean;
  /** What it adds to the image when it is linked, bytes; 0 where it is linked anyway. */
  readonly bytes: number;
  /** What is linked with it by wires and defaults that are there. */
  readonly links: readonly string[];
  /** Nodes whose init runs before its own, by wires that are there, over components that are no nodes as well. */
  readonly after: readonly string[];
  /** Why it cannot be linked, else null. */
  readonly barred: string | null;
}

/** A port that needs a provider once its component is linked. */
export interface Need {
  /** As a wire names it, or `defaults.API`. */
  readonly ref: PortRef;
  readonly node: string;
  readonly api: string;
  /** The least version. */
  readonly version: number;
  /** The provider's init has to run before the component's. */
  readonly orders: boolean;
  /** It has wires to components that other targets have: a second wire must not exist there. */
  readonly elsewhere: boolean;
  /** In the order of preference: what is there in the graph's order, then what can be added by title. */
  readonly options: readonly Option[];
}

export interface Option {
  /** The provided port, as a wire names it. */
  readonly to: PortRef;
  readonly node: string;
  /** It would be added, and cannot do all that the API is for (ProvidedPort.partial): taken only where nothing else does. */
  readonly partial: boolean;
}

/** What a component of unknown size counts as, bytes: more than any of ours has. */
export const UNKNOWN_SIZE = 1_000_000;
