/** What the readers of statements and properties share while one file is read. */
import type { ExpressionReader } from './expression.ts';
import type { Interner } from './intern.ts';
import type { Report } from './report.ts';
import type { Scanner } from './scanner.ts';
import { END_FILE, END_LINE, FIRST_KEYWORD, K_IF, QUOTED, WORD } from './tokens.ts';
import type { Dialect, Expression, KSymbol, Position, Prompt } from './tree.ts';

export class Context {
  constructor(
    readonly scanner: Scanner,
    readonly expressions: ExpressionReader,
    readonly interner: Interner,
    readonly report: Report,
    readonly dialect: Dialect,
    readonly environment: (name: string) => string | undefined,
  ) {}

  error(reason: string, at: Position = this.scanner.position()): void {
    this.report.add('UL0210', 'error', at, reason);
  }

  /** What the current word is, for messages. */
  shown(): string {
    const { scanner } = this;
    if (scanner.kind <= END_FILE) return 'the end of the line';
    if (scanner.kind >= FIRST_KEYWORD) return `the keyword '${scanner.shown()}'`;
    return scanner.kind === QUOTED ? `the text "${scanner.value}"` : `'${scanner.shown()}'`;
  }

  /** Whether the current word is of this kind; takes it if so. */
  take(kind: number): boolean {
    if (this.scanner.kind !== kind) return false;
    this.scanner.next();
    return true;
  }

  /** There is nothing where a value should be, because a command was not run. */
  missesValue(): boolean {
    const { kind } = this.scanner;
    return (kind <= END_FILE || kind === K_IF) && this.scanner.missesShell();
  }

  atEnd(): boolean {
    return this.scanner.kind <= END_FILE;
  }

  /** The statement ends here; what is left of the line is reported and passed over. */
  endOfLine(): void {
    if (this.scanner.kind === END_LINE) this.scanner.next();
    else if (this.scanner.kind !== END_FILE) {
      this.error(`the line should end here; there is ${this.shown()}`);
      this.abandonLine();
    }
  }

  /** To the first word of the next line, after an error that was reported. */
  abandonLine(): void {
    while (!this.atEnd()) {
      this.scanner.skipLine();
      this.scanner.next();
    }
    if (this.scanner.kind === END_LINE) this.scanner.next();
  }

  /** The name of a symbol, without quotes. */
  name(what: string): KSymbol | undefined {
    const { scanner } = this;
    if (scanner.kind !== WORD) {
      this.error(`there should be ${what} here, not ${this.shown()}`);
      return undefined;
    }
    const symbol = this.interner.word(scanner.value, scanner);
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

  /**
   * `if EXPRESSION`; undefined where there is none. `wrong` is set where it cannot be read, which is reported: what hangs
   * on it is then left out, rather than made unconditional.
   */
  condition(): Expression | undefined {
    this.wrong = false;
    const { scanner } = this;
    if (scanner.kind !== K_IF) return undefined;
    scanner.mayOwe = true;
    scanner.next();
    const expression = this.expressions.read();
    scanner.mayOwe = false;
    this.wrong = expression === undefined;
    return expression;
  }
  wrong = false;

  /** A prompt with its condition; undefined where it is wrong, which is reported. */
  prompt(): Prompt | undefined {
    const at = this.scanner.position();
    let text = this.text('a text in quotes');
    if (text === undefined) return undefined;
    if (text.charCodeAt(0) <= 32) {
      text = text.trimStart();
      this.report.add('UL0210', 'warning', at, 'the prompt begins with blanks; they are left out');
    }
    const condition = this.condition();
    return this.wrong ? undefined : { text, condition, at };
  }
}
