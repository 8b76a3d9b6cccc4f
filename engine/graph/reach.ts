/** Reachability: what is linked is what an entry or a `main` reaches over its bindings. */

import type { Member } from './members.ts';
import type { Owned } from './slots.ts';

/** Whether the component is linked although nothing reaches it. */
export const isRoot = (member: Pick<Member, 'microlib'>): boolean =>
  member.microlib.root || member.microlib.main !== 'none';

/** The names of all components that the roots reach. The runtime's own name is not among them. */
export function reach(all: ReadonlyMap<string, Member>, owned: ReadonlyMap<string, Owned>): Set<string> {
  const linked = new Set<string>();
  const open: string[] = [];
  const add = (name: string) => {
    if (linked.has(name) || !all.has(name)) return;
    linked.add(name);
    open.push(name);
  };
  for (const member of all.values()) if (isRoot(member)) add(member.name);
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const provider of owned.get(name)?.providers ?? []) add(provider);
  return linked;
}
