/** The nearest of many names, found without comparing with each: most are ruled out by their length and letters. */
import { distance } from '../nearest.ts';

/** One bit per letter or digit that occurs in the name, without regard to case. */
function letters(name: string): number {
  let bits = 0;
  for (let at = 0; at < name.length; at++) bits |= 1 << (name.charCodeAt(at) & 31);
  return bits;
}

function countBits(bits: number): number {
  let left = bits;
  let count = 0;
  while (left !== 0) {
    left &= left - 1;
    count++;
  }
  return count;
}

export class SimilarNames {
  private bits: Int32Array | undefined;

  constructor(private readonly names: readonly string[]) {}

  /** The nearest name that is near enough to be meant; undefined where none is. */
  find(wanted: string): string | undefined {
    if (wanted.length > 256 || wanted.length < 3) return undefined;
    this.bits ??= Int32Array.from(this.names, letters);
    const own = letters(wanted);
    const folded = wanted.toLowerCase();
    let bound = wanted.length < 6 ? 1 : wanted.length < 12 ? 2 : 3;
    let best: string | undefined;
    for (let at = 0; at < this.names.length; at++) {
      const name = this.names[at] ?? '';
      if (Math.abs(name.length - wanted.length) > bound) continue;
      // One edit changes two letters of the set at most.
      if (countBits((this.bits[at] ?? 0) ^ own) > 2 * bound) continue;
      const found = distance(folded, name.toLowerCase(), bound);
      if (found > bound || (best !== undefined && found === bound)) continue;
      best = name;
      bound = found;
    }
    return best;
  }
}
