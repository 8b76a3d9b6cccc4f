/** Expressions: `||` weaker than `&&`, comparisons between two symbols, `!` the strongest. */
import type { Interner } from './intern.ts';
import type { Limits } from './options.ts';
import type { Report } from './report.ts';
import { KEYWORD, OPERATOR, QUOTED, type Scanner, WORD } from './scanner.ts';
import type { CompareOperator, Expression, KSymbol } from '../language/tree.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['=', '!=', '<', '>', '<=', '>=']);

export class ExpressionReader {
  private depth = 0;
  private operands = 0;

  constructor(
    private readonly scanner: Scanner,
    private readonly interner: Interner,
    private readonly limits: Limits,
    private readonly report: Report,
  ) {}

  /** A symbol or a text in quotes; undefined and reported where there is neither. */
  symbol(what: string): KSymbol | undefined {
    const { scanner } = this;
    let symbol: KSymbol | undefined;
    if (scanner.kind === WORD) symbol = this.interner.word(scanner.value, () => scanner.position());
    else if (scanner.kind === QUOTED) symbol = this.interner.constant(scanner.value);
    else {
      this.expected(what);
      return undefined;
    }
    scanner.next();
    return symbol;
  }

  private expected(what: string): void {
    const { kind, value } = this.scanner;
    const there =
      kind === KEYWORD ? `the keyword '${value}'` : kind === OPERATOR ? `'${value}'` : 'the end of the line';
    this.report.add('UL0210', 'error', this.scanner.position(), `there should be ${what} here, not ${there}`);
  }

  /** The expression that begins at the current word; undefined where it is wrong, which is reported. */
  read(): Expression | undefined {
    this.operands = 0;
    return this.or();
  }

  private or(): Expression | undefined {
    let left = this.and();
    while (left !== undefined && this.take('||')) {
      const right = this.and();
      left = right === undefined ? undefined : { op: 'or', left, right };
    }
    return left;
  }

  private and(): Expression | undefined {
    let left = this.unary();
    while (left !== undefined && this.take('&&')) {
      const right = this.unary();
      left = right === undefined ? undefined : { op: 'and', left, right };
    }
    return left;
  }

  private take(operator: string): boolean {
    if (this.scanner.kind !== OPERATOR || this.scanner.value !== operator) return false;
    this.scanner.next();
    return true;
  }

  private tooMuch(what: string): undefined {
    this.report.add('UL0210', 'error', this.scanner.position(), `the expression has too many ${what}`);
    return undefined;
  }

  private unary(): Expression | undefined {
    if (++this.operands > this.limits.operands) return this.tooMuch('operands');
    if (this.take('!'))
      return this.nested(() => {
        const of = this.unary();
        return of === undefined ? undefined : { op: 'not', of };
      });
    if (this.take('(')) {
      const inner = this.nested(() => this.or());
      if (inner === undefined) return undefined;
      if (!this.take(')')) {
        this.expected("a ')'");
        return undefined;
      }
      return inner;
    }
    return this.comparison();
  }

  private nested(read: () => Expression | undefined): Expression | undefined {
    if (++this.depth > this.limits.nesting) {
      this.depth--;
      return this.tooMuch('parentheses');
    }
    const found = read();
    this.depth--;
    return found;
  }

  private comparison(): Expression | undefined {
    const left = this.symbol('a symbol');
    if (left === undefined) return undefined;
    const { kind, value } = this.scanner;
    if (kind !== OPERATOR || !COMPARISONS.has(value)) return { op: 'symbol', symbol: left };
    this.scanner.next();
    const right = this.symbol('a symbol or a value to compare with');
    return right === undefined ? undefined : { op: value as CompareOperator, left, right };
  }
}
