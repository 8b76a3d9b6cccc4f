/**
 * Init order: a component's init runs after the inits of all that it requires.
 *
 * A depth-first walk that emits a component after its providers. It starts with the board's components, in their order,
 * then takes the composition's: where no wire decides, the hardware is set up before what runs on it.
 */
import type { Member } from './members.ts';
import type { Owned } from './slots.ts';
import type { Binding } from './types.ts';

export interface Order {
  /** Every component given, providers first. */
  readonly names: readonly string[];
  /** Each a closed walk of bindings: the provider of one is the component that requires in the next. */
  readonly cycles: readonly (readonly Binding[])[];
}

/** Whether the binding's provider must be initialised first: neither late, ambient, global nor the runtime's. */
export const orders = (binding: Binding): boolean =>
  !binding.required.late &&
  !binding.api.ambient &&
  binding.api.linkage === 'port' &&
  binding.origin !== 'runtime' &&
  binding.origin !== 'default';

const NONE: readonly Binding[] = [];

interface Frame {
  readonly name: string;
  readonly edges: readonly Binding[];
  next: number;
}

/**
 * Orders `names`. A binding that closes a cycle is reported and does not order, so that the rest is still in order.
 * @param owned by requiring component; bindings to components that are not among `names` are ignored.
 */
export function order(members: readonly Member[], owned: ReadonlyMap<string, Owned>): Order {
  const names: string[] = [];
  const cycles: Binding[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const known = new Set(members.map((member) => member.name));
  const starts = [
    ...members.filter((member) => member.origin === 'board'),
    ...members.filter((member) => member.origin !== 'board'),
  ];
  for (const start of starts) {
    const stack: Frame[] = [];
    const open = (name: string) => {
      state.set(name, 'open');
      stack.push({ name, edges: owned.get(name)?.ordering ?? NONE, next: 0 });
    };
    if (!state.has(start.name)) open(start.name);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = top.edges[top.next++];
      if (edge === undefined) {
        state.set(top.name, 'done');
        names.push(top.name);
        stack.pop();
        continue;
      }
      const to = edge.provider;
      if (!known.has(to)) continue;
      const seen = state.get(to);
      if (seen === undefined) open(to);
      else if (seen === 'open') {
        const from = stack.findIndex((frame) => frame.name === to);
        cycles.push(stack.slice(from).flatMap((frame) => frame.edges[frame.next - 1] ?? []));
      }
    }
  }
  return { names, cycles };
}
