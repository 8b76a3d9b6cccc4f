/** Random compositions for property tests. */
import fc from 'fast-check';
import type { Composition, Wire } from '../model/types.ts';
import { catalog, composition } from './fixture.ts';

const names = ['a', 'b', 'c', 'd', 'board_uart0', 'board', '__proto__', 'constructor'];
const ports = ['alloc', 'backing', 'heap', 'console', 'out', 'region', 'sched', 'stacks', 'print', 'cmem', 'toString'];
const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.string() });
const ref = fc.oneof(
  { weight: 19, arbitrary: fc.tuple(name, fc.constantFrom(...ports)).map((parts) => parts.join('.')) },
  { weight: 1, arbitrary: fc.string() },
);
const wire: fc.Arbitrary<Wire> = fc.record({ from: ref, to: ref });

/** Compositions of real and made-up names, most of them wrong in some way. */
export const anyComposition: fc.Arbitrary<Composition> = fc
  .record({
    components: fc.dictionary(name, fc.constantFrom(...Object.keys(catalog.microlibs), 'nope', 'constructor'), {
      maxKeys: 8,
    }),
    wires: fc.array(wire, { maxLength: 20 }),
    defaults: fc.dictionary(fc.constantFrom('print', 'cmem', 'alloc', '__proto__'), ref, { maxKeys: 3 }),
    groups: fc.dictionary(
      name,
      fc.record({
        members: fc.array(name, { maxLength: 3 }),
        provides: fc.dictionary(fc.constantFrom(...ports), ref, { maxKeys: 2 }),
        requires: fc.dictionary(fc.constantFrom(...ports), ref, { maxKeys: 2 }),
      }),
      { maxKeys: 3 },
    ),
  })
  .map(({ components, wires, ...rest }) => composition(components, wires, rest));
