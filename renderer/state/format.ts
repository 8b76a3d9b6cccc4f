/** Numbers for people. */

/** Bytes as `612 B`, `2.1 KB`, `61 KB`, `1.4 MB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  const scaled = count < 1_000_000 ? count / 1024 : count / (1024 * 1024);
  const unit = count < 1_000_000 ? 'KB' : 'MB';
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)} ${unit}`;
}

/** Nanoseconds as `840 ns`, `12 µs`, `3.0 ms`, `1.2 s`. */
export function duration(ns: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
  ];
  for (const [unit, name] of steps) {
    if (ns < unit) continue;
    const value = ns / unit;
    return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${name}`;
  }
  return `${Math.round(ns)} ns`;
}

/** A count per second as `870 /s`, `3.1 k/s`. */
export function rate(perSecond: number): string {
  if (perSecond < 1000) return `${Math.round(perSecond)} /s`;
  if (perSecond < 1e6) return `${(perSecond / 1e3).toFixed(1)} k/s`;
  return `${(perSecond / 1e6).toFixed(1)} M/s`;
}

/** A plain count as `12`, `3.1 k`, `2.4 M`. */
export function amount(count: number): string {
  if (count < 1000) return String(count);
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} k` : `${(count / 1e6).toFixed(1)} M`;
}
