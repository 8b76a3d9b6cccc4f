/** Passing through a tree: its entries in menu order, the symbols of an expression. */
import type { Container, Entry, Expression, KSymbol } from '../language/tree.ts';

/** Every entry below `container`, parents before children, in the order in which they were written. */
export function* entries(container: Container): Generator<Entry> {
  for (const entry of container.children) {
    yield entry;
    if ('children' in entry) yield* entries(entry);
  }
}

/** Calls `visit` with each symbol of the expression; `compared` where it is a side of a comparison. */
export function eachSymbol(expression: Expression, visit: (symbol: KSymbol, compared: boolean) => void): void {
  let rest: Expression | undefined = expression;
  while (rest !== undefined) {
    const here: Expression = rest;
    rest = undefined;
    switch (here.op) {
      case 'symbol':
        visit(here.symbol, false);
        break;
      case 'not':
        rest = here.of;
        break;
      case 'and':
      case 'or':
        eachSymbol(here.right, visit);
        rest = here.left;
        break;
      default:
        visit(here.left, true);
        visit(here.right, true);
    }
  }
}
