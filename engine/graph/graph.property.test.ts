import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../testing/scale.ts';
import { anyComposition } from './arbitrary.ts';
import { catalog, TARGET } from './fixture.ts';
import { buildGraph } from './flatten.ts';
import { orders } from './order.ts';
import { isRoot } from './reach.ts';

describe('any composition', () => {
  it('has a graph whose linked set is closed and whose inits respect the wires', () => {
    fc.assert(
      fc.property(anyComposition, fc.constantFrom(TARGET, 'host', 'none/such'), (document, target) => {
        const { graph, diagnostics } = buildGraph(document, catalog, target);
        const linked = new Map(graph.components.map((component) => [component.name, component.linked]));
        expect(linked.size).toBe(graph.components.length);
        const cyclic = diagnostics.some(({ code }) => code === 'UL0106');
        for (const component of graph.components) if (isRoot(component)) expect(component.linked).toBe(true);
        for (const binding of graph.bindings) {
          const [from = '', to = ''] = [binding.from, binding.to].map((end) => end.slice(0, end.indexOf('.')));
          if (binding.origin === 'runtime') continue;
          expect(linked.has(to)).toBe(true);
          if (linked.get(from)) expect(linked.get(to)).toBe(true);
          const [first, second] = [graph.inits.indexOf(to), graph.inits.indexOf(from)];
          if (!cyclic && orders(binding) && first >= 0 && second >= 0) expect(first).toBeLessThan(second);
        }
        const expected = graph.components.filter(({ linked: is, microlib }) => is && microlib.init);
        expect([...graph.inits].sort()).toEqual(expected.map((component) => component.name).sort());
      }),
      { numRuns: scaled(1500), seed: 20_261_122 },
    );
  });
});
