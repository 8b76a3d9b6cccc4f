/** Seeded edits of every kind that a person makes on the canvas, for properties and for speed. */
import type { Catalog } from '../catalog/types.ts';
import {
  addComponent,
  addWire,
  freeName,
  moveNodes,
  removeComponent,
  removeWire,
  renameComponent,
  resetOption,
  setComponentTargets,
  setLabel,
  setOption,
  setWireKind,
} from '../model/commands.ts';
import type { Edit } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';

export const EDIT_KINDS = [
  'set option',
  'reset option',
  'remove wire',
  'add wire',
  'turn wire',
  'wire kind',
  'add component',
  'remove component',
  'lose component',
  'rename',
  'label',
  'limit targets',
  'move node',
] as const;
export type EditKind = (typeof EDIT_KINDS)[number];

/** One edit of `kind` somewhere in `composition`; empty where there is nothing to do it to. `next` gives numbers in [0, 1). */
export function editOf(
  kind: EditKind,
  composition: Composition,
  catalog: Catalog,
  next: () => number,
): readonly Edit[] {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)];
  const name = pick(Object.keys(composition.components));
  const index = Math.floor(next() * composition.wires.length);
  const microlibOf = (component: string) => catalog.microlibs[composition.components[component]?.microlib ?? ''];
  if (kind === 'add component')
    return addComponent(composition, pick(Object.keys(catalog.microlibs)) ?? '', {
      position: { x: Math.floor(next() * 900), y: Math.floor(next() * 900) },
    }).edits;
  if (kind === 'remove wire') return removeWire(composition, index).edits;
  if (kind === 'wire kind')
    return setWireKind(composition, index, pick(['direct', 'counted', 'faulty']) ?? 'direct').edits;
  const wire = composition.wires[index];
  if (kind === 'turn wire') {
    const other = pick(composition.wires);
    if (wire === undefined || other === undefined) return [];
    return [{ op: 'put', path: ['wires', index, 'to'], value: other.to, before: wire.to }];
  }
  if (name === undefined) return [];
  switch (kind) {
    case 'set option':
      return setOption(
        composition,
        name,
        pick(['ON', 'SIZE1', 'SIZE2', 'POOL_KB', 'NOPE']) ?? '',
        pick<boolean | number | string>([true, false, 17, 4096, 99999, 'x']) ?? 0,
      ).edits;
    case 'reset option': {
      const option = pick(Object.keys(composition.components[name]?.options ?? {}));
      return option === undefined ? [] : resetOption(composition, name, option).edits;
    }
    case 'add wire': {
      const port = pick(microlibOf(name)?.requires ?? []);
      const fitting = Object.keys(composition.components).flatMap((other) =>
        (microlibOf(other)?.provides ?? []).filter(({ api }) => api === port?.api).map((to) => `${other}.${to.port}`),
      );
      const to = pick(fitting);
      if (port === undefined || to === undefined) return [];
      return addWire(composition, { from: `${name}.${port.port}`, to }, port.count).edits;
    }
    case 'remove component':
      return removeComponent(composition, name).edits;
    case 'lose component': {
      const before = composition.components[name];
      return before === undefined
        ? []
        : [{ op: 'put', path: ['components', name], before: JSON.parse(JSON.stringify(before)) }];
    }
    case 'rename':
      return renameComponent(composition, name, freeName(composition, `${name}_x`)).edits;
    case 'label':
      return setLabel(composition, name, `Label ${Math.floor(next() * 9)}`).edits;
    case 'limit targets':
      return setComponentTargets(composition, name, pick<string[]>([['host'], ['x86_64/*'], []]) ?? []).edits;
    default:
      return moveNodes(composition, { [name]: { x: Math.floor(next() * 900), y: Math.floor(next() * 900) } }).edits;
  }
}
