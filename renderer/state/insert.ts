/** Putting a component on a wire: which wires take it, and the step that does it. */
import { addComponent, moveNodes, type Through, throughComponent } from '../../engine/model/commands.ts';
import { apply } from '../../engine/model/edits.ts';
import type { Composition, Position } from '../../engine/model/types.ts';
import { chain } from './changes.ts';
import { onlyChoices, parts, snap, withoutWire } from './compose.ts';
import { commit } from './document.ts';
import { fitOf } from './fit.ts';
import { findPort, portsOfMicrolib } from './ports.ts';
import { select } from './ui.ts';

/** The wires (by index) that a component may be put on, with its ports that they would end at. */
export type Slots = ReadonlyMap<number, Through>;

const idOf = (ref: string, side: 'provides' | 'requires') => {
  const dot = ref.indexOf('.');
  return { node: ref.slice(0, dot), port: ref.slice(dot + 1), side };
};

/** Wires of `composition` that the component `name` in it fits on at both sides. */
function slotsFor(composition: Composition, name: string): Slots {
  const { catalog, target } = parts();
  const microlib = catalog.microlibs[composition.components[name]?.microlib ?? ''];
  if (microlib === undefined) return new Map();
  const ports = portsOfMicrolib(catalog, name, microlib);
  const isWired = (port: string) => composition.wires.some(({ from }) => from === `${name}.${port}`);
  const slots = new Map<number, Through>();
  for (const [index, wire] of composition.wires.entries()) {
    const from = findPort(catalog, composition, target, idOf(wire.from, 'requires'));
    const to = findPort(catalog, composition, target, idOf(wire.to, 'provides'));
    if (from === undefined || to === undefined || from.node === name || to.node === name) continue;
    const own = (side: 'provides' | 'requires') =>
      ports.find((port) => port.api === from.api && port.side === side && (side === 'provides' || !isWired(port.port)));
    const [provides, requires] = [own('provides'), own('requires')];
    if (provides === undefined || requires === undefined) continue;
    const without = withoutWire(composition, index);
    const fits =
      fitOf(without, catalog, target, from, provides) === true &&
      fitOf(without, catalog, target, requires, to) === true;
    if (fits) slots.set(index, { provides: provides.port, requires: requires.port });
  }
  return slots;
}

/** Wires that a component on the canvas may be put on. */
export const slotsForNode = (name: string): Slots => slotsFor(parts().composition, name);

/** Wires that a new component of `microlib` may be put on. */
export function slotsForMicrolib(microlib: string): Slots {
  const { composition } = parts();
  const { name, edits } = addComponent(composition, microlib);
  return slotsFor(apply(composition, edits), name);
}

/** Adds a component of `microlib` at `position`, on the wire at `index`; its other ports are wired where one fits. */
export function insertNew(microlib: string, position: Position, index: number, ports: Through): void {
  const { composition } = parts();
  const { name } = addComponent(composition, microlib);
  const change = chain(composition, `Insert ${name} before ${composition.wires[index]?.to}`, [
    (now) => addComponent(now, microlib, { name, position: snap(position) }),
    (now) => throughComponent(now, index, name, ports),
    (now) => chain(now, '', onlyChoices(now, name)),
  ]);
  if (commit(change)) select([name]);
}

/** Puts the component `name`, which was moved to `position`, on the wire at `index`. */
export function insertMoved(name: string, position: Position, index: number, ports: Through): void {
  const { composition } = parts();
  commit(
    chain(composition, null, [
      (now) => throughComponent(now, index, name, ports),
      (now) => moveNodes(now, { [name]: position }),
    ]),
  );
}
