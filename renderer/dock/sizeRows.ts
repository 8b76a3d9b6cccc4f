/** The size report as a table: sums, shares and deltas against the report before. */
import type { SizeReport, SizeRow } from '../../engine/contract.ts';

export const SECTIONS = ['text', 'rodata', 'data', 'bss'] as const;
export type Section = (typeof SECTIONS)[number];
export type SizeColumn = 'name' | Section | 'total' | 'delta';

export interface SizeLine {
  readonly name: string;
  readonly microlib: string;
  readonly text: number;
  readonly rodata: number;
  readonly data: number;
  readonly bss: number;
  /** Of all four. */
  readonly total: number;
  /** Against the report before; null when there is none. A new component's delta is its total. */
  readonly delta: number | null;
  /** `gone` rows were in the report before only; their numbers are 0. */
  readonly state: 'same' | 'changed' | 'new' | 'gone';
}

type Bytes = Pick<SizeRow, Section>;

export const sum = (row: Bytes): number => row.text + row.rodata + row.data + row.bss;

/** `(runtime)`, `(padding)`: the engine's own rows, which stay at the end. */
export const isPseudo = (name: string): boolean => name.startsWith('(');

function line(row: SizeRow, before: SizeRow | undefined, compared: boolean): SizeLine {
  const total = sum(row);
  const delta = compared ? total - (before === undefined ? 0 : sum(before)) : null;
  const state = !compared || delta === 0 ? 'same' : before === undefined ? 'new' : 'changed';
  return { ...row, total, delta, state };
}

/** One line per component of `report`, in its order, then those that only `previous` has. */
export function sizeLines(report: SizeReport, previous: SizeReport | null): SizeLine[] {
  const before = new Map(previous?.components.map((row) => [row.name, row]));
  const lines = report.components.map((row) => line(row, before.get(row.name), previous !== null));
  const present = new Set(report.components.map((row) => row.name));
  const gone = (previous?.components ?? [])
    .filter((row) => !present.has(row.name))
    .map((row): SizeLine => {
      const { name, microlib } = row;
      return { name, microlib, text: 0, rodata: 0, data: 0, bss: 0, total: 0, delta: -sum(row), state: 'gone' };
    });
  return [...lines, ...gone];
}

/** The sum line: the columns' sums, which the engine promises to be `report.total`. */
export function totalLine(lines: readonly SizeLine[], compared: boolean): SizeLine {
  const add = (pick: (line: SizeLine) => number) => lines.reduce((all, item) => all + pick(item), 0);
  return {
    name: '',
    microlib: '',
    text: add((item) => item.text),
    rodata: add((item) => item.rodata),
    data: add((item) => item.data),
    bss: add((item) => item.bss),
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
