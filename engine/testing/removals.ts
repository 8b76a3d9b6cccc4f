/** Every single removal of a composition: its wires, and its components in both ways in which one can be lost. */
import type { Catalog } from '../catalog/types.ts';
import { analyse } from '../graph/flatten.ts';
import { splitRef } from '../graph/ref.ts';
import { removeComponent, removeWire } from '../model/commands.ts';
import { apply } from '../model/edits.ts';
import { BOARD, type Composition, type TargetId } from '../model/types.ts';

export type RemovalKind = 'wire' | 'component' | 'component with dangling wires';

export interface Removal {
  readonly kind: RemovalKind;
  /** The wire's required port, or the component. */
  readonly item: string;
  /** The wire's provided port. */
  readonly to?: string;
  /** Whether the composition is right without it. */
  readonly isOptional: boolean;
  readonly composition: Composition;
}

/** Whoever requires one of these has handlers that run in interrupt context (UL0118). */
const INTERRUPTING: ReadonlySet<string> = new Set(['irq', 'msi', 'timer', 'vectors', 'virtio']);

/** What can be removed from a composition that is right, on one target; apps stay. */
export function removals(composition: Composition, catalog: Catalog, target: TargetId): Removal[] {
  const { graph } = analyse(composition, catalog, target);
  const drivers = new Set(graph.bindings.flatMap(({ owner, api }) => (INTERRUPTING.has(api.name) ? [owner] : [])));
  // A port that is forwarded is for somebody: the last card is needed.
  const cards = graph.bindings.filter(({ api, required }) => api.name === 'netdev' && required.count === 'many');
  const optional = (index: number): boolean => {
    const binding = graph.bindings.find(({ source }) => source === composition.wires[index]);
    if (binding?.required.count === 'one') return false;
    // A root folder is for somebody.
    if (binding?.api.name === 'initrd' && composition.boot.rootfs !== undefined) return false;
    if (cards.length === 1 && binding === cards[0] && graph.board.machine.kind === 'qemu')
      return (composition.boot.forwards ?? []).length === 0;
    // The last of what a port wants (UL0119).
    if (
      binding?.required.wanted === true &&
      graph.bindings.every((one) => one === binding || one.from !== binding.from)
    )
      return false;
    // A scheduler that drivers wake needs what keeps their interrupts out (UL0118).
    const owner = graph.components.find(({ name }) => name === binding?.owner);
    const isWoken = (name: string) =>
      graph.bindings.some(({ provider, owner: user }) => provider === name && drivers.has(user));
    if (binding?.api.name === 'cpu' && owner?.provides.some(({ api }) => api === 'sched') && isWoken(owner.name))
      return false;
    if (splitRef(composition.wires[index]?.from ?? '')?.component !== BOARD) return true;
    // An optional port of the board is asked for while the image has what it takes.
    const without = analyse(apply(composition, removeWire(composition, index).edits), catalog, target).graph;
    return without.components.every(({ name, linked }) => name !== binding?.provider || !linked);
  };
  const wires = composition.wires.map(
    ({ from, to }, index): Removal => ({
      kind: 'wire',
      item: from,
      to,
      isOptional: optional(index),
      composition: apply(composition, removeWire(composition, index).edits),
    }),
  );
  const takers =
    composition.boot.rootfs === undefined ? [] : composition.wires.filter(({ to }) => to === 'board.initrd');
  const components = Object.entries(composition.components).flatMap(([name, component]): Removal[] => {
    if (catalog.microlibs[component.microlib]?.main !== 'none') return [];
    // Needless on the canvas' way if only optional ports use it; wires that dangle are a fault in any case.
    const users = composition.wires.flatMap(({ to }, index) => (splitRef(to)?.component === name ? [index] : []));
    const dangling = { op: 'put', path: ['components', name], before: JSON.parse(JSON.stringify(component)) } as const;
    return [
      {
        kind: 'component',
        item: name,
        isOptional: users.every(optional) && takers.every((wire) => splitRef(wire.from)?.component !== name),
        composition: apply(composition, removeComponent(composition, name).edits),
      },
      {
        kind: 'component with dangling wires',
        item: name,
        isOptional: false,
        composition: apply(composition, [dangling]),
      },
    ];
  });
  return [...wires, ...components];
}
