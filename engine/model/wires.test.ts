import { expect, it } from 'vitest';
import { addWire, insertOnWire, moveWire, throughComponent } from './commands.ts';
import { apply, invert } from './edits.ts';
import type { Composition } from './types.ts';
import { validate } from './validate.ts';

const START = validate({
  uniloom: 1,
  name: 'x',
  targets: ['host'],
  components: { app: { microlib: 'app' }, heap: { microlib: 'heap' }, stats: { microlib: 'stats' } },
  wires: [
    { from: 'app.heap', to: 'heap.alloc', kind: 'counted' },
    { from: 'stats.backing', to: 'heap.alloc' },
  ],
}).composition as Composition;

const wiresOf = (composition: Composition) => composition.wires.map(({ from, to }) => `${from}>${to}`);

it('moves an end of a wire, which keeps its kind and its place', () => {
  const change = moveWire(START, 0, { from: 'app.heap', to: 'stats.alloc' }, 'one');
  const next = apply(START, change.edits);
  expect(next.wires[0]).toEqual({ from: 'app.heap', to: 'stats.alloc', kind: 'counted' });
  expect(next.wires).toHaveLength(2);
  expect(apply(next, invert(change.edits))).toEqual(START);
});

it('takes the place of the wire that the port had, where it takes one', () => {
  const ends = { from: 'stats.backing', to: 'heap.alloc' };
  expect(wiresOf(apply(START, moveWire(START, 0, ends, 'one').edits))).toEqual(['stats.backing>heap.alloc']);
  const more = { from: 'stats.backing', to: 'other.alloc' };
  expect(wiresOf(apply(START, moveWire(START, 0, more, 'many').edits))).toEqual([
    'stats.backing>other.alloc',
    'stats.backing>heap.alloc',
  ]);
});

it('changes nothing where a wire is put back', () => {
  expect(moveWire(START, 0, { from: 'app.heap', to: 'heap.alloc' }, 'one').edits).toEqual([]);
  expect(moveWire(START, 7, { from: 'a.b', to: 'c.d' }, 'one').edits).toEqual([]);
});

it('puts a component on a wire, a new one or one that is there', () => {
  const ports = { requires: 'backing2', provides: 'alloc' };
  const there = apply(START, throughComponent(START, 0, 'stats', ports).edits);
  expect(wiresOf(there).slice(0, 2)).toEqual(['app.heap>stats.alloc', 'stats.backing2>heap.alloc']);
  const { name, edits } = insertOnWire(START, 0, 'stats', ports);
  expect(name).toBe('stats2');
  expect(wiresOf(apply(START, edits)).slice(0, 2)).toEqual(['app.heap>stats2.alloc', 'stats2.backing2>heap.alloc']);
});

it('leaves the wire of a port for one provider that leads to a component of other targets', () => {
  const limited: Composition = {
    ...START,
    targets: ['x86_64/microvm', 'host'],
    components: {
      app: { microlib: 'app' },
      heap: { microlib: 'heap', targets: ['x86_64/*'] },
      own: { microlib: 'heap', targets: ['host'] },
      stats: { microlib: 'stats' },
    },
    wires: [{ from: 'app.heap', to: 'heap.alloc' }],
  };
  const both = apply(limited, addWire(limited, { from: 'app.heap', to: 'own.alloc' }, 'one').edits);
  expect(wiresOf(both)).toEqual(['app.heap>heap.alloc', 'app.heap>own.alloc']);
  // One that is on every target takes the place of both.
  const all = addWire(both, { from: 'app.heap', to: 'stats.alloc' }, 'one');
  expect(wiresOf(apply(both, all.edits))).toEqual(['app.heap>stats.alloc']);
  const moved = moveWire(both, 1, { from: 'app.heap', to: 'own.other' }, 'one');
  expect(wiresOf(apply(both, moved.edits))).toEqual(['app.heap>heap.alloc', 'app.heap>own.other']);
});
