/** Reachability: what is linked is what an entry or a `main` reaches over its bindings. */

import type { Member } from './members.ts';
import { splitRef } from './ref.ts';
import type { Binding } from './types.ts';

/** Whether the component is linked although nothing reaches it. */
export const isRoot = (member: Pick<Member, 'microlib'>): boolean =>
  member.microlib.root || member.microlib.main !== 'none';

/** Bindings by the component that requires. Each list keeps the bindings' order. */
export function bindingsByComponent(bindings: readonly Binding[]): Map<string, Binding[]> {
  const map = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const name = splitRef(binding.from)?.component ?? '';
    const list = map.get(name);
    if (list === undefined) map.set(name, [binding]);
    else list.push(binding);
  }
  return map;
}

/** The names of all components that the roots reach. The runtime's own name is not among them. */
export function reach(members: Iterable<Member>, bindings: ReadonlyMap<string, readonly Binding[]>): Set<string> {
  const all = new Map<string, Member>();
  for (const member of members) all.set(member.name, member);
  const linked = new Set<string>();
  const open: string[] = [];
  const add = (name: string) => {
    if (linked.has(name) || !all.has(name)) return;
    linked.add(name);
    open.push(name);
  };
  for (const member of all.values()) if (isRoot(member)) add(member.name);
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const binding of bindings.get(name) ?? []) add(splitRef(binding.to)?.component ?? '');
  return linked;
}
