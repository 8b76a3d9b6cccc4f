import { expect, test } from 'vitest';
import type { SizeLine } from './sizeRows.ts';
import { COUNTED } from './sizeRows.ts';
import { treemapTiles } from './treemapTiles.ts';

const line = (name: string, text: number, rodata: number, data: number, bss: number): SizeLine => ({
  name,
  microlib: name,
  text,
  rodata,
  data,
  bss,
  heap: 0,
  total: text + rodata + data + bss,
  delta: null,
  state: 'same',
});

const LINES = [line('net', 6000, 400, 0, 1600), line('app', 1000, 500, 0, 500), line('none', 0, 0, 0, 0)];

test('areas are in proportion to bytes and fill the rectangle', () => {
  const tiles = treemapTiles(LINES, 500, 200, COUNTED.memory);
  expect(tiles.map((tile) => tile.name)).toEqual(['net', 'app']);
  const area = tiles.map((tile) => tile.width * tile.height);
  expect(area.reduce((a, b) => a + b, 0)).toBe(500 * 200);
  expect((area[0] ?? 0) / (area[1] ?? 1)).toBeCloseTo(8000 / 2000, 1);
});

test('sections lie inside their component and do not overlap', () => {
  for (const tile of treemapTiles(LINES, 640, 300, COUNTED.memory)) {
    const inner = tile.parts.reduce((all, part) => all + part.width * part.height, 0);
    expect(inner).toBe(tile.width * tile.height);
    for (const part of tile.parts) {
      expect(part.x).toBeGreaterThanOrEqual(tile.x);
      expect(part.y).toBeGreaterThanOrEqual(tile.y);
      expect(part.x + part.width).toBeLessThanOrEqual(tile.x + tile.width);
      expect(part.y + part.height).toBeLessThanOrEqual(tile.y + tile.height);
    }
  }
});

test('only the sections asked for count', () => {
  const tiles = treemapTiles(LINES, 100, 100, ['bss']);
  expect(tiles.map((tile) => [tile.name, tile.total])).toEqual([
    ['net', 1600],
    ['app', 500],
  ]);
});

test('no room or no bytes: no tiles', () => {
  expect(treemapTiles(LINES, 0, 100, COUNTED.image)).toEqual([]);
  expect(treemapTiles([line('none', 0, 0, 0, 0)], 100, 100, COUNTED.image)).toEqual([]);
});
