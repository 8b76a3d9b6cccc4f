/** The size report as a table: sums, shares and deltas against the report before. */
import type { SizeReport, SizeRow } from '../../engine/contract.ts';

/** What the image holds, then what takes memory only. */
export const PARTS = ['text', 'rodata', 'data', 'bss', 'heap'] as const;
export type Part = (typeof PARTS)[number];
/** Bytes of the image file, or of the machine's memory. */
export type Metric = 'image' | 'memory';
export const COUNTED: Readonly<Record<Metric, readonly Part[]>> = { image: ['text', 'rodata', 'data'], memory: PARTS };
export type SizeColumn = 'name' | Part | 'total' | 'delta';

export interface SizeLine {
  readonly name: string;
  readonly microlib: string;
  readonly text: number;
  readonly rodata: number;
  readonly data: number;
  readonly bss: number;
  /** Claimed by its init at the last boot. */
  readonly heap: number;
  /** Of what the metric counts. */
  readonly total: number;
  /** Against the report before, the heap aside; null when there is none. A new component's delta is its total. */
  readonly delta: number | null;
  /** `gone` rows were in the report before only; their numbers are 0. */
  readonly state: 'same' | 'changed' | 'new' | 'gone';
}

type Bytes = Readonly<Partial<Record<Part, number>>>;

const sum = (row: Bytes, metric: Metric): number => COUNTED[metric].reduce((all, part) => all + (row[part] ?? 0), 0);

/** `(runtime)`, `(padding)`: the engine's own rows, which stay at the end. */
export const isPseudo = (name: string): boolean => name.startsWith('(');

function line(row: SizeRow, before: SizeRow | undefined, compared: boolean, metric: Metric, heap: number): SizeLine {
  const delta = compared ? sum(row, metric) - (before === undefined ? 0 : sum(before, metric)) : null;
  const state = !compared || delta === 0 ? 'same' : before === undefined ? 'new' : 'changed';
  return { ...row, heap, total: sum({ ...row, heap }, metric), delta, state };
}

/**
 * One line per component of `report`, in its order, then those that only `previous` has.
 * @param heaps what each component's init claimed
 */
export function sizeLines(
  report: SizeReport,
  previous: SizeReport | null,
  metric: Metric,
  heaps: ReadonlyMap<string, number> = new Map(),
): SizeLine[] {
  const before = new Map(previous?.components.map((row) => [row.name, row]));
  const lines = report.components.map((row) =>
    line(row, before.get(row.name), previous !== null, metric, heaps.get(row.name) ?? 0),
  );
  const present = new Set(report.components.map((row) => row.name));
  const gone = (previous?.components ?? [])
    .filter((row) => !present.has(row.name))
    .map(({ name, microlib, ...row }): SizeLine => {
      const nothing = { text: 0, rodata: 0, data: 0, bss: 0, heap: 0, total: 0 };
      return { name, microlib, ...nothing, delta: -sum(row, metric), state: 'gone' };
    });
  return [...lines, ...gone];
}

/** The sum line: the columns' sums; those of sections the engine promises to be `report.total`. */
export function totalLine(lines: readonly SizeLine[], compared: boolean): SizeLine {
  const add = (pick: (line: SizeLine) => number) => lines.reduce((all, item) => all + pick(item), 0);
  return {
    name: '',
    microlib: '',
    text: add((item) => item.text),
    rodata: add((item) => item.rodata),
    data: add((item) => item.data),
    bss: add((item) => item.bss),
    heap: add((item) => item.heap),
    total: add((item) => item.total),
    delta: compared ? add((item) => item.delta ?? 0) : null,
    state: 'same',
  };
}

/** Sorted by a column; the engine's own rows stay last. Stable, so equal lines keep the report's order. */
export function sortLines(lines: readonly SizeLine[], column: SizeColumn, descending: boolean): SizeLine[] {
  const sign = descending ? -1 : 1;
  return [...lines].sort((a, b) => {
    const pseudo = Number(isPseudo(a.name)) - Number(isPseudo(b.name));
    if (pseudo !== 0) return pseudo;
    if (column === 'name') return sign * (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    return sign * ((a[column] ?? 0) - (b[column] ?? 0));
  });
}
