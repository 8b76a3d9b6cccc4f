/** Random expressions over symbols that were defined before: so no tree of them has a circle. */
import { pick, type Random } from '../../testing/random.ts';
import type { SymbolType } from '../language/tree.ts';

export interface GeneratedSymbol {
  readonly name: string;
  readonly type: SymbolType;
}

export interface Wishes {
  /** Symbols are compared with what is not of their type, too. */
  readonly mixed: boolean;
}

const COMPARE = ['=', '!=', '<', '<=', '>', '>='];
const NUMBERS = ['0', '1', '5', '10', '-3', '0x10', '0xff', '010', '4096'];
const TEXTS = ['""', '"a"', '"b c"', '"y"', '"n"', '"5"', '"0x10"'];

/** A constant that a symbol of this type may be compared with, now and then one that it may not. */
function constantFor(next: Random, type: SymbolType, { mixed }: Wishes): string {
  if (mixed && next(8) === 0) return pick(next, [...NUMBERS, ...TEXTS, 'y', 'm', 'n']);
  if (type === 'bool' || type === 'tristate') return pick(next, ['y', 'n', 'm', 'y', 'n']);
  return type === 'string' ? pick(next, TEXTS) : pick(next, NUMBERS);
}

function term(next: Random, known: readonly GeneratedSymbol[], wishes: Wishes): string {
  if (known.length === 0) return pick(next, ['y', 'n', 'm']);
  if (next(24) === 0) return pick(next, ['y', 'n', 'm']);
  if (next(24) === 0) return 'NOWHERE';
  const symbol = pick(next, known);
  const logical = symbol.type === 'bool' || symbol.type === 'tristate';
  if (logical && next(4) !== 0) return symbol.name;
  const right =
    next(5) === 0
      ? pick(
          next,
          known.filter(({ type }) => type === symbol.type),
        ).name
      : constantFor(next, symbol.type, wishes);
  return `${symbol.name}${next(6) === 0 ? '' : ' '}${pick(next, logical ? COMPARE.slice(0, 2) : COMPARE)} ${right}`;
}

/** An expression of at most `depth` levels. */
export function expression(next: Random, known: readonly GeneratedSymbol[], wishes: Wishes, depth = 2): string {
  const kind = depth === 0 ? 0 : next(10);
  if (kind < 5) return term(next, known, wishes);
  const inner = () => expression(next, known, wishes, depth - 1);
  if (kind === 5) return next(2) === 0 ? `!(${inner()})` : `!${term(next, known, wishes)}`;
  if (kind < 8) return `${inner()} && ${inner()}`;
  return next(2) === 0 ? `${inner()} || ${inner()}` : `(${inner()} || ${inner()})`;
}
