/** Which symbols of an expression make it what it is. */
import type { Configuration } from '../evaluate/configuration.ts';
import type { Expression, KSymbol } from '../language/tree.ts';

/** Symbols that are found. */
const MOST = 6;

/** The symbols for which the expression is no more than it is now; where `most`, those for which it is no less. */
export function culprits(configuration: Configuration, expression: Expression, most = false): KSymbol[] {
  const found = new Set<KSymbol>();
  const visit = (e: Expression, high: boolean): void => {
    if (found.size === MOST) return;
    switch (e.op) {
      case 'symbol':
        if (!e.symbol.constant) found.add(e.symbol);
        break;
      case 'not':
        visit(e.of, !high);
        break;
      case 'and':
      case 'or': {
        // Without recursion along the left side. Where the lower of `&&` or the higher of `||` decides, only that counts.
        const all = (e.op === 'and') === high;
        const whole = all ? 0 : configuration.holds(e);
        const sides: Expression[] = [];
        let rest: Expression = e;
        for (; rest.op === e.op; rest = rest.left) sides.push(rest.right);
        sides.push(rest);
        for (const side of sides.reverse())
          if (found.size < MOST && (all || configuration.holds(side) === whole)) visit(side, high);
        break;
      }
      default:
        for (const side of [e.left, e.right]) if (!side.constant && side.type !== 'unknown') found.add(side);
    }
  };
  visit(expression, most);
  return [...found];
}
