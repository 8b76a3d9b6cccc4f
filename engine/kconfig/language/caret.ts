/** A diagnostic of a Kconfig tree as a person reads it: the message, the line it is about, and a caret under the column. */
import type { Diagnostic } from '../../model/diagnostic.ts';

/** Wider lines are cut around the column. */
const WIDTH = 120;

/** The line `number` (1-based) of `text`; undefined where there is none. */
function lineOf(text: string, number: number): string | undefined {
  let from = 0;
  for (let line = 1; line < number; line++) {
    from = text.indexOf('\n', from) + 1;
    if (from === 0) return undefined;
  }
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? undefined : end).replace(/\r$/, '');
}

/**
 * The source line that `diagnostic` points at and a caret below its column, two lines; undefined where it has no place in a
 * file. `read` gives the text of a file. Tabs stay as they are in both lines, so that the caret stands where it should.
 */
export function caretLines(
  { at }: Diagnostic,
  read: (path: string) => string | undefined,
): readonly [string, string] | undefined {
  if (at.file === undefined || at.line === undefined || at.column === undefined) return undefined;
  const text = read(at.file);
  const whole = text === undefined ? undefined : lineOf(text, at.line);
  if (whole === undefined || whole.trim() === '') return undefined;
  const column = Math.min(at.column, whole.length + 1);
  const from = column > WIDTH ? column - WIDTH / 2 : 0;
  const shown = whole.slice(from, from + WIDTH);
  const before = shown.slice(0, column - 1 - from).replace(/[^\t]/g, ' ');
  return [shown, `${before}^`];
}
