/**
 * The shape of a generated tree: which blocks stand in which, and which symbols in them. Each symbol and choice has a
 * rank; a property reads only what has a lower rank, and selects only what has a higher one, so that no circle arises.
 */
import { chance, pick, type Random } from '../../testing/random.ts';
import type { SymbolType } from '../language/tree.ts';

export interface GeneratedSymbol {
  readonly name: string;
  readonly type: Exclude<SymbolType, 'unknown'>;
  readonly rank: number;
  /** A choice's member. */
  readonly member: boolean;
}

export interface ConfigShape {
  readonly kind: 'config';
  readonly symbol: GeneratedSymbol;
}

export interface ChoiceShape {
  readonly kind: 'choice';
  readonly name: string | undefined;
  readonly type: 'bool' | 'tristate' | undefined;
  readonly optional: boolean;
  readonly rank: number;
  readonly members: readonly GeneratedSymbol[];
}

export interface BlockShape {
  readonly kind: 'menu' | 'if' | 'root';
  /** The lowest rank in it: what its condition reads has a lower one. */
  readonly rank: number;
  readonly children: Shape[];
  /** It is a file of its own. */
  readonly sourced: boolean;
}

export interface CommentShape {
  readonly kind: 'comment';
  readonly rank: number;
}

export type Shape = ConfigShape | ChoiceShape | BlockShape | CommentShape;

export interface SkeletonOptions {
  /** About how many symbols. */
  readonly symbols: number;
  /** Symbols in a file, about. */
  readonly perFile: number;
  /** Members of the first choice, as an architecture or board choice has them; 0 for none. */
  readonly boards: number;
  /** Whether there are tristates. */
  readonly modules: boolean;
  /** Whether choices may be optional, named or tristate. */
  readonly oldChoices: boolean;
}

export interface Skeleton {
  readonly root: BlockShape;
  /** By rank; members of a choice share theirs. */
  readonly symbols: readonly GeneratedSymbol[];
}

const KINDS = ['bool', 'bool', 'bool', 'bool', 'bool', 'tristate', 'tristate', 'int', 'hex', 'string'] as const;

export function skeleton(next: Random, options: SkeletonOptions): Skeleton {
  const symbols: GeneratedSymbol[] = [];
  let rank = 1;
  const symbol = (type: GeneratedSymbol['type'], member: boolean): GeneratedSymbol => {
    const made = { name: `S${symbols.length}`, type, rank, member };
    symbols.push(made);
    return made;
  };
  const config = (): ConfigShape => {
    const type = pick(next, KINDS);
    const made = symbol(type === 'tristate' && !options.modules ? 'bool' : type, false);
    rank++;
    return { kind: 'config', symbol: made };
  };
  const choice = (count: number, plain: boolean): ChoiceShape => {
    const old = options.oldChoices && !plain;
    const type = old && options.modules && chance(next, 35) ? 'tristate' : chance(next, 50) ? 'bool' : undefined;
    const members = Array.from({ length: count }, () =>
      symbol(type === 'tristate' && chance(next, 90) ? 'tristate' : 'bool', true),
    );
    const name = old && chance(next, 20) ? `CHOICE${rank}` : undefined;
    const made: ChoiceShape = { kind: 'choice', name, type, optional: old && chance(next, 25), rank, members };
    rank++;
    return made;
  };
  const block = (kind: BlockShape['kind'], budget: number, depth: number): BlockShape => {
    const lowest = kind === 'root' ? 0 : rank;
    const children: Shape[] = [];
    const until = symbols.length + budget;
    if (kind === 'root' && options.boards > 0) children.push(choice(options.boards, true));
    while (symbols.length < until) {
      const left = until - symbols.length;
      const roll = next(100);
      if (left > 4 && depth < 6 && (roll < 14 || left > 4 * options.perFile)) {
        const size = left > 4 * options.perFile ? options.perFile * (1 + next(3)) : 1 + next(left);
        children.push(block(roll % 3 === 0 ? 'if' : 'menu', size, depth + 1));
      } else if (roll < 18) children.push(choice(1 + next(5), false));
      else if (roll < 21) children.push({ kind: 'comment', rank });
      else children.push(config());
    }
    // What is read may stand before or after what reads it.
    for (let at = children.length - 1; at > 0; at--) {
      const other = next(at + 1);
      [children[at], children[other]] = [children[other] as Shape, children[at] as Shape];
    }
    return { kind, rank: lowest, children, sourced: kind !== 'root' && budget >= options.perFile };
  };
  return { root: block('root', options.symbols, 0), symbols };
}
