/** Wires: adding, removing, their kinds, and putting a component on one. */

import { addComponent } from './command-components.ts';
import { insertWire, put, removeWires } from './command-parts.ts';
import type { Change } from './edits.ts';
import { meet } from './target.ts';
import type { Composition, Position, Wire, WireKind } from './types.ts';

/**
 * Wires a required port to a provided one. A port that takes one wire loses the one that it has on the same targets; the
 * new wire stands in its place. A wire that is there already is not added again.
 * @param count The multiplicity of the required port.
 */
export function addWire(composition: Composition, wire: Wire, count: 'one' | 'optional' | 'many'): Change {
  const label = `Wire ${wire.from} to ${wire.to}`;
  if (composition.wires.some((other) => other.from === wire.from && other.to === wire.to)) return { label, edits: [] };
  const isOld = (other: Wire) => count !== 'many' && other.from === wire.from && meet(composition, other.to, wire.to);
  const old = composition.wires.findIndex(isOld);
  const removed = removeWires(composition, isOld);
  return { label, edits: [...removed, insertWire(old < 0 ? composition.wires.length : old, wire)] };
}

export function removeWire(composition: Composition, index: number): Change {
  const wire = composition.wires[index];
  return {
    label: wire ? `Unwire ${wire.from}` : 'Unwire',
    edits: removeWires(composition, (_wire, at) => at === index),
  };
}

/** `direct` is what a wire without a kind is, so it is not written. */
export function setWireKind(
  composition: Composition,
  index: number,
  kind: WireKind,
  parameters?: Wire['with'],
): Change {
  const wire = composition.wires[index];
  if (!wire) return { label: 'Set kind of wire', edits: [] };
  const { kind: _kind, with: _with, ...rest } = wire;
  const next: Wire = {
    ...rest,
    ...(kind !== 'direct' && { kind }),
    ...(parameters && Object.keys(parameters).length > 0 && { with: parameters }),
  };
  return { label: `Make wire of ${wire.from} ${kind}`, edits: put(composition, ['wires', index], next) };
}

/**
 * Gives the wire at `index` other ends; its kind stays. A port that takes one wire loses the one that it has on the same
 * targets.
 * @param count The multiplicity of the required port.
 */
export function moveWire(
  composition: Composition,
  index: number,
  ends: { readonly from: string; readonly to: string },
  count: 'one' | 'optional' | 'many',
): Change {
  const label = `Wire ${ends.from} to ${ends.to}`;
  const wire = composition.wires[index];
  if (!wire || (wire.from === ends.from && wire.to === ends.to)) return { label, edits: [] };
  const isSame = (other: Wire) =>
    other.from === ends.from && (count === 'many' ? other.to === ends.to : meet(composition, other.to, ends.to));
  return {
    label,
    edits: [
      ...put(composition, ['wires', index], { ...wire, ...ends }),
      ...removeWires(composition, (other, at) => at !== index && isSame(other)),
    ],
  };
}

/** A component's two ports of a wire's API. */
export interface Through {
  readonly requires: string;
  readonly provides: string;
}

/** Puts the component `name` on a wire: what required the wire's provider now requires `name`, which requires the old. */
export function throughComponent(composition: Composition, index: number, name: string, ports: Through): Change {
  const label = `Insert ${name} before ${composition.wires[index]?.to}`;
  const wire = composition.wires[index];
  if (!wire) return { label, edits: [] };
  return {
    label,
    edits: [
      ...put(composition, ['wires', index, 'to'], `${name}.${ports.provides}`),
      insertWire(index + 1, { from: `${name}.${ports.requires}`, to: wire.to }),
    ],
  };
}

/**
 * Puts a new component on a wire: what required the wire's provider now requires the new one, which requires the old.
 * @param ports The new component's required and provided port of the wire's API.
 */
export function insertOnWire(
  composition: Composition,
  index: number,
  microlib: string,
  ports: Through,
  given: { readonly name?: string; readonly position?: Position } = {},
): Change & { readonly name: string } {
  const added = addComponent(composition, microlib, given);
  if (!composition.wires[index]) return { ...added, label: `Add ${added.name}` };
  const through = throughComponent(composition, index, added.name, ports);
  return { name: added.name, label: through.label, edits: [...added.edits, ...through.edits] };
}
