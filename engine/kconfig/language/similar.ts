/** The nearest of many names, found without comparing with each: most are ruled out by their length, their ends and letters. */
import { distance } from '../nearest.ts';
import type { KSymbol } from './tree.ts';

/** One bit per letter or digit, set where it occurs an odd number of times, without regard to case. */
function parities(name: string): number {
  let bits = 0;
  for (let at = 0; at < name.length; at++) bits ^= 1 << (name.charCodeAt(at) & 31);
  return bits;
}

/** How many bits are set. */
function count(bits: number): number {
  let left = bits;
  let found = 0;
  for (; left !== 0; found++) left &= left - 1;
  return found;
}

/** Longer ones are not compared. */
const LONGEST = 256;

/** Without regard to case, which this bit tells letters apart by. */
const CASE = 32;

/**
 * The symbol that is defined and has the name that is near enough to `wanted` to be meant; undefined where none has. It begins
 * with the same letter, or ends with the same two: who mistypes both means something else. Of several that are as near, the
 * first of the same length.
 */
export function similarName(wanted: string, symbols: readonly KSymbol[]): string | undefined {
  const { length } = wanted;
  if (length > LONGEST || length < 3) return undefined;
  const own = parities(wanted);
  const lower = wanted.toLowerCase();
  const first = wanted.charCodeAt(0) | CASE;
  const last = wanted.charCodeAt(length - 1) | CASE;
  const before = wanted.charCodeAt(length - 2) | CASE;
  let bound = length < 6 ? 1 : length < 12 ? 2 : 3;
  let best: string | undefined;
  for (let at = 0; at < symbols.length; at++) {
    const { name } = symbols[at] as KSymbol;
    const end = name.length;
    if (end - length > bound || length - end > bound) continue;
    if (
      (name.charCodeAt(0) | CASE) !== first &&
      ((name.charCodeAt(end - 1) | CASE) !== last || (name.charCodeAt(end - 2) | CASE) !== before)
    )
      continue;
    // One edit changes the parities of two letters at most.
    if (count(parities(name) ^ own) > 2 * bound) continue;
    const found = distance(lower, name.toLowerCase(), bound);
    if (found > bound || (found === bound && best !== undefined && (end !== length || best.length === length)))
      continue;
    if (symbols[at]?.entries.length === 0) continue;
    best = name;
    bound = found;
  }
  return best;
}
