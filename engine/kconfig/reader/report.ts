/** Collects what the reader finds, with a bound. */
import { type Diagnostic, diagnostic, type Severity } from '../../model/diagnostic.ts';
import type { Position } from '../language/tree.ts';

export class Report {
  readonly found: Diagnostic[] = [];
  private left: number;
  private dropped = 0;

  constructor(limit: number) {
    this.left = limit;
  }

  add(
    code: string,
    severity: Severity,
    at: Position,
    reason: string,
    params: Readonly<Record<string, string | number>> = {},
    because: readonly string[] = [],
  ): void {
    if (this.left-- <= 0) {
      this.dropped++;
      return;
    }
    this.found.push(
      diagnostic(code, severity, `${at.file}:${at.line}: ${reason}`, {
        params: { file: at.file, line: at.line, reason, ...params },
        at: { file: at.file, line: at.line, column: at.column },
        because,
      }),
    );
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
