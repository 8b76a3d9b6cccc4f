/** The nearest of many names, found without comparing with each: most are ruled out by their length and letters. */
import { distance } from '../nearest.ts';

/** One bit per letter or digit, set where it occurs an odd number of times, without regard to case. */
function parities(name: string): number {
  let bits = 0;
  for (let at = 0; at < name.length; at++) bits ^= 1 << (name.charCodeAt(at) & 31);
  return bits;
}

/** How many bits each byte has. */
const BITS = new Uint8Array(256);
for (let byte = 1; byte < 256; byte++) BITS[byte] = (BITS[byte >> 1] as number) + (byte & 1);

/** The first of `bits` from `from` on that differs from `own` in `most` bits at most; their number where none does. */
function nextNear(bits: Int32Array, own: number, most: number, from: number): number {
  const { length } = bits;
  for (let at = from; at < length; at++) {
    const other = (bits[at] as number) ^ own;
    const low = (BITS[other & 255] as number) + (BITS[(other >> 8) & 255] as number);
    // Nearly all names are far.
    if (low <= most && low + (BITS[(other >> 16) & 255] as number) + (BITS[other >>> 24] as number) <= most) return at;
  }
  return length;
}

/** Of a name that one is compared with. */
const LONGEST = 259;

interface Group {
  readonly names: string[];
  /** Of each, once somebody asks. */
  bits: Int32Array | undefined;
}

export class SimilarNames {
  private byLength: (Group | undefined)[] | undefined;

  constructor(private readonly names: readonly string[]) {}

  private group(length: number): Group | undefined {
    if (this.byLength === undefined) {
      const groups: (Group | undefined)[] = [];
      const { names } = this;
      for (let at = 0; at < names.length; at++) {
        const name = names[at] as string;
        // Nobody asks for names that are too long to be compared.
        if (name.length > LONGEST) continue;
        for (let from = groups.length; from <= name.length; from++) groups.push(undefined);
        const group = groups[name.length];
        if (group === undefined) groups[name.length] = { names: [name], bits: undefined };
        else group.names.push(name);
      }
      this.byLength = groups;
    }
    return this.byLength[length];
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
    if (length > LONGEST - 3 || length < 3) return undefined;
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
      // One edit changes the parities of two letters at most.
      for (let at = nextNear(bits, own, 2 * bound, 0); at < names.length; at = nextNear(bits, own, 2 * bound, at + 1)) {
        const found = distance(folded, (names[at] as string).toLowerCase(), bound);
        if (found > bound || (best !== undefined && found === bound)) continue;
        best = names[at];
        bound = found;
      }
    }
    return best;
  }
}
