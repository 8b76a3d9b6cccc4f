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
  /** By length: the names and the letters of each. */
  private byLength: Map<number, { readonly names: string[]; readonly bits: number[] }> | undefined;

  constructor(private readonly names: readonly string[]) {}

  private groups() {
    if (this.byLength === undefined) {
      this.byLength = new Map();
      for (const name of this.names) {
        let group = this.byLength.get(name.length);
        if (group === undefined) {
          group = { names: [], bits: [] };
          this.byLength.set(name.length, group);
        }
        group.names.push(name);
        group.bits.push(letters(name));
      }
    }
    return this.byLength;
  }

  /** The nearest name that is near enough to be meant; undefined where none is. */
  find(wanted: string): string | undefined {
    const { length } = wanted;
    if (length > 256 || length < 3) return undefined;
    const own = letters(wanted);
    const folded = wanted.toLowerCase();
    let bound = length < 6 ? 1 : length < 12 ? 2 : 3;
    let best: string | undefined;
    // Names of the same length first: they are the likeliest, and one that is found makes the rest cheaper.
    for (let step = 0; step <= 2 * bound; step++) {
      const off = step % 2 === 0 ? step / 2 : -(step + 1) / 2;
      const group = Math.abs(off) <= bound ? this.groups().get(length + off) : undefined;
      if (group === undefined) continue;
      const { names, bits } = group;
      for (let at = 0; at < names.length; at++) {
        // One edit changes two letters of the set at most.
        if (countBits((bits[at] ?? 0) ^ own) > 2 * bound) continue;
        const name = names[at] ?? '';
        const found = distance(folded, name.toLowerCase(), bound);
        if (found > bound || (best !== undefined && found === bound)) continue;
        best = name;
        bound = found;
      }
    }
    return best;
  }
}
