/** Which symbols of an expression make it what it is. */
import type { Configuration } from '../evaluate/configuration.ts';
import type { Expression, KSymbol } from '../language/tree.ts';

/** The symbols for which the expression is no more than it is now; where `most`, those for which it is no less. */
export function culprits(configuration: Configuration, expression: Expression, most = false): KSymbol[] {
  const found = new Set<KSymbol>();
  const visit = (e: Expression, high: boolean): void => {
    switch (e.op) {
      case 'symbol':
        if (!e.symbol.constant) found.add(e.symbol);
        break;
      case 'not':
        visit(e.of, !high);
        break;
      case 'and':
      case 'or': {
        // One side alone decides where it is the lower one of `&&` or the higher one of `||`.
        if ((e.op === 'and') === high) {
          visit(e.left, high);
          visit(e.right, high);
          break;
        }
        const whole = configuration.holds(e);
        for (const side of [e.left, e.right]) if (configuration.holds(side) === whole) visit(side, high);
        break;
      }
      default:
        for (const side of [e.left, e.right]) if (!side.constant && side.type !== 'unknown') found.add(side);
    }
  };
  visit(expression, most);
  return [...found];
}
