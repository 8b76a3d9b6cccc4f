/** UL0110: a component that no wire reaches; it is not linked. */
import { type CheckContext, type Rule, usersOfAll } from '../context.ts';
import { diagnostic } from '../types.ts';

function usersOf(context: CheckContext, name: string): string {
  const users = usersOfAll(context).get(name) ?? [];
  if (users.length === 0) return `nothing is wired to ${name}`;
  return `only ${users.join(', ')} ${users.length === 1 ? 'is' : 'are'} wired to it, and not linked either`;
}

export const unreached: Rule = (context) =>
  context.analysis.graph.components.flatMap(({ name, linked, origin }) =>
    linked || origin === 'board'
      ? []
      : diagnostic('UL0110', 'info', `No wire reaches '${name}'; it is not linked`, {
          params: { component: name },
          at: { component: name },
          because: [usersOf(context, name)],
        }),
  );
