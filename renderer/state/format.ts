/** Numbers as people read them. Sizes in KB of 1024 bytes, one decimal, as everywhere in the app. */

/** `980 B`, `6.1 KB`, `2.4 MB`. */
export function bytes(count: number): string {
  const magnitude = Math.abs(count);
  if (magnitude < 1000) return `${count} B`;
  const [value, unit] = magnitude < 999.95 * 1024 ? [count / 1024, 'KB'] : [count / (1024 * 1024), 'MB'];
  return `${value.toFixed(1)} ${unit}`;
}

/** `+1.2 KB`, `−16 B` (a true minus sign), `±0` for no change. */
export function delta(count: number): string {
  if (count === 0) return '±0';
  return count > 0 ? `+${bytes(count)}` : `−${bytes(-count)}`;
}

/** Nanoseconds with two or three digits that count: `850 ns`, `4.1 µs`, `80 µs`, `1.72 ms`, `12.3 ms`, `809 ms`, `3.02 s`. */
export function duration(ns: number): string {
  if (ns < 1000) return `${Math.round(ns)} ns`;
  if (ns < 9950) return `${(ns / 1e3).toFixed(1)} µs`;
  if (ns < 99_500) return `${Math.round(ns / 1e3)} µs`;
  if (ns < 9.995e6) return `${(ns / 1e6).toFixed(2)} ms`;
  if (ns < 99.95e6) return `${(ns / 1e6).toFixed(1)} ms`;
  if (ns < 999.5e6) return `${Math.round(ns / 1e6)} ms`;
  return `${(ns / 1e9).toFixed(2)} s`;
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
