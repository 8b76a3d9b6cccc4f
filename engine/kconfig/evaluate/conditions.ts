/** Conditions as they are pushed down a tree. Shared, never copied: a condition is a DAG over the parsed expressions. */
import type { Expression, KSymbol } from '../language/tree.ts';
import type { Condition } from './program.ts';

export function and(left: Condition, right: Condition): Condition {
  if (left === undefined) return right;
  return right === undefined ? left : { op: 'and', left, right };
}

export const all = (list: readonly Expression[]): Condition =>
  list.length === 1 ? list[0] : list.reduce<Condition>(and, undefined);

/** `m` stands for `m && MODULES`; gives the expression itself where it has none. */
export function withModules(expression: Expression, modules: Expression): Expression {
  return mentionsM(expression) ? changed(expression, modules) : expression;
}

const isM = (symbol: KSymbol): boolean => symbol.constant && symbol.name === 'm';

/** Hardly any does. */
function mentionsM(expression: Expression): boolean {
  let e = expression;
  while (e.op === 'and' || e.op === 'or') {
    if (mentionsM(e.right)) return true;
    e = e.left;
  }
  if (e.op === 'symbol') return isM(e.symbol);
  return e.op === 'not' && mentionsM(e.of);
}

function changed(expression: Expression, modules: Expression): Expression {
  switch (expression.op) {
    case 'symbol':
      return isM(expression.symbol) ? { op: 'and', left: expression, right: modules } : expression;
    case 'not': {
      const of = changed(expression.of, modules);
      return of === expression.of ? expression : { op: 'not', of };
    }
    case 'and':
    case 'or':
      return chainWithModules(expression, modules);
    default:
      return expression;
  }
}

type Pair = Extract<Expression, { op: 'and' | 'or' }>;

/** Along the left side without recursion: a symbol may have ten thousand `depends on` lines, which are joined so. */
function chainWithModules(expression: Pair, modules: Expression): Expression {
  const chain: Pair[] = [];
  let left: Expression = expression;
  for (; left.op === 'and' || left.op === 'or'; left = left.left) chain.push(left);
  let made = changed(left, modules);
  for (let pair = chain.pop(); pair !== undefined; pair = chain.pop()) {
    const right = changed(pair.right, modules);
    made = made === pair.left && right === pair.right ? pair : { op: pair.op, left: made, right };
  }
  return made;
}

const isConstant = (symbol: KSymbol, name: string): boolean => symbol.constant && symbol.name === name;

/**
 * What the tools make of the condition of a symbol that is not tristate: `T != n` for a tristate T becomes `T`, so that
 * what it selects gets m where T is m.
 */
export class Booleans {
  private readonly known = new Map<Expression, Expression>();

  of(condition: Condition): Condition {
    return condition === undefined ? undefined : this.positive(condition);
  }

  private positive(e: Expression): Expression {
    const known = this.known.get(e);
    if (known !== undefined) return known;
    const made = this.make(e);
    this.known.set(e, made);
    return made;
  }

  private make(e: Expression): Expression {
    switch (e.op) {
      case '!=':
        if (e.left.type === 'tristate' && isConstant(e.right, 'n')) return { op: 'symbol', symbol: e.left };
        return e;
      case 'not':
        return this.negative(e.of) ?? e;
      case 'or': {
        const both = eitherMOrY(e);
        if (both !== undefined) return { op: 'symbol', symbol: both };
        return this.pair(e);
      }
      case 'and':
        return this.pair(e);
      default:
        return e;
    }
  }

  /** Without recursion along the left side, as above. */
  private pair(e: Pair): Expression {
    const chain: Pair[] = [e];
    let left = e.left;
    while ((left.op === 'and' || left.op === 'or') && !this.known.has(left)) {
      // What is one symbol as a whole is not taken apart.
      if (left.op === 'or' && eitherMOrY(left) !== undefined) break;
      chain.push(left);
      left = left.left;
    }
    let made = this.positive(left);
    for (let pair = chain.pop(); pair !== undefined; pair = chain.pop()) {
      const right = this.positive(pair.right);
      made = made === pair.left && right === pair.right ? pair : { op: pair.op, left: made, right };
      this.known.set(pair, made);
    }
    return made;
  }

  /** `!e` where it is not simply the negation of what `e` is. */
  private negative(e: Expression): Expression | undefined {
    switch (e.op) {
      case '=':
        return e.left.type === 'tristate' && isConstant(e.right, 'n') ? { op: 'symbol', symbol: e.left } : undefined;
      case 'not':
        return this.positive(e.of);
      case 'and':
      case 'or': {
        const left = this.negative(e.left);
        const right = this.negative(e.right);
        if (left === undefined && right === undefined) return undefined;
        const op = e.op === 'and' ? 'or' : 'and';
        return { op, left: left ?? { op: 'not', of: e.left }, right: right ?? { op: 'not', of: e.right } };
      }
      default:
        return undefined;
    }
  }
}

/** T of `T = m || T = y`, which is `T != n`. */
function eitherMOrY(e: Extract<Expression, { op: 'and' | 'or' }>): KSymbol | undefined {
  const { left, right } = e;
  if (left.op !== '=' || right.op !== '=' || left.left !== right.left || left.left.type !== 'tristate')
    return undefined;
  const names = [left.right, right.right].map((symbol) => (symbol.constant ? symbol.name : ''));
  return names.includes('m') && names.includes('y') ? left.left : undefined;
}
