/** Adding, removing, renaming and setting up components. */

import { BACKEND_KEYS, renamedEntry } from './backends.ts';
import { componentOf, dropKeys, freeName, json, lookUp, put, putIn, removeWires } from './command-parts.ts';
import type { Change, Edit, Path } from './edits.ts';
import type { Component, Composition, Group, OptionValue, Position } from './types.ts';

export function addComponent(
  composition: Composition,
  microlib: string,
  given: { readonly name?: string; readonly position?: Position; readonly options?: Component['options'] } = {},
): Change & { readonly name: string } {
  const name = given.name ?? freeName(composition, microlib);
  const component: Component = { microlib, ...(given.options && { options: given.options }) };
  return {
    name,
    label: `Add ${name}`,
    edits: [
      ...put(composition, ['components', name], component),
      ...(given.position ? putIn(composition, ['layout', 'nodes'], name, given.position) : []),
    ],
  };
}

/** The composition's groups without `names`; a group that loses its last member goes. */
function leaveGroups(composition: Composition, names: ReadonlySet<string>): Edit[] {
  const edits: Edit[] = [];
  // From the last to the first, so that the noted places hold when undo goes the other way.
  for (const [groupName, group] of Object.entries(composition.groups).reverse()) {
    if (!group.members.some((member) => names.has(member))) continue;
    const members = group.members.filter((member) => !names.has(member));
    if (members.length === 0) {
      edits.push(...put(composition, ['groups', groupName], undefined));
      continue;
    }
    const without = (ports: Group['provides']) =>
      ports && Object.fromEntries(Object.entries(ports).filter(([, ref]) => !names.has(componentOf(ref))));
    const { provides, requires } = group;
    const next: Group = {
      ...group,
      members,
      ...(provides && { provides: without(provides) }),
      ...(requires && { requires: without(requires) }),
    };
    edits.push(...put(composition, ['groups', groupName], next));
  }
  return edits;
}

/** Changes what the boot settings say of devices; null takes an entry away. */
function inBoot(composition: Composition, change: (entry: string) => string | null): Edit[] {
  return BACKEND_KEYS.flatMap((key) => {
    const entries = composition.boot[key];
    const next = entries?.flatMap((entry) => change(entry) ?? []);
    return entries === undefined ? [] : put(composition, ['boot', key], next?.length === 0 ? undefined : next);
  });
}

/** Removes components with their wires, places, group membership and defaults. */
export function removeComponents(composition: Composition, names: readonly string[]): Change {
  const gone = new Set(names.filter((name) => Object.hasOwn(composition.components, name)));
  const emptied = Object.entries(composition.groups)
    .filter(([, group]) => group.members.length > 0 && group.members.every((member) => gone.has(member)))
    .map(([name]) => name);
  const ends = new Set([...gone, ...emptied]);
  // An outer port of a group goes with the inner port behind it.
  const outer = Object.entries(composition.groups).flatMap(([name, { provides, requires }]) =>
    Object.entries({ ...provides, ...requires }).flatMap(([port, ref]) =>
      gone.has(componentOf(ref)) ? [`${name}.${port}`] : [],
    ),
  );
  const isGone = (ref: string) => ends.has(componentOf(ref)) || outer.includes(ref);
  const defaults = Object.entries(composition.defaults).filter(([, ref]) => isGone(ref));
  return {
    label: gone.size === 1 ? `Remove ${[...gone][0]}` : `Remove ${gone.size} components`,
    edits: [
      ...removeWires(composition, (wire) => isGone(wire.from) || isGone(wire.to)),
      ...dropKeys(
        composition,
        ['defaults'],
        defaults.map(([api]) => api),
      ),
      ...leaveGroups(composition, gone),
      ...inBoot(composition, (entry) =>
        [...gone].reduce<string | null>((left, name) => left && renamedEntry(left, name, null), entry),
      ),
      ...dropKeys(composition, ['layout', 'nodes'], [...ends]),
      ...dropKeys(composition, ['components'], [...gone]),
    ],
  };
}

export const removeComponent = (composition: Composition, name: string): Change =>
  removeComponents(composition, [name]);

/** Renames a key of the map at `path` in place. What a file left behind under the new name (a place in the layout) goes first. */
function renameKey(composition: Composition, path: Path, from: string, to: string): Edit[] {
  const map = lookUp(composition, path);
  if (!(map instanceof Object) || !Object.hasOwn(map, from)) return [];
  const index = Object.keys(map)
    .filter((key) => key !== to)
    .indexOf(from);
  const value = json(Reflect.get(map, from));
  return [
    ...put(composition, [...path, to], undefined),
    { op: 'put', path: [...path, from], before: value, index },
    { op: 'put', path: [...path, to], value, index },
  ];
}

/** Renames a component or a group everywhere it is named. The caller has asked `nameRefusal`. */
export function renameComponent(composition: Composition, from: string, to: string): Change {
  if (from === to) return { label: `Rename ${from}`, edits: [] };
  const renamed = (ref: string) => (componentOf(ref) === from ? `${to}${ref.slice(from.length)}` : ref);
  const renamedAll = (ports: Group['provides']) =>
    ports && Object.fromEntries(Object.entries(ports).map(([port, ref]) => [port, renamed(ref)]));
  const edits: Edit[] = [
    ...renameKey(composition, ['components'], from, to),
    ...renameKey(composition, ['layout', 'nodes'], from, to),
  ];
  for (const [index, wire] of composition.wires.entries())
    for (const end of ['from', 'to'] as const)
      if (componentOf(wire[end]) === from) edits.push(...put(composition, ['wires', index, end], renamed(wire[end])));
  for (const [api, ref] of Object.entries(composition.defaults))
    edits.push(...put(composition, ['defaults', api], renamed(ref)));
  for (const [name, group] of Object.entries(composition.groups)) {
    const { provides, requires } = group;
    const next: Group = {
      ...group,
      members: group.members.map((member) => (member === from ? to : member)),
      ...(provides && { provides: renamedAll(provides) }),
      ...(requires && { requires: renamedAll(requires) }),
    };
    edits.push(...put(composition, ['groups', name], next));
  }
  edits.push(
    ...renameKey(composition, ['groups'], from, to),
    ...inBoot(composition, (entry) => renamedEntry(entry, from, to)),
  );
  return { label: `Rename ${from} to ${to}`, edits };
}

export function setOption(composition: Composition, component: string, option: string, value: OptionValue): Change {
  return {
    label: `Set ${component}.${option}`,
    edits: putIn(composition, ['components', component, 'options'], option, value),
  };
}

/** Back to the Kconfig default. */
export function resetOption(composition: Composition, component: string, option: string): Change {
  return {
    label: `Reset ${component}.${option}`,
    edits: putIn(composition, ['components', component, 'options'], option, undefined),
  };
}

/** An empty label takes the name's place back. */
export function setLabel(composition: Composition, name: string, label: string): Change {
  const kind = Object.hasOwn(composition.groups, name) ? 'groups' : 'components';
  return { label: `Label ${name}`, edits: put(composition, [kind, name, 'label'], label === '' ? undefined : label) };
}

/** Limits a component to targets; none given lifts the limit. */
export function setComponentTargets(composition: Composition, name: string, targets: readonly string[]): Change {
  const value = targets.length === 0 ? undefined : targets;
  return { label: `Set targets of ${name}`, edits: put(composition, ['components', name, 'targets'], value) };
}

/** Own sources instead of the microlib's; null goes back to the microlib's. */
export function setSources(composition: Composition, component: string, sources: readonly string[] | null): Change {
  return {
    label: sources === null ? `Use the sources of the microlib for ${component}` : `Give ${component} its own sources`,
    edits: put(composition, ['components', component, 'sources'], sources ?? undefined),
  };
}
