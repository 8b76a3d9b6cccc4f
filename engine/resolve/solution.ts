/** A solver's answer read back: which provider each need has, and in which order a person would come to them. */
import type { PortRef } from '../model/types.ts';
import type { Need, Node, Option, Problem } from './problem.ts';
import { ANYTHING, type Asked, programOf } from './program.ts';
import type { Atoms, Solver } from './solver.ts';

/** What each need of what is linked is bound to. */
export type Taken = ReadonlyMap<PortRef, Option>;

const BIND = /^bind\("((?:[^"\\]|\\.)*)","((?:[^"\\]|\\.)*)"\)$/;
const plain = (quoted: string): string =>
  quoted.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));

/** The pairs of `bind` atoms. */
export function bindings(atoms: Atoms): [from: PortRef, to: PortRef][] {
  return atoms.flatMap((atom): [PortRef, PortRef][] => {
    const [, from, to] = BIND.exec(atom) ?? [];
    return from === undefined || to === undefined ? [] : [[plain(from), plain(to)]];
  });
}

/** The best solution, or null where there is none. */
export function best(solver: Solver, problem: Problem, asked: Asked): Taken | null {
  const atoms = solver.best(programOf(problem, asked));
  if (atoms === null) return null;
  const chosen = new Map(bindings(atoms));
  const taken = new Map<PortRef, Option>();
  for (const need of problem.needs) {
    const to = chosen.get(need.ref);
    const option = need.options.find((one) => one.to === to);
    if (option !== undefined && to !== ANYTHING) taken.set(need.ref, option);
  }
  return taken;
}

/** One need after the other as a person would go through them: the composition's ports, then those of what they got. */
export function inOrder(problem: Problem, taken: Taken): Need[] {
  const byNode = new Map<string, Need[]>();
  for (const need of problem.needs) byNode.set(need.node, [...(byNode.get(need.node) ?? []), need]);
  const queue = new Set([...byNode.keys()].filter((name) => problem.nodes.get(name)?.linked));
  const found: Need[] = [];
  // A set is gone through in the order in which it grows.
  for (const name of queue) {
    for (const need of byNode.get(name) ?? []) {
      found.push(need);
      const option = taken.get(need.ref);
      if (option !== undefined) queue.add(option.node);
    }
    for (const other of problem.nodes.get(name)?.links ?? []) queue.add(other);
  }
  return found;
}

/** The components that the solution adds. */
export function added({ nodes }: Problem, taken: Taken): Node[] {
  const names = new Set([...taken.values()].map(({ node }) => node));
  return [...nodes.values()].filter(({ is, name }) => is === 'new' && names.has(name));
}
