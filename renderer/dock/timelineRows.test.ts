import { expect, test } from 'vitest';
import { timelineSections } from './timelineRows.ts';

const entry = (component: string, phase: 'init' | 'main', beginNs: number, endNs: number) => ({
  component,
  phase,
  beginNs,
  endNs,
});

test('boot and run have scales of their own', () => {
  const [init, main] = timelineSections([
    entry('net', 'init', 1400, 2000),
    entry('heap', 'init', 1000, 1400),
    entry('app', 'main', 2000, 902_000),
  ]);
  expect(init?.totalNs).toBe(1000);
  expect(init?.rows).toEqual([
    { component: 'heap', bars: [{ start: 0, width: 0.4 }], durationNs: 400 },
    { component: 'net', bars: [{ start: 0.4, width: 0.6 }], durationNs: 600 },
  ]);
  expect(main?.totalNs).toBe(900_000);
});

test('the heap after an init is told, and drawn as a part of the most', () => {
  const heap = (claimed: number) => ({ claimed, used: null });
  const [init] = timelineSections([
    { ...entry('a', 'init', 0, 100), heap: heap(0) },
    { ...entry('b', 'init', 100, 200), heap: heap(4096) },
    { ...entry('c', 'init', 200, 300), heap: { claimed: 8192, used: 100 } },
  ]);
  expect(init?.rows.map((row) => row.heap)).toEqual([
    { claimed: 0, used: null, share: 0 },
    { claimed: 4096, used: null, share: 0.5 },
    { claimed: 8192, used: 100, share: 1 },
  ]);
});

test('the total ends with the latest end, also where bars nest', () => {
  const [init] = timelineSections([entry('a', 'init', 0, 100), entry('b', 'init', 10, 20)]);
  expect(init?.totalNs).toBe(100);
});

test('a clock that stands still gives bars without width, not NaN', () => {
  const [init] = timelineSections([entry('a', 'init', 5, 5), entry('b', 'init', 5, 5)]);
  expect(init?.rows.flatMap((row) => row.bars)).toEqual([
    { start: 0, width: 0 },
    { start: 0, width: 0 },
  ]);
});

test('no entries: no sections', () => {
  expect(timelineSections([])).toEqual([]);
});
