/** Kconfig's words. The language is made of lines; `help` text alone is read as it stands, by the parser. */

export interface Token {
  readonly is: 'word' | 'string' | 'operator' | 'bad';
  /** A string's contents with its escapes resolved. */
  readonly text: string;
  /** 1-based column in the line that it stands on. */
  readonly column: number;
  readonly line: number;
}

/** A line after joining those that end in a backslash. */
export interface Line {
  readonly tokens: readonly Token[];
  /** 1-based number of its first physical line. */
  readonly number: number;
  /** Index of the physical line after it. */
  readonly next: number;
}

const WORD = /[A-Za-z0-9_][A-Za-z0-9_./-]*|-[0-9]+/y;
const OPERATOR = /&&|\|\||!=|<=|>=|[=<>!()]/y;

function readString(text: string, from: number): { readonly value: string; readonly next: number } | undefined {
  const quote = text[from];
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at];
    if (c === quote) return { value, next: at + 1 };
    if (c === '\\' && at + 1 < text.length) value += text[++at];
    else value += c;
  }
  return undefined;
}

/** The tokens of one physical line; `bad` marks what is none (a stray character, a string without its end). */
function readTokens(text: string, line: number): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at] ?? '';
    if (c === ' ' || c === '\t' || c === '\r') {
      at++;
      continue;
    }
    if (c === '#') break;
    const column = at + 1;
    if (c === '"' || c === "'") {
      const read = readString(text, at);
      if (read === undefined) {
        tokens.push({ is: 'bad', text: text.slice(at), column, line });
        break;
      }
      tokens.push({ is: 'string', text: read.value, column, line });
      at = read.next;
      continue;
    }
    OPERATOR.lastIndex = at;
    WORD.lastIndex = at;
    const word = WORD.exec(text);
    const match = word ?? OPERATOR.exec(text);
    if (match === null) {
      tokens.push({ is: 'bad', text: c, column, line });
      at++;
      continue;
    }
    tokens.push({ is: word === null ? 'operator' : 'word', text: match[0], column, line });
    at += match[0].length;
  }
  return tokens;
}

/** The logical line that begins at physical line `index` (0-based). */
export function readLine(lines: readonly string[], index: number): Line {
  const tokens: Token[] = [];
  let next = index;
  for (;;) {
    const text = lines[next] ?? '';
    const joined = text.endsWith('\\') && next + 1 < lines.length;
    tokens.push(...readTokens(joined ? text.slice(0, -1) : text, next + 1));
    next++;
    if (!joined) return { tokens, number: index + 1, next };
  }
}

/** The width of a line's indentation, tabs to multiples of eight; undefined where the line is blank. */
export function indentation(line: string): number | undefined {
  let width = 0;
  for (const c of line) {
    if (c === '\t') width = (width | 7) + 1;
    else if (c === ' ') width++;
    else return c === '\r' ? undefined : width;
  }
  return undefined;
}
