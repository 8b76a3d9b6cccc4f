/** For tests: a composition of which chosen wires, the board's own included, have another kind. */
import type { ApiFunction, Catalog } from '../catalog/types.ts';
import { analyse } from '../graph/flatten.ts';
import type { Binding } from '../graph/types.ts';
import type { Component, Composition, TargetId, Wire } from '../model/types.ts';

/** Whether a call that fails is one that got no memory. */
export const handsOutMemory = (fn: ApiFunction): boolean => fn.fails === 'NULL' || fn.fails === '-ENOMEM';

/** @param kindOf what the wire is to be, for each binding of a linked component; undefined leaves it as it is */
export function withKinds(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  kindOf: (binding: Binding) => Pick<Wire, 'kind' | 'with'> | undefined,
): Composition {
  const { graph } = analyse(composition, catalog, target);
  const byName = new Map(graph.components.map((component) => [component.name, component]));
  const wires = [...composition.wires];
  const components: Record<string, Component> = { ...composition.components };
  const own = (name: string) => {
    const member = byName.get(name);
    // A component of that name takes the place of the board's member, so that a wire of the composition can end at it.
    if (member?.origin === 'board') components[name] = { microlib: member.microlib.name, options: member.options };
  };
  for (const binding of graph.bindings) {
    const kind = byName.get(binding.owner)?.linked ? kindOf(binding) : undefined;
    if (kind === undefined) continue;
    const at =
      binding.source === undefined
        ? -1
        : wires.findIndex(({ from, to }) => from === binding.source?.from && to === binding.source.to);
    if (at >= 0) wires[at] = { ...(wires[at] as Wire), ...kind };
    else {
      own(binding.owner);
      own(binding.provider);
      wires.push({ from: binding.from, to: binding.to, ...kind });
    }
  }
  return { ...composition, components, wires };
}
