/** UL0103: a port for one provider with two wires, or plain C names with two providers in one image. */
import type { Binding } from '../../graph/types.ts';
import { foundBy, type Rule, shownRef } from '../context.ts';
import { fix, removeWire } from '../fixes.ts';
import { type Diagnostic, diagnostic } from '../types.ts';

export const twoProviders: Rule = (context) => {
  const { composition, analysis, components } = context;
  const found: Diagnostic[] = foundBy(context, 'UL0103').map((one) => ({
    ...one,
    fixes: fix(`Remove the wire ${one.params['from']} → ${one.params['second']}`, [
      removeWire(composition, one.at.wire ?? -1),
    ]),
  }));
  const global = new Map<string, Binding>();
  for (const binding of analysis.graph.bindings) {
    if (binding.api.linkage !== 'global') continue;
    const component = binding.owner;
    if (components.get(component)?.linked !== true) continue;
    const first = global.get(binding.api.name);
    if (first === undefined) global.set(binding.api.name, binding);
    else if (first.to !== binding.to) {
      const port = binding.from.slice(component.length + 1);
      const [a, b, from] = [first.to, binding.to, binding.from].map((ref) => shownRef(context, ref));
      const { name } = binding.api;
      found.push(
        diagnostic('UL0103', 'error', `'${name}' has two providers in one image, '${a}' and '${b}'`, {
          params: { from: from ?? '', first: a ?? '', second: b ?? '' },
          at: { component, port, ...(binding.wire === undefined ? {} : { wire: binding.wire }) },
          because: [`The functions of '${name}' are plain C names: an image has one of each`],
          fixes: fix(`Remove the wire ${from} → ${b}`, [removeWire(composition, binding.wire ?? -1)]),
        }),
      );
    }
  }
  return found;
};
