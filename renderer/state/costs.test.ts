/** What a node costs, of reports and timelines. */
import { expect, test } from 'vitest';
import type { SizeReport, TimelineEntry } from '../../engine/contract.ts';
import { costsOf, heapsOf } from './costs.ts';

const report = (rows: Readonly<Record<string, readonly [number, number, number, number]>>): SizeReport => {
  const components = Object.entries(rows).map(([name, [text, rodata, data, bss]]) => ({
    name,
    microlib: name,
    text,
    rodata,
    data,
    bss,
  }));
  const total = (section: 'text' | 'rodata' | 'data' | 'bss') => components.reduce((sum, row) => sum + row[section], 0);
  const sections = { text: total('text'), rodata: total('rodata'), data: total('data'), bss: total('bss') };
  return { image: sections.text + sections.rodata + sections.data, total: sections, components };
};
const of = (now: SizeReport, previous: SizeReport | null) =>
  costsOf({ target: 'host', profile: 'debug', report: now, previous });

test('a component, and the board as the sum of its members', () => {
  const costs = of(report({ app: [60, 20, 0, 5], board_cpu: [10, 0, 0, 1], board_uart0: [5, 5, 0, 2] }), null);
  expect(costs.get('app')).toEqual({
    sections: { text: 60, rodata: 20, data: 0, bss: 5 },
    image: 80,
    before: null,
    delta: null,
    share: 0.8,
  });
  expect(costs.get('board')?.sections).toEqual({ text: 15, rodata: 5, data: 0, bss: 3 });
  expect(costs.get('board_cpu')?.image).toBe(10);
  expect(costs.get('heap')).toBeUndefined();
});

test('the change since the build before: of the image, not of bss', () => {
  const costs = of(
    report({ app: [60, 20, 0, 500], heap: [7, 0, 0, 0], same: [1, 1, 1, 1] }),
    report({ app: [70, 20, 0, 5], gone: [9, 0, 0, 0], same: [1, 1, 1, 9] }),
  );
  expect(['app', 'heap', 'same'].map((name) => costs.get(name)?.delta)).toEqual([-10, 7, 0]);
  expect(costs.get('heap')?.before).toEqual({ text: 0, rodata: 0, data: 0, bss: 0 });
});

test('what each init took of what all have taken', () => {
  const entry = (component: string, claimed?: number, used: number | null = null): TimelineEntry => ({
    component,
    phase: 'init',
    beginNs: 0,
    endNs: 0,
    ...(claimed === undefined ? {} : { heap: { claimed, used } }),
  });
  const counted = heapsOf([entry('board_cpu', 0, 0), entry('heap', 4096, 0), entry('net', 4096, 300), entry('app')]);
  expect([...counted]).toEqual([
    ['board_cpu', { claimed: 0, used: 0 }],
    ['board', { claimed: 0, used: 0 }],
    ['heap', { claimed: 4096, used: 0 }],
    ['net', { claimed: 0, used: 300 }],
  ]);
  expect(heapsOf([entry('heap', 4096), entry('pool', 8192)]).get('pool')).toEqual({ claimed: 4096, used: null });
  expect(heapsOf([]).size).toBe(0);
});
