/**
 * Parts of lines that are read as a whole: names, conditions, values. A text that was read once is known from then on, in the
 * whole tree; what is not made of names is learnt from what the other readers make of it.
 */
import type { Context } from './context.ts';
import { aloneOf, type SymbolNode } from './intern.ts';
import type { ChoiceNode, ConfigNode } from './nodes.ts';
import type { Expression } from './tree.ts';

const DOUBLE = 34;

/** A name that is no keyword. */
export const NAME = /^[A-Z0-9_][\w-]*$/;
/** Names that may be joined. */
const PAIRS = /^[\w !&|-]+$/;
/** What makes the meaning of a text hang on more than the text, or end before it does. */
export const ODD = /[$\\#\ud800]/;
const IF = /\bif\b/;

/** What texts were read as, in one tree. */
export class Known {
  /** Whole conditions: after `depends on` and `if`. */
  readonly conditions = new Map<string, Expression>();
  /** Values of defaults. */
  readonly values = new Map<string, Expression>();
}

/** Where the ` if ` stands that follows a value; -1 where there is none, -2 where it cannot be told. */
export function endOfValue(text: string): number {
  if (text.charCodeAt(0) !== DOUBLE) return text.indexOf(' if ');
  const close = text.indexOf('"', 1);
  if (close < 0) return -2;
  if (close === text.length - 1) return -1;
  return text.startsWith(' if ', close + 1) ? close + 1 : -2;
}

export class Phrases {
  private readonly file: string;
  private readonly text: string;

  constructor(
    private readonly context: Context,
    private readonly known: Known,
  ) {
    const { file, text } = context.scanner;
    this.file = file;
    this.text = text;
  }

  /** The symbol of a word that is a name and no keyword. `from` is where the word begins, in the line from `at` on. */
  named(name: string, at: number, from: number, line: number): SymbolNode | undefined {
    if (!NAME.test(name)) return undefined;
    const { interner } = this.context;
    return interner.byName.get(name) ?? interner.declared(name, { file: this.file, line, column: from - at + 1 });
  }

  condition(at: number, from: number, end: number, line: number): Expression | undefined {
    const { conditions } = this.known;
    const text = this.text.slice(from, end);
    let found = conditions.get(text);
    if (found === undefined) {
      const symbol = this.named(text, at, from, line);
      if (symbol === undefined) found = this.pairs(text, at, from, line);
      else {
        symbol.mentioned = true;
        found = aloneOf(symbol);
      }
      if (found !== undefined) conditions.set(text, found);
    }
    return found;
  }

  /** Names that are all joined by `&&` or all by `||`, some of them negated. */
  private pairs(text: string, at: number, from: number, line: number): Expression | undefined {
    if (!PAIRS.test(text)) return undefined;
    const op = text.includes(' && ') ? 'and' : 'or';
    const parts = text.split(op === 'and' ? ' && ' : ' || ');
    // A negation counts as an operand as well.
    if (2 * parts.length > this.context.expressions.most) return undefined;
    let found: Expression | undefined;
    let start = from;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as string;
      const not = part.charCodeAt(0) === 33 ? 1 : 0;
      const symbol = this.named(not === 0 ? part : part.slice(1), at, start + not, line);
      if (symbol === undefined) return undefined;
      symbol.mentioned = true;
      const right: Expression = not === 0 ? aloneOf(symbol) : { op: 'not', of: aloneOf(symbol) };
      found = found === undefined ? right : { op, left: found, right };
      start += part.length + 4;
    }
    return found;
  }

  value(text: string, at: number, from: number, line: number): Expression | undefined {
    // No longer text than the value: it ends with the second quote.
    if (text.charCodeAt(0) === DOUBLE)
      return ODD.test(text) ? undefined : aloneOf(this.context.interner.constant(text.slice(1, -1)));
    const { values } = this.known;
    let found = values.get(text);
    if (found === undefined) {
      const symbol = this.named(text, at, from, line);
      if (symbol === undefined) return undefined;
      found = aloneOf(symbol);
      values.set(text, found);
    }
    return found;
  }

  /** Keeps what the other readers made of the line from `at` to `end`, of which there was nothing to tell. */
  learn(entry: ConfigNode | ChoiceNode, at: number, end: number): void {
    const { text } = this;
    const line = text.slice(at + 1, end);
    const blank = line.indexOf(' ');
    if (blank < 0 || ODD.test(line)) return;
    const { conditions, values } = this.known;
    let condition: Expression | undefined;
    let rest = line.slice(blank + 1);
    let value: Expression | undefined;
    switch (line.slice(0, blank)) {
      case 'depends':
        if (rest.startsWith('on ') && !IF.test(rest)) conditions.set(rest.slice(3), entry.depends.at(-1) as Expression);
        return;
      case 'default':
      case 'def_bool':
        value = entry.defaults.at(-1)?.value;
        condition = entry.defaults.at(-1)?.condition;
        break;
      case 'select':
        if (entry.kind === 'config') condition = entry.selects.at(-1)?.condition;
        break;
      case 'imply':
        if (entry.kind === 'config') condition = entry.implies.at(-1)?.condition;
        break;
      case 'bool':
      case 'tristate':
      case 'int':
      case 'hex':
      case 'string':
      case 'prompt':
        if (rest.charCodeAt(0) !== DOUBLE) return;
        condition = entry.prompts.at(-1)?.condition;
        break;
      default:
        return;
    }
    const stop = endOfValue(rest);
    if (stop === -2 || stop < 0 !== (condition === undefined)) return;
    if (condition !== undefined) {
      const when = rest.slice(stop + 4);
      if (IF.test(when)) return;
      rest = rest.slice(0, stop);
      if (rest.charCodeAt(0) === DOUBLE || !IF.test(rest)) conditions.set(when, condition);
    }
    if (rest.charCodeAt(0) !== DOUBLE && IF.test(rest)) return;
    if (value !== undefined && rest.charCodeAt(0) !== DOUBLE) values.set(rest, value);
  }
}
