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

/** One need after the other as they come up: a port, then what its provider needs. Each once. */
export function inOrder(problem: Problem, taken: Taken): Need[] {
  const byNode = new Map<string, Need[]>();
  for (const need of problem.needs) byNode.set(need.node, [...(byNode.get(need.node) ?? []), need]);
  const found: Need[] = [];
  const seen = new Set<string>();
  const visit = (node: Node | undefined) => {
    if (node === undefined || seen.has(node.name)) return;
    seen.add(node.name);
    for (const need of byNode.get(node.name) ?? []) {
      found.push(need);
      const option = taken.get(need.ref);
      if (option !== undefined) enter(option.node);
    }
    for (const name of node.links) enter(name);
  };
  // What is linked anyway has its own turn, so that the order is the composition's.
  const enter = (name: string) => {
    const node = problem.nodes.get(name);
    if (node?.linked !== true) visit(node);
  };
  for (const need of problem.needs) if (problem.nodes.get(need.node)?.linked) visit(problem.nodes.get(need.node));
  return found;
}

/** The components that the solution adds. */
export function added({ nodes }: Problem, taken: Taken): Node[] {
  const names = new Set([...taken.values()].map(({ node }) => node));
  return [...nodes.values()].filter(({ is, name }) => is === 'new' && names.has(name));
}
