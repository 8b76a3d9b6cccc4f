/** Expressions: `||` weaker than `&&`, comparisons between two symbols, `!` the strongest. */
import type { Ahead } from './ahead.ts';
import { aloneOf, type Interner, type SymbolNode } from './intern.ts';
import type { Limits } from './options.ts';
import type { Report } from './report.ts';
import type { Scanner } from './scanner.ts';
import { AND, CLOSE, END_FILE, EQUAL, FIRST_KEYWORD, GREATER_EQUAL, NOT, OPEN, OR, QUOTED, WORD } from './tokens.ts';
import type { CompareOperator, Expression } from './tree.ts';
import { eachSymbol } from './walk.ts';

export class ExpressionReader {
  private depth = 0;
  private operands = 0;
  private negations = 0;
  private asValue = false;

  constructor(
    private readonly scanner: Scanner,
    private readonly interner: Interner,
    private readonly limits: Limits,
    private readonly report: Report,
    private readonly ahead: Ahead | undefined,
  ) {}

  /** How many operands an expression may have. */
  get most(): number {
    return this.limits.operands;
  }

  /** A symbol or a text in quotes; undefined and reported where there is neither. */
  symbol(what: string): SymbolNode | undefined {
    const { scanner } = this;
    let symbol: SymbolNode;
    if (scanner.kind === WORD) symbol = this.interner.word(scanner.settledValue(), scanner);
    else if (scanner.kind === QUOTED) symbol = this.interner.constant(scanner.settledValue());
    else if (scanner.missesShell()) return this.interner.no;
    else {
      this.expected(what);
      return undefined;
    }
    scanner.next();
    return symbol;
  }

  private expected(what: string): void {
    const { scanner } = this;
    const { kind } = scanner;
    let there = 'the end of the line';
    if (kind >= FIRST_KEYWORD) there = `the keyword '${scanner.shown()}'`;
    else if (kind > END_FILE) there = `'${scanner.shown()}'`;
    this.report.add('UL0210', 'error', scanner.position(), `there should be ${what} here, not ${there}`);
  }

  /** The expression that begins at the current word; undefined where it is wrong, which is reported. */
  read(): Expression | undefined {
    this.operands = 0;
    return this.or();
  }

  /** The same where a lone word may be a value, which nobody need define. */
  readValue(): Expression | undefined {
    this.asValue = true;
    const owed = this.ahead?.count ?? 0;
    const found = this.read();
    this.asValue = false;
    if (found === undefined || found.op === 'symbol') return found;
    this.ahead?.mention(owed);
    eachSymbol(found, (symbol, compared) => {
      if (!compared) this.interner.mention(symbol);
    });
    return found;
  }

  private or(): Expression | undefined {
    let left = this.and();
    while (left !== undefined && this.scanner.kind === OR) {
      this.scanner.next();
      const right = this.and();
      left = right === undefined ? undefined : { op: 'or', left, right };
    }
    return left;
  }

  private and(): Expression | undefined {
    let left = this.unary();
    while (left !== undefined && this.scanner.kind === AND) {
      this.scanner.next();
      const right = this.unary();
      left = right === undefined ? undefined : { op: 'and', left, right };
    }
    return left;
  }

  private tooMuch(what: string): undefined {
    this.report.add('UL0210', 'error', this.scanner.position(), `the expression has too many ${what}`);
    return undefined;
  }

  private unary(): Expression | undefined {
    const { scanner } = this;
    const { kind } = scanner;
    if (++this.operands > this.limits.operands) return this.tooMuch('operands');
    if (kind !== NOT && kind !== OPEN) return this.comparison();
    if (this.depth >= this.limits.nesting) return this.tooMuch('parentheses');
    this.depth++;
    scanner.next();
    const found = kind === NOT ? this.negated() : this.enclosed();
    this.depth--;
    return found;
  }

  private negated(): Expression | undefined {
    const before = this.negations;
    const of = this.unary();
    if (this.negations > before) this.interner.negatesTwice = true;
    this.negations++;
    return of === undefined ? undefined : { op: 'not', of };
  }

  private enclosed(): Expression | undefined {
    const inner = this.or();
    if (inner === undefined) return undefined;
    if (this.scanner.kind !== CLOSE) {
      this.expected("a ')'");
      return undefined;
    }
    this.scanner.next();
    return inner;
  }

  /** The symbol that a command owes: it is put into the expression when it is known. */
  private owed(ahead: Ahead): Expression | undefined {
    const { scanner } = this;
    const { value, kind } = scanner;
    const at = scanner.position();
    scanner.next();
    if (scanner.kind < EQUAL || scanner.kind > GREATER_EQUAL)
      return ahead.operand(value, kind === QUOTED, at, !this.asValue);
    if (kind === QUOTED) return this.beside(this.interner.constant(ahead.settled(value)));
    return this.beside(this.interner.word(ahead.word(value), { position: () => at }));
  }

  private comparison(): Expression | undefined {
    if (this.ahead !== undefined && this.scanner.owes()) return this.owed(this.ahead);
    const left = this.symbol('a symbol');
    return left && this.beside(left);
  }

  /** What `left` begins. */
  private beside(left: SymbolNode): Expression | undefined {
    const { scanner } = this;
    const { kind } = scanner;
    if (kind < EQUAL || kind > GREATER_EQUAL) {
      if (!this.asValue) left.mentioned = true;
      return aloneOf(left);
    }
    const op = scanner.shown() as CompareOperator;
    scanner.next();
    const right = this.symbol('a symbol or a value to compare with');
    if (right === undefined) return undefined;
    left.compared = true;
    right.compared = true;
    return { op, left, right };
  }
}
