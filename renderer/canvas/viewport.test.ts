import { beforeEach, expect, test } from 'vitest';
import { rememberedViewport, rememberViewport, shows } from './viewport.ts';

let kept = new Map<string, string>();
const store = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
} as Storage;

beforeEach(() => {
  kept = new Map();
});

test('remembers the last place by path, and forgets the oldest', () => {
  for (let nth = 0; nth <= 100; nth += 1) rememberViewport(`/a/${nth}`, { x: nth, y: 0, zoom: 1 }, store);
  rememberViewport('/a/100', { x: 7, y: 8, zoom: 0.5 }, store);
  expect(rememberedViewport('/a/100', store)).toEqual({ x: 7, y: 8, zoom: 0.5 });
  expect(rememberedViewport('/a/1', store)).toEqual({ x: 1, y: 0, zoom: 1 });
  expect(rememberedViewport('/a/0', store)).toBeNull();
});

test('what is damaged counts as nothing', () => {
  for (const text of ['{', '{}', '[["/a",{"x":1}]]', '[["/a",{"x":1,"y":1,"zoom":0}]]']) {
    kept.set('uniloom.viewports', text);
    expect(rememberedViewport('/a', store)).toBeNull();
  }
});

test('knows whether anything is in sight', () => {
  const box = { x: 100, y: 100, width: 200, height: 100 };
  expect(shows({ x: 0, y: 0, zoom: 1 }, [box], 800, 600)).toBe(true);
  expect(shows({ x: -301, y: 0, zoom: 1 }, [box], 800, 600)).toBe(false);
  expect(shows({ x: -301, y: 0, zoom: 2 }, [box], 800, 600)).toBe(true);
  expect(shows({ x: 701, y: 0, zoom: 1 }, [box], 800, 600)).toBe(false);
  expect(shows({ x: 0, y: 0, zoom: 1 }, [], 800, 600)).toBe(false);
});
