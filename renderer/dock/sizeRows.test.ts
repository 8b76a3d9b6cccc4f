import { expect, test } from 'vitest';
import type { SizeReport, SizeRow } from '../../engine/contract.ts';
import { COUNTED, isPseudo, sizeLines, sortLines, totalLine } from './sizeRows.ts';

const row = (name: string, text: number, rodata = 0, data = 0, bss = 0): SizeRow => ({
  name,
  microlib: name,
  text,
  rodata,
  data,
  bss,
});

function report(rows: readonly SizeRow[]): SizeReport {
  const add = (pick: (item: SizeRow) => number) => rows.reduce((all, item) => all + pick(item), 0);
  return {
    image: add((r) => r.text + r.rodata + r.data),
    total: { text: add((r) => r.text), rodata: add((r) => r.rodata), data: add((r) => r.data), bss: add((r) => r.bss) },
    components: rows,
  };
}

const now = report([
  row('app', 100, 20),
  row('heap', 50, 0, 4, 8),
  row('new', 7),
  row('(runtime)', 900),
  row('(padding)', 3),
]);
const before = report([row('app', 90, 20), row('heap', 50, 0, 4, 8), row('old', 30, 2), row('(runtime)', 900)]);

test('without an earlier report nothing has a delta', () => {
  const lines = sizeLines(now, null, 'memory');
  expect(lines.map((line) => line.delta)).toEqual([null, null, null, null, null]);
  expect(totalLine(lines, false).delta).toBeNull();
});

test('deltas: grown, the same, new, gone', () => {
  const lines = sizeLines(now, before, 'memory');
  expect(lines.map(({ name, delta, state }) => [name, delta, state])).toEqual([
    ['app', 10, 'changed'],
    ['heap', 0, 'same'],
    ['new', 7, 'new'],
    ['(runtime)', 0, 'same'],
    ['(padding)', 3, 'new'],
    ['old', -32, 'gone'],
  ]);
});

test('the sums are the report’s own total, and the deltas sum to the difference of both', () => {
  const lines = sizeLines(now, before, 'memory');
  const total = totalLine(lines, true);
  for (const section of ['text', 'rodata', 'data', 'bss'] as const) expect(total[section]).toBe(now.total[section]);
  const all = ({ total: { text, rodata, data, bss } }: SizeReport) => text + rodata + data + bss;
  expect(total.delta).toBe(all(now) - all(before));
});

test('of the image bss does not count; of memory the heap does, but not as a change', () => {
  const more = report([row('app', 100, 20), row('heap', 50, 0, 4, 900)]);
  const image = sizeLines(more, before, 'image', new Map([['heap', 4096]]));
  expect(image.map(({ name, total, delta, state }) => [name, total, delta, state])).toEqual([
    ['app', 120, 10, 'changed'],
    ['heap', 54, 0, 'same'],
    ['old', 0, -32, 'gone'],
    ['(runtime)', 0, -900, 'gone'],
  ]);
  const memory = sizeLines(more, before, 'memory', new Map([['heap', 4096]]));
  expect(memory[1]).toMatchObject({ heap: 4096, total: 50 + 4 + 900 + 4096, delta: 892, state: 'changed' });
  expect(totalLine(memory, true).heap).toBe(4096);
  expect(COUNTED.image).not.toContain('bss');
});

test('the engine’s own rows stay last, whichever way the table is sorted', () => {
  const lines = sizeLines(now, before, 'memory');
  for (const column of ['name', 'text', 'total', 'delta'] as const)
    for (const descending of [true, false]) {
      const names = sortLines(lines, column, descending).map((line) => line.name);
      expect(names.slice(-2).every(isPseudo)).toBe(true);
    }
  expect(
    sortLines(lines, 'total', true)
      .map((line) => line.name)
      .slice(0, 3),
  ).toEqual(['app', 'heap', 'new']);
  expect(
    sortLines(lines, 'name', false)
      .map((line) => line.name)
      .slice(0, 4),
  ).toEqual(['app', 'heap', 'new', 'old']);
});
