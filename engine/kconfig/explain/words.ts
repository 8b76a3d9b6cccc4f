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

/** Operands of a chain that are told. */
const OPERANDS = 16;

/** The beginning of a long chain of `&&` or `||`. */
function beginning(expression: Expression): Expression {
  let length = 0;
  for (let e = expression; e.op === 'and' || e.op === 'or'; e = e.left) length++;
  let e = expression;
  for (; length > OPERANDS && (e.op === 'and' || e.op === 'or'); e = e.left) length--;
  return e;
}

/** The expression as Kconfig writes it, cut where it is long. */
export function textOf(configuration: Configuration, expression: Expression): string {
  const first = beginning(expression);
  const text = clip(expressionText(first, (symbol) => nameOf(configuration, symbol)));
  return first === expression || text.endsWith('…') ? text : `${text} ${expression.op === 'or' ? '||' : '&&'} …`;
}

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
