import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyComposition } from '../graph/arbitrary.ts';
import { composition } from '../graph/fixture.ts';
import { scaled } from '../testing/scale.ts';
import { addComponent, addWire, moveWire, removeComponent, removeWire, setOption } from './commands.ts';
import { apply, type Edit, invert } from './edits.ts';
import { fits } from './fits.ts';
import type { Composition } from './types.ts';

const document = composition({ app: 'user', a: 'single', b: 'single' }, [
  ['app.heap', 'a.alloc'],
  ['app.console', 'board.console'],
]);

/** As files have it: generated objects may be without a prototype. */
const plain = (given: Composition) => structuredClone(given);

/** Some generated names are no keys. */
function applies(given: Composition, edits: readonly Edit[]): boolean {
  try {
    return Boolean(apply(given, edits));
  } catch {
    return false;
  }
}

it('what was made for another state of the composition does not fit', () => {
  const { edits } = moveWire(document, 0, { from: 'app.heap', to: 'b.alloc' }, 'one');
  expect(fits(document, edits)).toBe(true);
  // The wire that is first now is another one.
  expect(fits(apply(document, removeWire(document, 0).edits), edits)).toBe(false);
  expect(fits(apply(document, edits), edits)).toBe(false);
  const added: Edit[] = [{ op: 'put', path: ['components', 'c'], value: { microlib: 'single' } }];
  expect(fits(document, added)).toBe(true);
  expect(fits(apply(document, added), added)).toBe(false);
  expect(fits(document, [{ op: 'remove', path: ['wires'], index: 7, before: {} }])).toBe(false);
  expect(fits(document, [{ op: 'insert', path: ['wires'], index: 9, value: {} }])).toBe(false);
  expect(fits(document, [{ op: 'put', path: ['name', 'x'], value: 1 }])).toBe(false);
});

it('commands fit what they were made for, and what they undo', () => {
  fc.assert(
    fc.property(anyComposition.map(plain), (given) => {
      const changes = [addComponent(given, 'single'), addWire(given, { from: 'x.y', to: 'z.w' }, 'one')];
      for (const name of Object.keys(given.components))
        changes.push(removeComponent(given, name), setOption(given, name, 'SIZE', 3));
      for (const { label, edits } of changes.filter(({ edits }) => applies(given, edits))) {
        expect(fits(given, edits), label).toBe(true);
        expect(fits(apply(given, edits), invert(edits)), label).toBe(true);
      }
    }),
    { numRuns: scaled(40), seed: 3 },
  );
});
