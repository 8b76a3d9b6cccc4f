import { expect, test } from 'vitest';
import { editSteps } from './editSteps.ts';

test('a fix that adds a provider: component and wire, not where it lands', () => {
  expect(
    editSteps([
      { op: 'put', path: ['components', 'heap'], value: { microlib: 'tlsf' } },
      { op: 'put', path: ['layout', 'nodes', 'heap'], value: { x: 1, y: 2 } },
      { op: 'insert', path: ['wires'], index: 0, value: { from: 'app.heap', to: 'heap.alloc' } },
    ]),
  ).toEqual([
    { key: 'addComponent', params: { name: 'heap', microlib: 'tlsf' } },
    { key: 'addWire', params: { from: 'app.heap', to: 'heap.alloc' } },
  ]);
});

test('removals, options and everything else', () => {
  expect(
    editSteps([
      { op: 'remove', path: ['wires'], index: 1, before: { from: 'a.x', to: 'b.y' } },
      { op: 'put', path: ['components', 'old'], before: { microlib: 'bump' } },
      { op: 'put', path: ['components', 'net', 'options', 'RX_RNG'], before: 64 },
      { op: 'put', path: ['components', 'net', 'options', 'RX_RING'], value: 64 },
      { op: 'put', path: ['targets', 0], value: 'host', before: 'hots' },
      { op: 'put', path: ['wires', 2, 'kind'], before: 'gated' },
    ]),
  ).toEqual([
    { key: 'removeWire', params: { from: 'a.x', to: 'b.y' } },
    { key: 'removeComponent', params: { name: 'old' } },
    { key: 'unset', params: { name: 'net.RX_RNG' } },
    { key: 'set', params: { name: 'net.RX_RING', value: '64' } },
    { key: 'set', params: { name: 'targets.0', value: 'host' } },
    { key: 'unset', params: { name: 'wires.2.kind' } },
  ]);
});
