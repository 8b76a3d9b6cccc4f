/**
 * What Linux 5.2's tool does with numbers out of range once it has read a `.config`: it has computed all with them brought
 * into their ranges, then forgets them one after the other, and computes of them alone what is asked for.
 */
import type { KSymbol } from '../language/tree.ts';
import { eachSymbol } from '../language/walk.ts';
import type { Program } from './program.ts';
import type { State } from './state.ts';

const BUCKETS = 9973;

/** The bucket of the tools' table of symbols (FNV-1a): they pass through it in this order, the newest of a bucket first. */
function bucket(name: string): number {
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % BUCKETS;
}

function inTableOrder(symbols: readonly KSymbol[]): KSymbol[] {
  const buckets = new Map(symbols.map((symbol) => [symbol, bucket(symbol.name)]));
  return symbols.toSorted((a, b) => (buckets.get(a) ?? 0) - (buckets.get(b) ?? 0) || b.id - a.id);
}

/** Adds to `forgotten` what does not count of `numbers`, ints and hexes that the user set. `state` reads it. */
export function forgetNumbers(
  program: Program,
  state: State,
  numbers: readonly KSymbol[],
  text: (symbol: KSymbol) => string,
  forgotten: Set<KSymbol>,
): void {
  const pending = new Set<number>();
  const refresh = (symbol: KSymbol) => {
    if (pending.delete(symbol.id)) state.compute(symbol.id);
  };
  for (const symbol of inTableOrder(numbers)) {
    for (const { low, high, when } of program.symbols[symbol.id]?.ranges ?? []) {
      if (when !== undefined) eachSymbol(when, refresh);
      refresh(low);
      refresh(high);
    }
    state.measure(symbol.id);
    if (state.isWithin(symbol, text(symbol))) continue;
    forgotten.add(symbol);
    pending.add(symbol.id);
  }
  for (const id of [...pending].sort((a, b) => (program.rank[a] ?? 0) - (program.rank[b] ?? 0))) state.compute(id);
}
