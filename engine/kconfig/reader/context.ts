/** What the readers of statements and properties share while one file is read. */
import type { ExpressionReader } from './expression.ts';
import type { Interner } from './intern.ts';
import type { Report } from './report.ts';
import { END_FILE, END_LINE, KEYWORD, OPERATOR, QUOTED, type Scanner, WORD } from './scanner.ts';
import type { Dialect, Expression, KSymbol, Position, Prompt } from '../language/tree.ts';

export class Context {
  constructor(
    readonly scanner: Scanner,
    readonly expressions: ExpressionReader,
    readonly interner: Interner,
    readonly report: Report,
    readonly dialect: Dialect,
  ) {}

  error(reason: string, at: Position = this.scanner.position()): void {
    this.report.add('UL0210', 'error', at, reason);
  }

  /** What the current word is, for messages. */
  shown(): string {
    const { kind, value } = this.scanner;
    if (kind === KEYWORD) return `the keyword '${value}'`;
    if (kind === END_LINE || kind === END_FILE) return 'the end of the line';
    return kind === QUOTED ? `the text "${value}"` : `'${value}'`;
  }

  /** Whether the current word is this keyword; takes it if so. */
  take(keyword: string): boolean {
    const { scanner } = this;
    if (scanner.kind !== KEYWORD || scanner.value !== keyword) return false;
    scanner.next();
    return true;
  }

  takeOperator(operator: string): boolean {
    const { scanner } = this;
    if (scanner.kind !== OPERATOR || scanner.value !== operator) return false;
    scanner.next();
    return true;
  }

  atEnd(): boolean {
    return this.scanner.kind === END_LINE || this.scanner.kind === END_FILE;
  }

  /** The statement ends here; what is left of the line is reported and passed over. */
  endOfLine(): void {
    if (!this.atEnd()) {
      this.error(`the line should end here; there is ${this.shown()}`);
      this.abandonLine();
    } else if (this.scanner.kind === END_LINE) this.scanner.next();
  }

  /** To the first word of the next line, after an error that was reported. */
  abandonLine(): void {
    while (!this.atEnd()) {
      this.scanner.skipLine();
      this.scanner.next();
    }
    if (this.scanner.kind === END_LINE) this.scanner.next();
  }

  skipEmptyLines(): void {
    while (this.scanner.kind === END_LINE) this.scanner.next();
  }

  /** The name of a symbol, without quotes. */
  name(what: string): KSymbol | undefined {
    const { scanner } = this;
    if (scanner.kind !== WORD) {
      this.error(`there should be ${what} here, not ${this.shown()}`);
      return undefined;
    }
    const symbol = this.interner.word(scanner.value, () => scanner.position());
    scanner.next();
    return symbol;
  }

  /** A text, in quotes or one word. */
  text(what: string): string | undefined {
    const { scanner } = this;
    if (scanner.kind !== WORD && scanner.kind !== QUOTED) {
      this.error(`there should be ${what} here, not ${this.shown()}`);
      return undefined;
    }
    const { value } = scanner;
    scanner.next();
    return value;
  }

  /** `if EXPRESSION` where there is one. False where it is wrong, which is reported. */
  condition(): { readonly expression: Expression | undefined } | undefined {
    if (!this.take('if')) return { expression: undefined };
    const expression = this.expressions.read();
    return expression === undefined ? undefined : { expression };
  }

  /** A prompt with its condition. */
  prompt(): Prompt | undefined {
    const at = this.scanner.position();
    const raw = this.text('a text in quotes');
    if (raw === undefined) return undefined;
    const text = raw.replace(/^\s+/, '');
    if (text !== raw) this.report.add('UL0210', 'warning', at, 'the prompt begins with blanks; they are left out');
    const condition = this.condition();
    return condition === undefined ? undefined : { text, condition: condition.expression, at };
  }
}
