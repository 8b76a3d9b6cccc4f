/** The nearest of many names, found without comparing with each: most are ruled out by their length and letters. */
import { distance } from '../nearest.ts';

/** One bit per letter or digit, set where it occurs an odd number of times, without regard to case. */
function parities(name: string): number {
  let bits = 0;
  for (let at = 0; at < name.length; at++) bits ^= 1 << (name.charCodeAt(at) & 31);
  return bits;
}

function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

interface Group {
  readonly names: string[];
  /** Of each, once somebody asks. */
  bits: Int32Array | undefined;
}

export class SimilarNames {
  private byLength: Map<number, Group> | undefined;

  constructor(private readonly names: readonly string[]) {}

  private group(length: number): Group | undefined {
    if (this.byLength === undefined) {
      this.byLength = new Map();
      for (const name of this.names) {
        const group = this.byLength.get(name.length);
        if (group === undefined) this.byLength.set(name.length, { names: [name], bits: undefined });
        else group.names.push(name);
      }
    }
    return this.byLength.get(length);
  }

  private bitsOf(group: Group): Int32Array {
    if (group.bits === undefined) {
      const { names } = group;
      group.bits = new Int32Array(names.length);
      for (let at = 0; at < names.length; at++) group.bits[at] = parities(names[at] ?? '');
    }
    return group.bits;
  }

  /** The nearest name that is near enough to be meant; undefined where none is. */
  find(wanted: string): string | undefined {
    const { length } = wanted;
    if (length > 256 || length < 3) return undefined;
    const own = parities(wanted);
    const folded = wanted.toLowerCase();
    let bound = length < 6 ? 1 : length < 12 ? 2 : 3;
    let best: string | undefined;
    // Names of the same length first: they are the likeliest, and one that is found makes the rest cheaper.
    for (let step = 0; step <= 2 * bound; step++) {
      const off = step % 2 === 0 ? step / 2 : -(step + 1) / 2;
      const group = Math.abs(off) <= bound ? this.group(length + off) : undefined;
      if (group === undefined) continue;
      const { names } = group;
      const bits = this.bitsOf(group);
      for (let at = 0; at < names.length; at++) {
        // One edit changes the parities of two letters at most.
        if (countBits((bits[at] as number) ^ own) > 2 * bound) continue;
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
