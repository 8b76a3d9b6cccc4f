/**
 * Commands of `$(shell,…)` that run while the reader goes on. Nearly all that they say ends as one operand of an expression,
 * which no statement hangs on: it is put in when it is known. Everything else is waited for. Where what was read would not
 * be what it is when each command is waited for at once, `Again` is thrown, and the tree is read anew in that way, with the
 * answers that are there.
 */
import type { Interner } from './intern.ts';
import { shellText } from './macros.ts';
import type { ParseOptions, ShellAhead, ShellAnswer } from './options.ts';
import type { Expression, Position } from './tree.ts';

export class Again extends Error {}

/** Stands on both sides of the number of what is owed. Half of a pair, which no text that was decoded has. */
const MARK = '\ud800';
const OWED = /\ud800(\d+)\ud800/g;

const NUMBER = /^(0[xX][0-9a-fA-F]+|-?\d+)$/;

interface Begun {
  readonly command: string;
  readonly answer: () => ShellAnswer;
}

interface Operand {
  readonly expression: Expression & { op: 'symbol' };
  readonly text: string;
  readonly quoted: boolean;
  readonly at: Position;
  /** How many symbols there were. */
  readonly known: number;
  mentioned: boolean;
}

export class Ahead {
  private readonly begun: Begun[] = [];
  /** What is known of `begun`. */
  private readonly texts: string[] = [];
  private readonly operands: Operand[] = [];
  /** Files that were read while a command ran. */
  private readonly files: string[] = [];

  constructor(
    private readonly shell: ShellAhead,
    private readonly interner: Interner,
  ) {}

  /** Begins a command; gives what stands for its output. */
  begin(command: string): string {
    this.begun.push({ command, answer: this.shell.begin(command) });
    return `${MARK}${this.begun.length - 1}${MARK}`;
  }

  /** Whether a part of the text is owed. */
  owes(text: string): boolean {
    return this.begun.length > 0 && text.includes(MARK);
  }

  /** The text with what is owed. */
  settled(text: string): string {
    this.wait();
    return text.replace(OWED, (_, number: string) => this.texts[Number(number)] ?? '');
  }

  /** The same of a word, which would not be one if it were empty. */
  word(text: string): string {
    const word = this.settled(text);
    if (word === '') throw new Again();
    return word;
  }

  /** Waits for all that was begun. Gives whether there was anything. */
  wait(): boolean {
    const { begun, texts, files } = this;
    if (texts.length === begun.length) return false;
    for (const { answer } of begun.slice(texts.length)) {
      const { output, failure } = answer();
      // It is told where it stands, among what else is found.
      if (failure !== undefined) throw new Again();
      texts.push(shellText(output));
    }
    if (files.length > 0 && this.shell.changed(files)) throw new Again();
    files.length = 0;
    return true;
  }

  /** All commands were begun: begins to look for what they may have changed. */
  look(): void {
    if (this.files.length > 0) this.shell.look?.(this.files);
  }

  /** Notes that a file was read. */
  hasRead(path: string): void {
    if (this.texts.length < this.begun.length) this.files.push(path);
  }

  /** What is owed. */
  get expressions(): readonly Expression[] {
    return this.operands.map(({ expression }) => expression);
  }

  /** How many operands are owed. */
  get count(): number {
    return this.operands.length;
  }

  /** The operand that is owed. `mentioned`: it should be defined. */
  operand(text: string, quoted: boolean, at: Position, mentioned: boolean): Expression {
    const { interner } = this;
    const expression = { op: 'symbol', symbol: interner.no } as const;
    this.operands.push({ expression, text, quoted, at, known: interner.all.length, mentioned });
    return expression;
  }

  /** Whether an expression is an operand that is owed, and the value of it not known. */
  isOwed(expression: Expression): boolean {
    const { no } = this.interner;
    if (expression.op !== 'symbol' || expression.symbol !== no || expression === no.alone) return false;
    const { operands } = this;
    for (let at = 0; at < operands.length; at++) if (operands[at]?.expression === expression) return true;
    return false;
  }

  /** Those from `first` on should be defined. */
  mention(first: number): void {
    for (const operand of this.operands.slice(first)) operand.mentioned = true;
  }

  /** Puts all operands in. */
  finish(): void {
    this.wait();
    for (const operand of this.operands) Object.assign(operand.expression, { symbol: this.symbolOf(operand) });
  }

  private symbolOf({ text, quoted, at, known, mentioned }: Operand) {
    const { interner } = this;
    if (quoted) return interner.constant(this.settled(text));
    const name = this.word(text);
    const symbol = interner.word(name, { position: () => at });
    // A name that was first met here has its place among the others.
    if (!symbol.constant && symbol.id >= known) {
      if (!NUMBER.test(name)) throw new Again();
      if (symbol.entries.length === 0) symbol.at = at;
    }
    if (mentioned) symbol.mentioned = true;
    return symbol;
  }

  /** Runs commands as `shell` does, except that those that were begun, in their order, are not run again. */
  shellAfter(shell: NonNullable<ParseOptions['shell']>): (command: string) => ShellAnswer {
    let next = 0;
    return (command) => {
      const begun = this.begun[next];
      next = begun?.command === command ? next + 1 : this.begun.length;
      return begun?.command === command ? begun.answer() : shell(command);
    };
  }
}
