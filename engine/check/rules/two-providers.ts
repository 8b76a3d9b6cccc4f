/** UL0103: a port for one provider with two wires, or plain C names with two providers in one image. */
import type { Catalog, Microlib } from '../../catalog/types.ts';
import { own } from '../../graph/ref.ts';
import { type Binding, wireIndex } from '../../graph/types.ts';
import { type CheckContext, foundBy, type Rule, shownRef } from '../context.ts';
import { fix, removeWire } from '../fixes.ts';
import { type Diagnostic, diagnostic } from '../types.ts';

const globalsOf = new WeakMap<Microlib, { readonly catalog: Catalog; readonly apis: readonly string[] }>();

/** The APIs of plain C names that the microlib provides. */
function globals(microlib: Microlib, catalog: Catalog): readonly string[] {
  const known = globalsOf.get(microlib);
  if (known?.catalog === catalog) return known.apis;
  const names = microlib.provides.map(({ api }) => api);
  const apis = names.filter((api) => own(catalog.apis, api)?.linkage === 'global');
  globalsOf.set(microlib, { catalog, apis });
  return apis;
}

/** Whether the graph has two components that provide the same plain C names. */
function mayCoincide({ analysis, catalog }: CheckContext): boolean {
  const seen = new Set<string>();
  for (const { microlib } of analysis.graph.components)
    for (const api of globals(microlib, catalog)) {
      if (seen.has(api)) return true;
      seen.add(api);
    }
  return false;
}

export const twoProviders: Rule = (context) => {
  const { composition, analysis, components } = context;
  const found: Diagnostic[] = foundBy(context, 'UL0103').map((one) => ({
    ...one,
    fixes: fix(`Remove the wire ${one.params['from']} → ${one.params['second']}`, [
      removeWire(composition, one.at.wire ?? -1),
    ]),
  }));
  if (!mayCoincide(context)) return found;
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
      const wire = wireIndex(composition, binding);
      const { name } = binding.api;
      found.push(
        diagnostic('UL0103', 'error', `'${name}' has two providers in one image, '${a}' and '${b}'`, {
          params: { from: from ?? '', first: a ?? '', second: b ?? '' },
          at: { component, port, ...(wire === undefined ? {} : { wire }) },
          because: [`The functions of '${name}' are plain C names: an image has one of each`],
          fixes: fix(`Remove the wire ${from} → ${b}`, [removeWire(composition, wire ?? -1)]),
        }),
      );
    }
  }
  return found;
};
