/** The values of a `.config`, without a tree to check them against. */
import { readLines } from './read.ts';

/**
 * Symbol without its prefix → `y`, `n`, a number's text, a string without its quotes. The last assignment wins, and in its
 * place: the order decides between members of a choice.
 */
export function readConfig(text: string, prefix = 'CONFIG_'): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of readLines(text, prefix).lines) {
    values.delete(line.name);
    values.set(line.name, line.text);
  }
  return values;
}
