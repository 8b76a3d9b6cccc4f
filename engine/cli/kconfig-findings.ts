/** What the reader of a Kconfig tree found, on standard error, each with its line and a caret. */
import type { Diagnostic } from '../check/types.ts';
import { caretLines } from '../kconfig/language/caret.ts';
import { diagnosticText, printable, say } from './output.ts';

/** Large trees have hundreds of some findings; the first ones of a code are told, the rest is counted. */
const SHOWN = 5;

export function sayTreeDiagnostics(
  found: readonly Diagnostic[],
  read: (path: string) => string | undefined,
  all: boolean,
): void {
  const counts = new Map<string, number>();
  const texts: string[] = [];
  for (const diagnostic of found) {
    const { code, severity, at } = diagnostic;
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (!all && severity !== 'error' && count > SHOWN) continue;
    // Only now: a message may look for the nearest name when it is read.
    const { message } = diagnostic;
    // The message names file and line itself; the place adds the column.
    const own = at.file === undefined ? '' : `${at.file}:${at.line}: `;
    const short = message.startsWith(own) ? message.slice(own.length) : message;
    const [head = '', ...rest] = diagnosticText({ ...diagnostic, message: short }).split('\n');
    const caret = caretLines(diagnostic, read)?.map((line) => `    ${printable(line)}`) ?? [];
    texts.push([head, ...caret, ...rest].join('\n'));
  }
  for (const [code, count] of counts)
    if (!all && count > SHOWN && found.some((one) => one.code === code && one.severity !== 'error'))
      texts.push(`${code}: ${count} in all (--all-findings shows each, --json as data)`);
  if (texts.length > 0) say(texts.join('\n'));
}
