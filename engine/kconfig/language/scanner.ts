/**
 * Words of one file. Hand-written over character codes, without an object a token: a tree of 100,000 lines is read in the
 * time that a person does not notice. References to macros are expanded here, as the tools do: an expanded word is a
 * plain word, never a keyword.
 */
import type { Ahead } from './ahead.ts';
import { findHelp, type HelpText } from './help.ts';
import type { Macros } from './macros.ts';
import type { Report } from './report.ts';
import {
  APPEND,
  END_FILE,
  END_LINE,
  EQUAL,
  keywordAt,
  operatorAt,
  QUOTED,
  SET_SIMPLE,
  spelling,
  WORD,
} from './tokens.ts';
import type { Position } from './tree.ts';

const TAB = 9;
const LINE = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const DOLLAR = 36;
const SINGLE = 39;
const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;

const IS_WORD = new Uint8Array(65536);
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-') IS_WORD[c.charCodeAt(0)] = 1;

export class Scanner {
  kind: number = END_LINE;
  /** Of the current word, 1-based. */
  line = 1;
  /** The text of a word or of what stands in quotes; of keywords and operators see `shown`. */
  value = '';
  /** Set by who can do with a word that a command still owes. */
  mayOwe = false;
  private start = 0;
  private startOfLine = 0;
  private at = 0;
  private currentLine = 1;
  private lineStart = 0;
  private lineEnd = -1;
  private readonly length: number;

  constructor(
    readonly file: string,
    readonly text: string,
    private readonly macros: Macros,
    private readonly report: Report,
    private readonly ahead: Ahead | undefined,
  ) {
    this.length = text.length;
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  /** Whether the current word makes the one before it the name of a macro. */
  isAssignment(): boolean {
    return this.kind === EQUAL || this.kind === SET_SIMPLE || this.kind === APPEND;
  }

  /** The current word as it is spelt. */
  shown(): string {
    return this.kind === WORD || this.kind === QUOTED ? this.settledValue() : spelling(this.kind);
  }

  /** The text of the current word, waited for where a command owes it. */
  settledValue(): string {
    const { ahead, value } = this;
    if (ahead === undefined || !ahead.owes(value)) return value;
    return this.kind === WORD ? ahead.word(value) : ahead.settled(value);
  }

  /** Whether the current word has a part that a command owes: only where `mayOwe` was set when it was read. */
  owes(): boolean {
    return this.ahead?.owes(this.value) === true;
  }

  private settled(value: string): string {
    const { ahead } = this;
    return ahead === undefined || this.mayOwe || !ahead.owes(value) ? value : ahead.settled(value);
  }

  get column(): number {
    return this.start - this.startOfLine + 1;
  }

  /** Where the current word's line begins. */
  get beginning(): number {
    return this.startOfLine;
  }

  /** To the first word from the beginning of a line on. */
  resume(at: number, line: number): void {
    this.at = at;
    this.lineStart = at;
    this.currentLine = line;
    this.kind = END_LINE;
    this.next();
  }

  position(): Position {
    return { file: this.file, line: this.line, column: this.start - this.startOfLine + 1 };
  }

  /**
   * To the next word; what means nothing (blanks, comments, empty expansions, and after the end of a line empty lines) is
   * passed over.
   */
  next(): void {
    const { text, length } = this;
    const freshLine = this.kind === END_LINE;
    let at = this.at;
    for (;;) {
      if (at >= length) {
        this.mark(at);
        this.at = at;
        this.kind = END_FILE;
        return;
      }
      const c = text.charCodeAt(at);
      if (c === SPACE || c === TAB || c === RETURN) {
        at++;
        continue;
      }
      if (c === LINE) {
        if (!freshLine) this.mark(at);
        this.newLine(at);
        at++;
        if (freshLine) continue;
        this.kind = END_LINE;
        return;
      }
      if (c === HASH) {
        const end = text.indexOf('\n', at);
        at = end < 0 ? length : end;
        continue;
      }
      this.mark(at);
      if (IS_WORD[c] === 1) {
        let end = at + 1;
        while (IS_WORD[text.charCodeAt(end)] === 1) end++;
        const after = text.charCodeAt(end);
        if (after === DOLLAR || (after === SLASH && !freshLine) || (after === DOT && !freshLine)) {
          if (this.looseWord(at, freshLine)) return;
          at = this.at;
          continue;
        }
        this.at = end;
        // Names of symbols are nearly all in capitals, keywords never are.
        this.kind = c > 96 || c === 45 ? keywordAt(text, at, end) : WORD;
        if (this.kind === WORD) this.value = text.slice(at, end);
        return;
      }
      if (c === DOUBLE || c === SINGLE) {
        this.at = at + 1;
        this.value = this.settled(this.quoted(c));
        this.kind = QUOTED;
        return;
      }
      if (c === DOLLAR || ((c === SLASH || c === DOT) && !freshLine)) {
        if (this.looseWord(at, freshLine)) return;
        at = this.at;
        continue;
      }
      this.at = at;
      if (c === BACKSLASH && this.continues()) {
        at = this.at;
        continue;
      }
      if (this.operator(c)) return;
      at++;
      const shown = text[at - 1] ?? '';
      this.report.add(
        'UL0210',
        'warning',
        this.position(),
        `the character '${shown}' means nothing here; it is ignored`,
      );
    }
  }

  private mark(at: number): void {
    this.start = at;
    this.line = this.currentLine;
    this.startOfLine = this.lineStart;
  }

  private newLine(at: number): void {
    this.currentLine++;
    this.lineStart = at + 1;
    this.at = at + 1;
  }

  private endOfLine(): number {
    // Asked again for each reference of a line.
    if (this.at > this.lineEnd) {
      const end = this.text.indexOf('\n', this.at);
      this.lineEnd = end < 0 ? this.length : end;
    }
    return this.lineEnd;
  }

  /** To the line's end, which stays the next word. */
  skipLine(): void {
    this.at = this.endOfLine();
  }

  /** A backslash at the end of a line joins it with the next one. */
  private continues(): boolean {
    const crlf = this.text.charCodeAt(this.at + 1) === RETURN ? 1 : 0;
    if (this.text.charCodeAt(this.at + 1 + crlf) !== LINE) return false;
    this.newLine(this.at + 1 + crlf);
    return true;
  }

  /** A word with references in it, or one with `/` and `.`, as tools before Linux 4.20 read it. False where it is empty. */
  private looseWord(start: number, freshLine: boolean): boolean {
    const { text } = this;
    this.at = start;
    const end = this.endOfLine();
    let value = '';
    let at = start;
    while (at < end) {
      const c = text.charCodeAt(at);
      if (c === DOLLAR) {
        const expanded = this.macros.reference(text, at, end);
        value += expanded.value;
        at = expanded.next;
      } else if (IS_WORD[c] === 1 || ((c === SLASH || c === DOT) && !freshLine)) value += text[at++];
      else break;
    }
    this.at = at;
    this.kind = WORD;
    value = this.settled(value);
    this.value = value;
    if (value !== '') return true;
    // What expands to nothing on a line of its own leaves the line as empty as it looks.
    this.kind = freshLine ? END_LINE : WORD;
    return false;
  }

  private quoted(quote: number): string {
    const { text, length } = this;
    let value = '';
    let from = this.at;
    let at = from;
    for (; at < length; at++) {
      const c = text.charCodeAt(at);
      if (c === quote) {
        this.at = at + 1;
        return value === '' ? text.slice(from, at) : value + text.slice(from, at);
      }
      if (c === LINE) break;
      if (c === BACKSLASH) {
        value += text.slice(from, at);
        from = at + 1;
        if (from < length && text.charCodeAt(from) !== LINE) at++;
      } else if (c === DOLLAR) {
        value += text.slice(from, at);
        this.at = at;
        const expanded = this.macros.reference(text, at, this.endOfLine());
        value += expanded.value;
        from = expanded.next;
        at = from - 1;
      }
    }
    this.at = at;
    this.report.add('UL0210', 'warning', this.position(), 'the text in quotes does not end on its line');
    return value + text.slice(from, at).replace(/\r$/, '');
  }

  private operator(c: number): boolean {
    const kind = operatorAt(c, this.text.charCodeAt(this.at + 1));
    if (kind === 0) return false;
    this.kind = kind;
    this.at += spelling(kind).length;
    return true;
  }

  /** Whether a word is missing here because a command was not run. */
  missesShell(): boolean {
    return this.macros.isNotRun(this.file, this.line);
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
   * it. A first line in column 1 is help as well, as the tools read it.
   */
  help(): HelpText {
    const found = findHelp(this.text, this.at);
    this.currentLine += found.lines;
    this.lineStart = found.end;
    this.at = found.end;
    if (this.kind !== END_FILE) this.kind = END_LINE;
    return found;
  }
}
