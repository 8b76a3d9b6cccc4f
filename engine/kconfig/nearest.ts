/** "Did you mean …": the nearest of some names by edit distance. */

/** The last three rows of `distance`; longer ones are made when they are needed. */
let rows = [new Int32Array(64), new Int32Array(64), new Int32Array(64)] as const;

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; `limit + 1` when more. Looks only at
 * what lies within `limit` of the diagonal, and gives up as soon as nothing there can come back below it.
 */
export function distance(a: string, b: string, limit: number): number {
  const more = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return more;
  // What both begin and end with changes nothing, and names have much in common.
  let start = 0;
  let endOfA = a.length;
  let endOfB = b.length;
  while (start < endOfA && start < endOfB && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  while (endOfA > start && endOfB > start && a.charCodeAt(endOfA - 1) === b.charCodeAt(endOfB - 1)) {
    endOfA--;
    endOfB--;
  }
  const width = endOfA - start;
  const length = endOfB - start;
  if (width === 0 || length === 0) return Math.min(width + length, more);
  if (length + 2 > rows[0].length) {
    const size = 2 * length + 2;
    rows = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  }
  let before: Int32Array = rows[0];
  let last: Int32Array = rows[1];
  let row: Int32Array = rows[2];
  for (let j = 0; j <= length; j++) last[j] = j;
  for (let i = 1; i <= width; i++) {
    const from = Math.max(1, i - limit);
    const to = Math.min(length, i + limit);
    const c = a.charCodeAt(start + i - 1);
    row[from - 1] = from === 1 ? i : more;
    let least = row[from - 1] as number;
    for (let j = from; j <= to; j++) {
      const d = b.charCodeAt(start + j - 1);
      let best = (last[j - 1] as number) + (c === d ? 0 : 1);
      const left = (row[j - 1] as number) + 1;
      const above = (last[j] as number) + 1;
      if (left < best) best = left;
      if (above < best) best = above;
      if (i > 1 && j > 1 && c === b.charCodeAt(start + j - 2) && a.charCodeAt(start + i - 2) === d)
        best = Math.min(best, (before[j - 2] as number) + 1);
      row[j] = best;
      if (best < least) least = best;
    }
    if (to < length) row[to + 1] = more;
    // A swap looks two rows back.
    if (least > more) return more;
    const oldest = before;
    before = last;
    last = row;
    row = oldest;
  }
  return Math.min(last[length] as number, more);
}

/** The nearest of `names` to `wanted`, without regard to case; undefined when none is near enough to be meant. */
export function nearest(wanted: string, names: Iterable<string>): string | undefined {
  if (wanted.length > 256) return undefined;
  const folded = wanted.toLowerCase();
  let best: string | undefined;
  let bound = Math.max(2, Math.floor(wanted.length / 3));
  for (const name of names) {
    const found = distance(folded, name.toLowerCase(), bound);
    if (found > bound || (best !== undefined && found === bound)) continue;
    best = name;
    bound = found;
  }
  return best;
}
