/**
 * What would have to change for a symbol to have a value: minimal sets of assignments to symbols that can be set. Found by
 * a bounded search through the conditions, and each one tried on a copy before it is told.
 */
import type { Configuration } from '../evaluate/configuration.ts';
import { isValid } from '../evaluate/numbers.ts';
import type { KSymbol } from '../language/tree.ts';
import { Goals, type Way } from './goals.ts';
import { isLogical, TRI } from './words.ts';

export interface Assignment {
  readonly symbol: string;
  /** As `.config` has it, without quotes. */
  readonly value: string;
}

export interface Ways {
  /** What was asked for. */
  readonly value: string;
  /** Smallest first; empty where there is none, or where it is so already. */
  readonly sets: readonly (readonly Assignment[])[];
  /** Why there is none. */
  readonly none: readonly string[];
}

const SHOWN = 3;
/** Candidates that are tried on the copy. */
const TRIED = 10;

/** Whether the symbol has at least the value (bool, tristate) or exactly it. */
function has(configuration: Configuration, symbol: KSymbol, value: string): boolean {
  if (!isLogical(symbol)) return configuration.text(symbol) === value;
  const now = configuration.tristate(symbol);
  return value === 'n' ? now === 0 : now >= TRI.indexOf(value as 'y');
}

class Trial {
  private copy: Configuration;

  constructor(
    private readonly original: Configuration,
    private readonly symbol: KSymbol,
    private readonly value: string,
  ) {
    this.copy = original;
  }

  works(way: Way): boolean {
    this.copy = this.original.copy();
    for (const [symbol, value] of way) this.copy.set(symbol, value);
    return has(this.copy, this.symbol, this.value);
  }

  /**
   * The way, with what is missing added where making it has side effects on the goal: what is searched is the state before,
   * and an assignment may change what other conditions rest on. Undefined where that does not help either.
   */
  mended(way: Way): Way | undefined {
    let whole = way;
    for (let round = 0; round < 3; round++) {
      if (this.works(whole)) return whole;
      const [more] = new Goals(this.copy).symbol(this.symbol, this.value);
      if (more === undefined || [...more].every(([symbol, value]) => whole.get(symbol) === value)) return undefined;
      // What is set again is set last.
      whole = new Map([...[...whole].filter(([symbol]) => !more.has(symbol)), ...more]);
    }
    return undefined;
  }

  /** Without what it does not need. */
  least(way: Way): Way {
    let least = way;
    for (const symbol of way.keys()) {
      if (least.size === 1) break;
      const less = new Map(least);
      less.delete(symbol);
      if (this.works(less)) least = less;
    }
    return least;
  }
}

const keyOf = (way: Way): string =>
  [...way]
    .map(([{ id }, value]) => `${id}=${value}`)
    .sort()
    .join(' ');

/** Ways to give `symbol` the value; `y` and `m` of a tristate mean "at least". Bounded in time whatever the tree. */
export function waysTo(configuration: Configuration, symbol: KSymbol, value: string): Ways {
  if (has(configuration, symbol, value)) return { value, sets: [], none: [] };
  if (!isLogical(symbol) && !isValid(symbol.type, value))
    return { value, sets: [], none: [`'${value}' is no value for the ${symbol.type} ${symbol.name}`] };
  const goals = new Goals(configuration);
  const candidates = goals.symbol(symbol, value);
  const trial = new Trial(configuration, symbol, value);
  const found = new Map<string, Way>();
  for (const candidate of candidates.slice(0, TRIED)) {
    const working = candidate.size === 0 ? undefined : trial.mended(candidate);
    if (working === undefined) continue;
    const least = trial.least(working);
    found.set(keyOf(least), least);
    if (found.size === SHOWN) break;
  }
  const sets = [...found.values()]
    .sort((a, b) => a.size - b.size)
    .map((way) => [...way].map(([{ name }, text]) => ({ symbol: name, value: text })));
  if (sets.length > 0) return { value, sets, none: [] };
  const none = [...goals.blocked].slice(0, 4);
  if (candidates.length > 0) none.unshift('what was found does not hold together when it is tried');
  if (none.length === 0) none.push(...[...goals.circular].slice(0, 2));
  if (none.length === 0) none.push('the search was given up: the conditions are too deep');
  return { value, sets, none };
}
