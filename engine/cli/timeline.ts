/** What `boot --timeline` prints: a row for each init and main, with the heap after it and a bar. */
import type { TimelineEntry } from '../contract.ts';

const BAR = 32;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar from `begin` to `end`, both fractions of the whole, in eighths of a character; at least one eighth. */
function bar(begin: number, end: number): string {
  const from = Math.min(Math.floor(begin * BAR), BAR - 1);
  const eighths = Math.max(1, Math.round((end - begin) * BAR * 8));
  return `${' '.repeat(from)}${'█'.repeat(eighths >> 3)}${EIGHTHS[eighths & 7] ?? ''}`;
}

function length(ns: number): string {
  if (ns < 1e6) return `${(ns / 1e3).toFixed(1)} µs`;
  return ns < 1e9 ? `${(ns / 1e6).toFixed(2)} ms` : `${(ns / 1e9).toFixed(2)} s`;
}

function bytes(count: number | null | undefined): string {
  if (count === null || count === undefined) return '';
  return count < 1024
    ? `${count} B`
    : count < 1024 ** 2
      ? `${(count / 1024).toFixed(1)} KB`
      : `${(count / 1024 ** 2).toFixed(1)} MB`;
}

interface Row {
  readonly cells: readonly string[];
  readonly bar: string;
}

function rowsOf(entries: readonly TimelineEntry[]): Row[] {
  const first = Math.min(...entries.map(({ beginNs }) => beginNs));
  const span = Math.max(1, ...entries.map(({ endNs }) => endNs - first));
  return entries.map(({ component, beginNs, endNs, heap }) => ({
    cells: [
      component,
      `${(beginNs / 1e6).toFixed(3)} ms`,
      length(endNs - beginNs),
      bytes(heap?.claimed),
      bytes(heap?.used),
    ],
    bar: bar((beginNs - first) / span, (endNs - first) / span),
  }));
}

/** Columns that nothing stands in are left out: most images have no heap. Inits and mains have scales of their own. */
export function timelineTable(timeline: readonly TimelineEntry[]): string[] {
  if (timeline.length === 0) return ['The guest has sent no timeline'];
  const parts = (['init', 'main'] as const)
    .map((phase) => ({ phase, entries: timeline.filter((entry) => entry.phase === phase) }))
    .filter(({ entries }) => entries.length > 0);
  const rows = parts.map(({ entries }) => rowsOf(entries));
  const heads = parts.map(({ phase }) => [phase, 'begin', 'length', 'claimed', 'used']);
  const columns = [0, 1, 2, 3, 4].filter((at) => rows.flat().some(({ cells }) => cells[at] !== ''));
  const width = (at: number) =>
    Math.max(...[...heads, ...rows.flat().map(({ cells }) => cells)].map((cells) => cells[at]?.length ?? 0));
  const line = (cells: readonly string[]) =>
    columns
      .map((at) => (at === 0 ? (cells[at] ?? '').padEnd(width(at)) : (cells[at] ?? '').padStart(width(at))))
      .join('  ');
  return parts.flatMap((_part, i) => [
    line(heads[i] ?? []),
    ...(rows[i] ?? []).map((row) => `${line(row.cells)}  ${row.bar}`.trimEnd()),
  ]);
}
