/** Groups: components that show as one node. */

import { componentOf, dropKeys, freeName, put, putIn } from './command-parts.ts';
import type { Change, Edit } from './edits.ts';
import type { Composition, Group, Position } from './types.ts';

/**
 * Shows `members` as one node. Its outer ports are those at which wires cross its border.
 */
export function addGroup(
  composition: Composition,
  members: readonly string[],
  given: { readonly name?: string; readonly label?: string; readonly position?: Position } = {},
): Change & { readonly name: string } {
  const name = given.name ?? freeName(composition, 'group');
  const inside = (ref: string) => members.includes(componentOf(ref));
  const provides: Record<string, string> = {};
  const requires: Record<string, string> = {};
  const outer = (ports: Record<string, string>, ref: string) => {
    if (Object.values(ports).includes(ref)) return;
    const port = ref.slice(ref.indexOf('.') + 1);
    const names = [port, ref.replace('.', '_').slice(0, 31)];
    const free = names.find((candidate) => !(candidate in provides) && !(candidate in requires));
    if (free !== undefined) ports[free] = ref;
  };
  for (const wire of composition.wires) {
    if (inside(wire.to) && !inside(wire.from)) outer(provides, wire.to);
    if (inside(wire.from) && !inside(wire.to)) outer(requires, wire.from);
  }
  const group: Group = {
    members,
    ...(Object.keys(provides).length > 0 && { provides }),
    ...(Object.keys(requires).length > 0 && { requires }),
    ...(given.label && { label: given.label }),
  };
  return {
    name,
    label: `Group ${members.length} components`,
    edits: [
      ...put(composition, ['groups', name], group),
      ...(given.position ? putIn(composition, ['layout', 'nodes'], name, given.position) : []),
    ],
  };
}

/** Shows the members again; wires to the group's outer ports go to the ports behind them. */
export function ungroup(composition: Composition, name: string): Change {
  const group = composition.groups[name];
  if (!group) return { label: `Ungroup ${name}`, edits: [] };
  const inner: { readonly [port: string]: string } = { ...group.provides, ...group.requires };
  const edits: Edit[] = [];
  for (const [index, wire] of composition.wires.entries())
    for (const end of ['from', 'to'] as const) {
      const port = inner[wire[end].slice(name.length + 1)];
      if (componentOf(wire[end]) === name && port !== undefined)
        edits.push(...put(composition, ['wires', index, end], port));
    }
  for (const [api, ref] of Object.entries(composition.defaults)) {
    const port = inner[ref.slice(name.length + 1)];
    if (componentOf(ref) === name && port !== undefined) edits.push(...put(composition, ['defaults', api], port));
  }
  edits.push(...dropKeys(composition, ['layout', 'nodes'], [name]), ...put(composition, ['groups', name], undefined));
  return { label: `Ungroup ${name}`, edits };
}
