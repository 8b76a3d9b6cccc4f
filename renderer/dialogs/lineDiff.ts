/** Differences of two texts by line, with a little context: for the comparison of a file with its copy on disk. */
import type { DiffLine } from '../dock/editPreview.ts';

/** Above this many cells the middle is shown as replaced: a table of it would stall the window. */
const MOST_CELLS = 4_000_000;
const CONTEXT = 3;

const split = (text: string): string[] => {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

/** Longest common subsequence of the middle part, by the usual table. */
function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const [n, m] = [before.length, after.length];
  const gone = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: '-', text }));
  const come = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: '+', text }));
  if (n === 0 || m === 0 || n * m > MOST_CELLS) return [...gone(before), ...come(after)];
  const width = m + 1;
  const common = new Uint32Array((n + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = n - 1; i >= 0; i -= 1)
    for (let j = m - 1; j >= 0; j -= 1)
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const out: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < n && j < m) {
    const [left = '', right = ''] = [before[i], after[j]];
    if (left === right) {
      out.push({ sign: ' ', text: left });
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      out.push({ sign: '-', text: left });
      i += 1;
    } else {
      out.push({ sign: '+', text: right });
      j += 1;
    }
  }
  return [...out, ...gone(before.slice(i)), ...come(after.slice(j))];
}

/** Keeps `CONTEXT` unchanged lines around each change; longer stretches become one `⋯`. */
function shorten(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.sign === ' ') return;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at += 1) near.add(at);
  });
  return lines.flatMap((line, index): DiffLine[] => {
    if (near.has(index)) return [line];
    return index === 0 || near.has(index - 1) ? [{ sign: ' ', text: '⋯' }] : [];
  });
}

/** `-` lines are of `before`, `+` lines of `after`; empty when the texts are the same. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [split(before), split(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  if (start === a.length && start === b.length) return [];
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: ' ', text }));
  return shorten([
    ...same(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(a.slice(a.length - end)),
  ]);
}
