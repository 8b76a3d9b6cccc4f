/** Why things were added, in sentences. */
import { type CheckContext, linkedBecause } from '../check/context.ts';
import type { Problem } from './problem.ts';
import type { Decided } from './questions.ts';

/** What a need is about: "app.heap needs alloc". */
export function needText({ need }: Pick<Decided, 'need'>): string {
  const { ref, api } = need;
  return ref === `defaults.${api}`
    ? `${api} has no default provider, and ports of it have no wire`
    : `${ref} needs ${api}`;
}

/**
 * Why a port needs something, outermost first: how its component is reached, and what the port needs.
 * @param final the composition with everything added
 */
export function becauseOf(problem: Problem, final: CheckContext, decided: Decided): string[] {
  const { need } = decided;
  const chain = problem.nodes.get(need.node)?.is === 'default' ? [] : linkedBecause(final, need.node);
  return [...chain, needText(decided)];
}

/** Why the need has this provider and no other. */
export function choiceText(problem: Problem, { need, taken, equal, answered }: Decided): string {
  const { nodes, context } = problem;
  const { target } = context;
  const node = nodes.get(taken.node);
  const isNew = node?.is === 'new';
  const name = node?.microlib?.name ?? '';
  const what = isNew ? (name === taken.node ? `it gets ${name}` : `${taken.node} is ${name}`) : `${taken.to} is there`;
  if (answered) return `${what}: the answer to ${need.ref}`;
  if (need.options.length === 1) return `${what}: nothing else provides ${need.api} on ${target}`;
  const lesser = equal.filter((one) => one.partial && !taken.partial);
  const others = equal.filter((one) => one !== taken && !lesser.includes(one));
  if (others.length === 0 && lesser.length > 0)
    return `${what}: ${lesser.map(({ node: of }) => of).join(', ')} cannot do all that ${need.api} is for`;
  if (others.length === 0)
    return isNew ? `${what}: with it the fewest components are added` : `${what}: nothing is added`;
  const bytes = (name: string) => nodes.get(name)?.bytes ?? 0;
  const own = bytes(taken.node);
  if (others.every((one) => bytes(one.node) > own)) return `${what}: the smallest that fits ${target}`;
  if (others.some((one) => bytes(one.node) !== own)) return `${what}: with it the image is smallest`;
  return `${what}: the first of ${equal.length} that would do`;
}
