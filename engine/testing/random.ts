/** Whole numbers from 0 to below `below`, the same for the same seed (mulberry32). */
export type Random = (below: number) => number;

export function integers(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** True `percent` times of 100. */
export const chance = (next: Random, percent: number): boolean => next(100) < percent;

/** One of the list, which is not empty. */
export function pick<T>(next: Random, list: readonly T[]): T {
  return list[next(list.length)] as T;
}
