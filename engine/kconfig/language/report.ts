/** Collects what the reader finds, with a bound. */
import { type Diagnostic, diagnostic, type Severity } from '../../model/diagnostic.ts';
import { similarName } from './similar.ts';
import type { KSymbol, Position } from './tree.ts';

export class Report {
  readonly found: Diagnostic[] = [];
  private left: number;
  private dropped = 0;

  constructor(limit: number) {
    this.left = limit;
  }

  /** Whether what is added now is only counted. */
  isFull(): boolean {
    return this.left === 0;
  }

  /** How much was added. */
  get count(): number {
    return this.found.length + this.dropped;
  }

  /** What `back` goes back to. */
  mark(): readonly [number, number, number] {
    return [this.found.length, this.left, this.dropped];
  }

  /** Forgets what was added since. */
  back([length, left, dropped]: readonly [number, number, number]): void {
    this.found.length = length;
    this.left = left;
    this.dropped = dropped;
  }

  private hasRoom(): boolean {
    if (this.left > 0) this.left--;
    else this.dropped++;
    return this.dropped === 0;
  }

  add(
    code: string,
    severity: Severity,
    at: Position,
    reason: string,
    params: Readonly<Record<string, string | number>> = {},
    because: readonly string[] = [],
  ): void {
    if (!this.hasRoom()) return;
    this.found.push(
      diagnostic(code, severity, `${at.file}:${at.line}: ${reason}`, {
        params: { file: at.file, line: at.line, reason, ...params },
        at: { file: at.file, line: at.line, column: at.column },
        because,
      }),
    );
  }

  /** UL0217. Trees have hundreds, so the nearest name is only looked for when somebody reads the message. */
  neverDefined(symbol: string, { file, line, column }: Position, symbols: readonly KSymbol[]): void {
    if (!this.hasRoom()) return;
    let near: string | undefined | null = null;
    const reason = () => {
      if (near === null) near = similarName(symbol, symbols);
      return `'${symbol}' is never defined, so it counts as n${near === undefined ? '' : `; did you mean '${near}'?`}`;
    };
    this.found.push({
      code: 'UL0217',
      severity: 'warning',
      get message() {
        return `${file}:${line}: ${reason()}`;
      },
      get params() {
        return { file, line, reason: reason(), symbol, nearest: near ?? '' };
      },
      at: { file, line, column },
      because: [],
      fixes: [],
    });
  }

  finish(root: string): readonly Diagnostic[] {
    if (this.dropped > 0)
      this.found.push(
        diagnostic('UL0210', 'error', `${root}: ${this.dropped} more findings are not shown; mend the first ones`, {
          params: { file: root, line: 1, reason: `${this.dropped} more findings are not shown` },
          at: { file: root, line: 1, column: 1 },
        }),
      );
    return this.found;
  }
}
