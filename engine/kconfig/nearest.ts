/** "Did you mean …": the nearest of some names by edit distance. */

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; `limit + 1` when more. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 0, limit + 1);
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
