/** Expressions as Kconfig writes them, and the parts that make one false. */
import type { Expression, KSymbol } from '../language/tree.ts';

const PLAIN = /^(?:-?\d+|0[xX][0-9a-fA-F]+)$/;

/** A symbol by its name; a constant in quotes unless it is a number or n, m, y. */
const symbolText = (symbol: KSymbol, nameOf: (symbol: KSymbol) => string): string => {
  if (!symbol.constant) return nameOf(symbol);
  return symbol.type === 'tristate' || PLAIN.test(symbol.name) ? symbol.name : `"${symbol.name}"`;
};

/**
 * The expression with no more parentheses than it needs.
 * @param nameOf what a symbol is called; its own name unless told
 */
export function expressionText(expression: Expression, nameOf = ({ name }: KSymbol): string => name): string {
  const text = (e: Expression) => expressionText(e, nameOf);
  switch (expression.op) {
    case 'symbol':
      return symbolText(expression.symbol, nameOf);
    case 'not': {
      const { of } = expression;
      return of.op === 'symbol' || of.op === 'not' ? `!${text(of)}` : `!(${text(of)})`;
    }
    case 'and': {
      const side = (e: Expression) => (e.op === 'or' ? `(${text(e)})` : text(e));
      return `${side(expression.left)} && ${side(expression.right)}`;
    }
    case 'or':
      return `${text(expression.left)} || ${text(expression.right)}`;
    default: {
      const { left, op, right } = expression;
      return `${symbolText(left, nameOf)} ${op} ${symbolText(right, nameOf)}`;
    }
  }
}

/** The parts that are joined by `&&`, in their order. */
export function conjuncts(expression: Expression | undefined): readonly Expression[] {
  const parts: Expression[] = [];
  let rest = expression;
  for (; rest?.op === 'and'; rest = rest.left) parts.push(...conjuncts(rest.right).toReversed());
  if (rest !== undefined) parts.push(rest);
  return parts.reverse();
}
