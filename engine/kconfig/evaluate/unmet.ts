/** Why a prompt does not show. */
import type { Expression, KSymbol } from '../language/tree.ts';
import type { Configuration } from './configuration.ts';
import { conjuncts } from './text.ts';

/** The parts of the prompt's condition that do not hold; those of its choice where the choice does not show. */
export function unmet(configuration: Configuration, symbol: KSymbol): readonly Expression[] {
  const own = configuration.program.symbols[symbol.id];
  const prompt = own?.prompts[0];
  if (prompt === undefined) return [];
  return conjuncts(prompt.when).flatMap((part) => {
    if (configuration.holds(part) !== 0) return [];
    const isChoice = part.op === 'symbol' && configuration.program.symbols[part.symbol.id]?.choice !== undefined;
    return isChoice ? unmet(configuration, part.symbol) : [part];
  });
}
