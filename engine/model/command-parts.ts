/** Building blocks of the commands: edits that carry what they replace and note places, so that undo restores the order. */
import type { Edit, Path } from './edits.ts';
import { RESERVED_NAMES } from './schema.ts';
import type { Composition, Json, Wire } from './types.ts';
import { NAME_PATTERN } from './types.ts';

/** Plain data for an edit: keys of value undefined are left out, as JSON does. */
export const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

export function lookUp(data: unknown, path: Path): unknown {
  let at = data;
  for (const step of path) at = at instanceof Object && Object.hasOwn(at, step) ? Reflect.get(at, step) : undefined;
  return at;
}

/** Sets or (value undefined) deletes what is at `path`; no edit where that changes nothing. */
export function put(composition: Composition, path: Path, value: unknown): Edit[] {
  const before = lookUp(composition, path);
  if (value === undefined && before === undefined) return [];
  if (value !== undefined && before !== undefined && JSON.stringify(value) === JSON.stringify(before)) return [];
  // Deleting a key notes its place among its siblings, so that undo puts it back there.
  const siblings = value === undefined ? lookUp(composition, path.slice(0, -1)) : undefined;
  const index = siblings instanceof Object ? Object.keys(siblings).indexOf(String(path.at(-1))) : -1;
  return [
    {
      op: 'put',
      path,
      ...(value !== undefined && { value: json(value) }),
      ...(before !== undefined && { before: json(before) }),
      ...(index >= 0 && { index }),
    },
  ];
}

/**
 * As `put`, for a key of an optional map: an absent map is made by the edit of the whole map, and one that would
 * become empty goes with its last key, so that undo leaves no empty maps behind.
 */
export function putIn(composition: Composition, path: Path, key: string, value: unknown): Edit[] {
  const map = lookUp(composition, path);
  if (!(map instanceof Object)) return value === undefined ? [] : put(composition, path, { [key]: value });
  const isTopLevel = path.length === 1;
  const isLast = Object.keys(map).length === 1 && Object.hasOwn(map, key);
  if (value === undefined && isLast && !isTopLevel) return put(composition, path, undefined);
  return put(composition, [...path, key], value);
}

/** Deletes several keys of one map; from the last to the first, so that undo restores their places. */
export function dropKeys(composition: Composition, path: Path, keys: readonly string[]): Edit[] {
  const map = lookUp(composition, path);
  if (!(map instanceof Object)) return [];
  const all = Object.keys(map);
  const gone = all.filter((key) => keys.includes(key));
  if (gone.length === all.length && gone.length > 0 && path.length > 1) return put(composition, path, undefined);
  return gone.reverse().flatMap((key) => put(composition, [...path, key], undefined));
}

export const componentOf = (ref: string) => ref.slice(0, ref.indexOf('.'));

/** Removes the wires for which `gone` holds, from the last to the first, so that earlier indices stay right. */
export function removeWires(composition: Composition, gone: (wire: Wire, index: number) => boolean): Edit[] {
  const edits: Edit[] = [];
  for (let index = composition.wires.length - 1; index >= 0; index -= 1) {
    const wire = composition.wires[index];
    if (wire && gone(wire, index)) edits.push({ op: 'remove', path: ['wires'], index, before: json(wire) });
  }
  return edits;
}

export const insertWire = (index: number, wire: Wire): Edit => ({
  op: 'insert',
  path: ['wires'],
  index,
  value: json(wire),
});

/** Every name that is taken: components, groups and those that stand for something else. */
export const taken = (composition: Composition): Set<string> =>
  new Set([...RESERVED_NAMES, ...Object.keys(composition.components), ...Object.keys(composition.groups)]);

/** `wanted` made into a legal name that is free: `tlsf`, else `tlsf2`, `tlsf3`, … */
export function freeName(composition: Composition, wanted: string, alsoTaken: ReadonlySet<string> = new Set()): string {
  const used = taken(composition);
  const isFree = (name: string) => NAME_PATTERN.test(name) && !used.has(name) && !alsoTaken.has(name);
  const legal = wanted
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 31);
  const base = legal === '' ? 'component' : legal;
  if (isFree(base)) return base;
  const stem = base.replace(/[0-9]+$/, '') || base;
  for (let number = 2; ; number += 1) {
    const name = `${stem.slice(0, 31 - String(number).length)}${number}`;
    if (isFree(name)) return name;
  }
}

/** Whether `name` may be given to a component or group, and if not why: `bad`, `taken`, or null when it may. */
export function nameRefusal(composition: Composition, name: string): 'bad' | 'taken' | null {
  if (!NAME_PATTERN.test(name)) return 'bad';
  return taken(composition).has(name) ? 'taken' : null;
}
