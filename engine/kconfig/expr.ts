/** Kconfig expressions: `||` binds less than `&&`, that less than `!`; comparisons take two symbols or literals. */
import type { Token } from './lexer.ts';
import type { CompareOperator, Expression, KconfigType, Position, Term } from './tree.ts';

export class SyntaxFault extends Error {
  override name = 'SyntaxFault';
  constructor(
    message: string,
    readonly token: Token | undefined,
  ) {
    super(message);
  }
}

/** Reads tokens one after the other. */
export class Cursor {
  private at = 0;
  constructor(
    private readonly tokens: readonly Token[],
    readonly file: string,
  ) {}

  peek(): Token | undefined {
    return this.tokens[this.at];
  }

  take(): Token | undefined {
    return this.tokens[this.at++];
  }

  /** Takes the next token if it is this operator or bare word. */
  takeIf(text: string): boolean {
    const token = this.peek();
    if (token === undefined || token.is === 'string' || token.text !== text) return false;
    this.at++;
    return true;
  }

  position(token: Token): Position {
    return { file: this.file, line: token.line, column: token.column };
  }
}

const COMPARE = new Set<string>(['=', '!=', '<', '>', '<=', '>=']);
const LITERAL = /^(?:y|n|m|-?\d+|0[xX][0-9a-fA-F]+)$/;
/** Deeper than any Kconfig file nests; a bound for recursion on hostile text. */
const DEPTH = 100;
/** Terms of one chain, for the same reason: it is evaluated by recursion. */
const TERMS = 1000;

export function parseTerm(cursor: Cursor): Term {
  const token = cursor.take();
  if (token === undefined) throw new SyntaxFault('a symbol or a value is missing', undefined);
  if (token.is === 'string') return { is: 'constant', text: token.text, at: cursor.position(token) };
  if (token.is !== 'word') throw new SyntaxFault(`'${token.text}' is not a symbol or value`, token);
  return LITERAL.test(token.text)
    ? { is: 'constant', text: token.text, at: cursor.position(token) }
    : { is: 'symbol', name: token.text, at: cursor.position(token) };
}

function parseUnary(cursor: Cursor, depth: number): Expression {
  if (depth > DEPTH) throw new SyntaxFault('the expression is nested too deeply', cursor.peek());
  if (cursor.takeIf('!')) return { is: 'not', of: parseUnary(cursor, depth + 1) };
  if (cursor.takeIf('(')) {
    const inner = parseOr(cursor, depth + 1);
    if (!cursor.takeIf(')')) throw new SyntaxFault("a ')' is missing", cursor.peek());
    return inner;
  }
  const left = parseTerm(cursor);
  const token = cursor.peek();
  if (token?.is !== 'operator' || !COMPARE.has(token.text)) return left;
  cursor.take();
  return { is: 'compare', operator: token.text as CompareOperator, left, right: parseTerm(cursor) };
}

function parseAnd(cursor: Cursor, depth: number): Expression {
  let left = parseUnary(cursor, depth);
  for (let terms = 1; cursor.takeIf('&&'); terms++) {
    if (terms > TERMS) throw new SyntaxFault('the expression is too long', cursor.peek());
    left = { is: 'and', left, right: parseUnary(cursor, depth) };
  }
  return left;
}

function parseOr(cursor: Cursor, depth: number): Expression {
  let left = parseAnd(cursor, depth);
  for (let terms = 1; cursor.takeIf('||'); terms++) {
    if (terms > TERMS) throw new SyntaxFault('the expression is too long', cursor.peek());
    left = { is: 'or', left, right: parseAnd(cursor, depth) };
  }
  return left;
}

/**
 * Reads an expression up to the first token that cannot continue it.
 * @throws SyntaxFault where there is none.
 */
export const parseExpression = (cursor: Cursor): Expression => parseOr(cursor, 0);

/** What an expression is evaluated in. */
export interface Scope {
  /** `y` or `n`, a number's text, or a string; an undefined symbol gives undefined. */
  valueOf(name: string): { readonly text: string; readonly type: KconfigType } | undefined;
}

interface Operand {
  readonly text: string;
  readonly type: KconfigType | undefined;
}

// An undefined symbol is n where a bool is asked for, and its own name as a string.
const operand = (term: Term, scope: Scope): Operand =>
  term.is === 'constant'
    ? { text: term.text, type: undefined }
    : (scope.valueOf(term.name) ?? { text: term.name, type: undefined });

function toNumber({ text, type }: Operand): bigint | undefined {
  if (type === 'bool' || (type === undefined && /^[nmy]$/.test(text)))
    return text === 'y' ? 2n : text === 'm' ? 1n : 0n;
  return parseNumber(text, type === 'int' ? 'int' : type === 'hex' ? 'hex' : undefined);
}

/** The number that `text` is as an int (decimal), a hex (with or without 0x), or either by its look; else undefined. */
export function parseNumber(text: string, type: 'int' | 'hex' | undefined): bigint | undefined {
  if (text.length > 64) return undefined;
  if (type !== 'hex' && /^-?\d+$/.test(text)) return BigInt(text);
  if (type === 'hex' && /^[0-9a-fA-F]+$/.test(text)) return BigInt(`0x${text}`);
  if (type !== 'int' && /^0[xX][0-9a-fA-F]+$/.test(text)) return BigInt(text);
  return undefined;
}

function compare(operator: CompareOperator, left: Operand, right: Operand): boolean {
  const asText = left.type === 'string' || right.type === 'string';
  const a = asText ? undefined : toNumber(left);
  const b = asText ? undefined : toNumber(right);
  const [x, y] = a !== undefined && b !== undefined ? [a, b] : [left.text, right.text];
  switch (operator) {
    case '=':
      return x === y;
    case '!=':
      return x !== y;
    case '<':
      return x < y;
    case '>':
      return x > y;
    case '<=':
      return x <= y;
    case '>=':
      return x >= y;
  }
}

/** Whether the expression is y. An absent one is. */
export function isTrue(expression: Expression | undefined, scope: Scope): boolean {
  if (expression === undefined) return true;
  switch (expression.is) {
    case 'constant':
      return expression.text === 'y';
    case 'symbol': {
      const value = scope.valueOf(expression.name);
      return value?.type === 'bool' && value.text === 'y';
    }
    case 'not':
      return !isTrue(expression.of, scope);
    case 'and':
      return isTrue(expression.left, scope) && isTrue(expression.right, scope);
    case 'or':
      return isTrue(expression.left, scope) || isTrue(expression.right, scope);
    case 'compare':
      return compare(expression.operator, operand(expression.left, scope), operand(expression.right, scope));
  }
}

const termText = (term: Term): string =>
  term.is === 'symbol' ? term.name : LITERAL.test(term.text) ? term.text : `"${term.text}"`;

/** The expression as Kconfig writes it, with no more parentheses than it needs. */
export function expressionText(expression: Expression): string {
  switch (expression.is) {
    case 'constant':
    case 'symbol':
      return termText(expression);
    case 'compare':
      return `${termText(expression.left)} ${expression.operator} ${termText(expression.right)}`;
    case 'not': {
      const inner = expressionText(expression.of);
      return expression.of.is === 'symbol' || expression.of.is === 'not' ? `!${inner}` : `!(${inner})`;
    }
    case 'and': {
      const side = (of: Expression) => (of.is === 'or' ? `(${expressionText(of)})` : expressionText(of));
      return `${side(expression.left)} && ${side(expression.right)}`;
    }
    case 'or':
      return `${expressionText(expression.left)} || ${expressionText(expression.right)}`;
  }
}

/** The parts of a conjunction that are not y: why it is not. */
export function unmet(expression: Expression, scope: Scope): Expression[] {
  if (expression.is === 'and') return [...unmet(expression.left, scope), ...unmet(expression.right, scope)];
  return isTrue(expression, scope) ? [] : [expression];
}
