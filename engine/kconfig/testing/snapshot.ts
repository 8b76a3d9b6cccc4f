/** All that an evaluation says of each symbol, as text: two evaluations that give the same are the same. */
import type { Configuration } from '../evaluate/configuration.ts';
import type { KSymbol } from '../language/tree.ts';

function stateOf(configuration: Configuration, symbol: KSymbol): string {
  const bounds = configuration.bounds(symbol);
  const choice = configuration.program.symbols[symbol.id]?.choice;
  return [
    configuration.text(symbol),
    configuration.tristate(symbol),
    configuration.rawText(symbol),
    `visible ${configuration.visibility(symbol)}`,
    `depends ${configuration.dependencies(symbol)}`,
    `selected ${configuration.selected(symbol)}`,
    `implied ${configuration.implied(symbol)}`,
    `changeable ${configuration.isChangeable(symbol)}`,
    `written ${configuration.isWritten(symbol)}`,
    bounds === null ? 'any' : `${bounds.low} to ${bounds.high}`,
    choice === undefined ? '' : `picked ${configuration.picked(choice)?.name}`,
  ].join(', ');
}

/** By symbol id. */
export const states = (configuration: Configuration): string[] =>
  configuration.tree.symbols.map((symbol) => `${symbol.name}: ${stateOf(configuration, symbol)}`);
