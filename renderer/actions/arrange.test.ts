import { expect, test, vi } from 'vitest';

vi.mock('../state/compose.ts', () => ({ moveTo: vi.fn() }));
const { aligned, distributed, reach } = await import('./arrange.ts');

const boxes = [
  { name: 'a', x: 0, y: 10, width: 100, height: 50 },
  { name: 'b', x: 150, y: 80, width: 60, height: 30 },
  { name: 'c', x: 400, y: 0, width: 100, height: 90 },
];

test('aligning puts one edge in line and leaves the other axis', () => {
  expect(aligned(boxes, 'right')).toEqual({ a: { x: 400, y: 10 }, b: { x: 440, y: 80 }, c: { x: 400, y: 0 } });
  expect(aligned(boxes, 'top')).toEqual({ a: { x: 0, y: 0 }, b: { x: 150, y: 0 }, c: { x: 400, y: 0 } });
});

test('distributing makes the gaps equal and keeps the outer two', () => {
  const to = distributed(boxes, 'x');
  expect(to['a']?.x).toBe(0);
  expect(to['c']?.x).toBe(400);
  expect((to['b']?.x ?? 0) - 100).toBe(400 - ((to['b']?.x ?? 0) + 60));
});

test('what the selection requires is found over wires, the board aside', () => {
  const wires = [
    { from: 'app.heap', to: 'stats.alloc' },
    { from: 'stats.backing', to: 'heap.alloc' },
    { from: 'heap.region', to: 'board.region' },
  ];
  expect(reach(['app'], wires, 'down').sort()).toEqual(['app', 'heap', 'stats']);
  expect(reach(['heap'], wires, 'up').sort()).toEqual(['app', 'heap', 'stats']);
});
