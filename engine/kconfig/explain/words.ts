/** How values, symbols and places are called in explanations. */
import type { Configuration } from '../evaluate/configuration.ts';
import { expressionText } from '../evaluate/text.ts';
import type { Expression, KSymbol, Position } from '../language/tree.ts';

export const TRI = ['n', 'm', 'y'] as const;

export const isLogical = ({ type }: KSymbol): boolean => type === 'bool' || type === 'tristate';

export const placeOf = ({ file, line }: Position): string => `${file}:${line}`;

const clip = (text: string): string => (text.length <= 160 ? text : `${text.slice(0, 157)}…`);

/** `NET`; `the choice "Board"` for what has no name that a person knows. */
export function nameOf(configuration: Configuration, symbol: KSymbol): string {
  const choice = configuration.program.symbols[symbol.id]?.choice;
  if (choice === undefined) return symbol.name;
  const [entry] = choice.entries;
  const prompt = entry?.prompts[0]?.text;
  if (prompt !== undefined) return `the choice "${prompt}"`;
  return entry?.named ? `the choice ${symbol.name}` : `the choice at ${entry === undefined ? '' : placeOf(entry.at)}`;
}

export const textOf = (configuration: Configuration, expression: Expression): string =>
  clip(expressionText(expression, (symbol) => nameOf(configuration, symbol)));

/** `y`, `12`, `"a text"`. */
export function shownValue(configuration: Configuration, symbol: KSymbol): string {
  const text = configuration.text(symbol);
  return clip(symbol.type === 'string' || text === '' ? `"${text}"` : text);
}

/** `A`, `A and B`, `A, B and 4 more`. */
export function listed(names: readonly string[], shown = 3): string {
  const [last = ''] = names.slice(-1);
  if (names.length <= 1) return last;
  if (names.length > shown) return `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
  return `${names.slice(0, -1).join(', ')} and ${last}`;
}
