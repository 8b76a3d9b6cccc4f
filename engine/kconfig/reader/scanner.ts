/**
 * Words of one file. Hand-written over character codes, without an object a token: a tree of 100,000 lines is read in the
 * time that a person does not notice. References to macros are expanded here, as the tools do: an expanded word is a
 * plain word, never a keyword.
 */
import type { Macros } from './macros.ts';
import type { Report } from './report.ts';
import type { Position } from '../language/tree.ts';

export const END_LINE = 0;
export const END_FILE = 1;
export const WORD = 2;
export const QUOTED = 3;
export const KEYWORD = 4;
export const OPERATOR = 5;

/** Words that mean something wherever they stand. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...['allnoconfig_y', 'bool', 'choice', 'comment', 'config', 'def_bool', 'def_tristate', 'default', 'defconfig_list'],
  ...['depends', 'endchoice', 'endif', 'endmenu', 'help', '---help---', 'hex', 'if', 'imply', 'int', 'mainmenu'],
  ...['menu', 'menuconfig', 'modules', 'on', 'option', 'optional', 'prompt', 'range', 'select', 'source', 'string'],
  ...['tristate', 'visible'],
]);

const LINE = 10;
const RETURN = 13;
const TAB = 9;
const SPACE = 32;
const DOLLAR = 36;
const HASH = 35;
const BACKSLASH = 92;
const DOUBLE = 34;
const SINGLE = 39;

const IS_WORD = new Uint8Array(128);
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-') IS_WORD[c.charCodeAt(0)] = 1;

const isWord = (c: number): boolean => c < 128 && IS_WORD[c] === 1;

export class Scanner {
  kind: number = END_LINE;
  /** The word, the text in quotes, the keyword or the operator. */
  value = '';
  /** Of the current word. */
  line = 1;
  column = 1;
  private at = 0;
  private currentLine = 1;
  private lineStart = 0;

  constructor(
    readonly file: string,
    readonly text: string,
    private readonly macros: Macros,
    private readonly report: Report,
  ) {
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  /** Whether the current word makes the one before it the name of a macro. */
  isAssignment(): boolean {
    return this.kind === OPERATOR && (this.value === '=' || this.value === ':=' || this.value === '+=');
  }

  position(): Position {
    return { file: this.file, line: this.line, column: this.column };
  }

  /** To the next word; words of no meaning (blanks, comments, empty expansions) are passed over. */
  next(): void {
    const { text } = this;
    for (;;) {
      const c = text.charCodeAt(this.at);
      this.line = this.currentLine;
      this.column = this.at - this.lineStart + 1;
      if (c === SPACE || c === TAB || c === RETURN) {
        this.at++;
        continue;
      }
      if (c === LINE) {
        this.newLine();
        this.set(END_LINE, '');
        return;
      }
      if (Number.isNaN(c)) {
        this.set(END_FILE, '');
        return;
      }
      if (isWord(c) || c === DOLLAR) {
        if (this.word()) return;
        continue;
      }
      if (c === DOUBLE || c === SINGLE) {
        this.at++;
        this.set(QUOTED, this.quoted(c));
        return;
      }
      if (c === HASH) {
        this.skipLine();
        continue;
      }
      if (c === BACKSLASH && this.continues()) continue;
      if (this.operator(c)) return;
      this.at++;
      const shown = text[this.at - 1] ?? '';
      this.report.add(
        'UL0210',
        'warning',
        this.position(),
        `the character '${shown}' means nothing here; it is ignored`,
      );
    }
  }

  private set(kind: number, value: string): void {
    this.kind = kind;
    this.value = value;
  }

  private newLine(): void {
    this.at++;
    this.currentLine++;
    this.lineStart = this.at;
  }

  private endOfLine(): number {
    const end = this.text.indexOf('\n', this.at);
    return end < 0 ? this.text.length : end;
  }

  /** To the line's end, which stays the next word. */
  skipLine(): void {
    this.at = this.endOfLine();
  }

  /** A backslash at the end of a line joins it with the next one. */
  private continues(): boolean {
    const crlf = this.text.charCodeAt(this.at + 1) === RETURN ? 1 : 0;
    if (this.text.charCodeAt(this.at + 1 + crlf) !== LINE) return false;
    this.at += 1 + crlf;
    this.newLine();
    return true;
  }

  private word(): boolean {
    const { text } = this;
    const start = this.at;
    let at = start;
    while (isWord(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== DOLLAR) {
      this.at = at;
      const value = text.slice(start, at);
      this.set(KEYWORDS.has(value) ? KEYWORD : WORD, value);
      return true;
    }
    const end = this.endOfLine();
    let value = text.slice(start, at);
    while (at < end) {
      const c = text.charCodeAt(at);
      if (c === DOLLAR) {
        const expanded = this.macros.reference(text, at, end);
        value += expanded.value;
        at = expanded.next;
      } else if (isWord(c)) value += text[at++];
      else break;
    }
    this.at = at;
    this.set(WORD, value);
    return value !== '';
  }

  private quoted(quote: number): string {
    const { text } = this;
    let value = '';
    let from = this.at;
    for (;;) {
      const c = text.charCodeAt(this.at);
      if (c === quote) {
        value += text.slice(from, this.at);
        this.at++;
        return value;
      }
      if (c === LINE || Number.isNaN(c)) {
        this.report.add('UL0210', 'warning', this.position(), 'the text in quotes does not end on its line');
        return value + text.slice(from, this.at).replace(/\r$/, '');
      }
      if (c === BACKSLASH) {
        value += text.slice(from, this.at);
        this.at++;
        from = this.at;
        if (text.charCodeAt(this.at) !== LINE && this.at < text.length) this.at++;
      } else if (c === DOLLAR) {
        value += text.slice(from, this.at);
        const expanded = this.macros.reference(text, this.at, this.endOfLine());
        value += expanded.value;
        this.at = expanded.next;
        from = this.at;
      } else this.at++;
    }
  }

  private operator(c: number): boolean {
    const two = this.text.substr(this.at, 2);
    switch (two) {
      case '||':
      case '&&':
      case '!=':
      case '<=':
      case '>=':
      case ':=':
      case '+=':
        this.at += 2;
        this.set(OPERATOR, two);
        return true;
    }
    const one = String.fromCharCode(c);
    if (!'=<>!()'.includes(one)) return false;
    this.at++;
    this.set(OPERATOR, one);
    return true;
  }

  /** The rest of the line as it stands, for the value of a macro. The line's end stays the next word. */
  rawLine(): string {
    const end = this.endOfLine();
    const raw = this.text.slice(this.at, end).replace(/^[ \t]+/, '');
    this.at = end;
    return raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  }

  /**
   * The help text that begins on the next line: the first line's indentation is what all have, and a line with less ends
   * it. With `swallow` a first line in column 1 is help as well, as in Linux 5.2.
   */
  help(swallow: boolean): string {
    const { text } = this;
    const lines: string[] = [];
    let indent = 0;
    while (this.at < text.length) {
      const start = this.at;
      let at = start;
      let width = 0;
      for (; ; at++) {
        const c = text.charCodeAt(at);
        if (c === TAB) width = (width & ~7) + 8;
        else if (c === SPACE) width++;
        else break;
      }
      const found = text.indexOf('\n', at);
      const end = found < 0 ? text.length : found;
      const isBlank = at === end || (text.charCodeAt(at) === RETURN && at + 1 === end);
      if (!isBlank) {
        if (width === 0 && (!swallow || lines.length > 0)) break;
        if (indent > 0 && width < indent) break;
        if (indent === 0) indent = width;
        lines.push(' '.repeat(width - indent) + text.slice(at, end).trimEnd());
      } else lines.push('');
      this.at = end;
      if (found >= 0) this.newLine();
    }
    while (lines.at(-1) === '') lines.pop();
    return lines.join('\n');
  }
}
