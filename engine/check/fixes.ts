/** Edits that fixes are made of. Each carries what it replaces, so that it can be undone. */
import { own } from '../graph/ref.ts';
import type { Edit, InsertEdit, PutEdit, RemoveEdit } from '../model/edits.ts';
import type { Composition, Json, Wire } from '../model/types.ts';
import type { Fix } from './types.ts';

const json = (value: unknown): Json => value as Json;

/** Appends wires to the composition; `count` of them are there already (or will be when these edits apply). */
export const addWires = (count: number, wires: readonly Wire[]): InsertEdit[] =>
  wires.map((wire, at) => ({ op: 'insert', path: ['wires'], index: count + at, value: json(wire) }));

export function removeWire(composition: Composition, index: number): RemoveEdit | undefined {
  const wire = composition.wires[index];
  return wire === undefined ? undefined : { op: 'remove', path: ['wires'], index, before: json(wire) };
}

export function setWireEnd(
  composition: Composition,
  index: number,
  end: 'from' | 'to',
  ref: string,
): PutEdit | undefined {
  const wire = composition.wires[index];
  return wire === undefined ? undefined : { op: 'put', path: ['wires', index, end], value: ref, before: wire[end] };
}

export const addComponent = (name: string, microlib: string): PutEdit => ({
  op: 'put',
  path: ['components', name],
  value: { microlib },
});

export function setMicrolib(composition: Composition, name: string, microlib: string): PutEdit | undefined {
  const component = own(composition.components, name);
  return component === undefined
    ? undefined
    : { op: 'put', path: ['components', name, 'microlib'], value: microlib, before: component.microlib };
}

/** A name for a component of `microlib` that the document does not have: `tlsf`, `tlsf2`, … */
export function freeName(composition: Composition, microlib: string, taken: ReadonlySet<string> = new Set()): string {
  const used = new Set([...Object.keys(composition.components), ...Object.keys(composition.groups)]);
  const base = microlib.slice(0, 28);
  const free = (name: string) => !used.has(name) && !taken.has(name) && name !== 'board' && name !== 'uniloom';
  if (free(base)) return base;
  let number = 2;
  while (!free(`${base}${number}`)) number++;
  return `${base}${number}`;
}

/** The edits that there are. */
export const present = (edits: readonly (Edit | undefined)[]): Edit[] => edits.filter((edit) => edit !== undefined);

/** A fix, or none where nothing is left of its edits. */
export function fix(title: string, edits: readonly (Edit | undefined)[]): Fix[] {
  const left = present(edits);
  return left.length === 0 ? [] : [{ title, edits: left }];
}
