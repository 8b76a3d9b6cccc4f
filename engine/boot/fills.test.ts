import { expect, it, vi } from 'vitest';
import type { GraphComponent } from '../graph/types.ts';
import { filledOptions } from './fills.ts';

const component = (name: string, more: Partial<GraphComponent> = {}): GraphComponent =>
  ({ name, linked: true, options: {}, microlib: { bootFills: { UNIX_MS: 'unix-ms' } }, ...more }) as GraphComponent;

it('options that a manifest wants filled in are, unless anybody has set them', () => {
  vi.useFakeTimers({ now: 1_700_000_000_123 });
  const components = [
    component('wall'),
    component('given'),
    component('fixed', { options: { UNIX_MS: 5 } }),
    component('unlinked', { linked: false }),
    component('plain', { microlib: {} as GraphComponent['microlib'] }),
  ];
  expect(filledOptions(components, [{ name: 'given.UNIX_MS', value: '7' }])).toEqual([
    { name: 'wall.UNIX_MS', value: '1700000000123' },
  ]);
  vi.useRealTimers();
});

it('random bytes are others each time', () => {
  const seeded = component('seeded', {
    microlib: { bootFills: { SEED: { random: 32 } } } as unknown as GraphComponent['microlib'],
  });
  const [first, second] = [filledOptions([seeded], []), filledOptions([seeded], [])];
  expect(first).toEqual([{ name: 'seeded.SEED', value: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect(second[0]?.value).not.toBe(first[0]?.value);
});
