/** What the CLI says: results on standard output, everything else on standard error; colours on a terminal only. */
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Diagnostic } from '../check/types.ts';
import type { Composition } from '../model/types.ts';

type Style = Parameters<typeof styleText>[0];

/** The text of others (a composition, a guest's records), safe for a terminal. */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\0-\x08\x0b-\x1f\x7f]/g, '');

function styled(style: Style, text: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY && !process.env['NO_COLOR'] ? styleText(style, text) : text;
}

/** A line on standard error: progress and messages. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A line on standard output: the result. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The one JSON document of `--json`. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export const bold = (text: string): string => styled('bold', text, process.stdout);
export const dim = (text: string): string => styled('dim', text, process.stdout);

const STYLES = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

/** Where a finding is: `app.console`, `uniloom.yaml:3:5`. Empty where it has no place. */
export function placeText({ component, port, option, file, line, column }: Diagnostic['at']): string {
  const inner = port ?? option;
  const item = component === undefined ? '' : inner === undefined ? component : `${component}.${inner}`;
  const where = file === undefined ? '' : [file, line, column].filter((part) => part !== undefined).join(':');
  const line1 = file === undefined && line !== undefined ? `line ${line}` : where;
  return [line1, item].filter((part) => part !== '').join(' ');
}

/** What a finding is about, as `--diagnostic CODE@ITEM` takes it: `app.heap`, `app`, `targets.0`; empty: the whole. */
export function itemOf({ at }: Diagnostic, composition: Composition): string {
  const named = [at.component, at.port ?? at.option].filter((part) => part !== undefined).join('.');
  if (named !== '') return named;
  // A wire that begins at what is not there is known by that name.
  return composition.wires[at.wire ?? -1]?.from ?? (at.path ?? []).join('.');
}

/** One diagnostic with its causes and fixes, for people. */
export function diagnosticText(diagnostic: Diagnostic, stream: NodeJS.WriteStream = process.stderr): string {
  const { code, severity, message, at, because, fixes } = diagnostic;
  // Escape sequences are ours; what a composition or a guest says between them has none.
  const place = printable(placeText(at));
  const head = `${styled(STYLES[severity], `${severity} ${code}`, stream)}${place === '' ? '' : ` ${place}`}: ${printable(message)}`;
  const causes = because.map((cause) => `  ${styled('dim', '·', stream)} ${printable(cause)}`);
  const remedies = fixes.map((fix, i) => `  ${styled('green', `fix ${i + 1}:`, stream)} ${printable(fix.title)}`);
  return [head, ...causes, ...remedies].join('\n');
}

export function sayDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) say(diagnosticText(diagnostic));
}

/** The diagnostics of `--json`, in the shape that cli.md fixes; more keys may follow. */
export function jsonDiagnostics(diagnostics: readonly Diagnostic[], composition?: Composition): unknown {
  return diagnostics.map((found) => ({
    code: found.code,
    severity: found.severity,
    message: found.message,
    // What `fix --diagnostic CODE@ITEM` takes.
    ...(composition === undefined ? {} : { item: itemOf(found, composition) }),
    at: { component: null, port: null, option: null, ...found.at },
    because: found.because,
    fixes: found.fixes.map(({ title, edits }) => ({ title, edits })),
  }));
}

/** Columns, padded by their longest cell; `right` names the columns that are numbers. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row) =>
      row
        .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
