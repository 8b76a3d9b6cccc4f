/** What options hang on, as text with links: expressions cut into names that are options and what stands between. */
import type { OptionInfo } from '../../engine/kconfig/kconfig.ts';

/** What a word of an expression names. */
export interface Named {
  readonly is: 'option' | 'port';
  /** The option's local name, or the port's. */
  readonly name: string;
}

export interface Piece {
  readonly text: string;
  readonly named: Named | null;
}

/** `expression` in pieces; `resolve` tells what words name. */
export function pieces(expression: string, resolve: (word: string) => Named | null): readonly Piece[] {
  const parts: Piece[] = [];
  for (const text of expression.split(/("(?:[^"\\]|\\.)*"|[A-Za-z0-9_]+)/)) {
    if (text === '') continue;
    const named = /^\w+$/.test(text) ? resolve(text) : null;
    const last = parts.at(-1);
    if (named === null && last !== undefined && last.named === null)
      parts[parts.length - 1] = { text: last.text + text, named };
    else parts.push({ text, named });
  }
  return parts;
}

/** The options that force this one on now. */
export const forcedBy = (info: OptionInfo): readonly string[] =>
  info.selectedBy.filter(({ active, weak }) => active && !weak).map(({ name }) => name);

/** Where a value comes from. */
export type Origin = 'set' | 'board' | 'selected' | 'implied' | 'default' | 'ignored';

export function originOf(info: OptionInfo, said: { readonly own: boolean; readonly inherited: boolean }): Origin {
  if (info.value !== false && forcedBy(info).length > 0) return 'selected';
  if (said.own) return info.userSet ? 'set' : 'ignored';
  if (said.inherited && info.userSet) return 'board';
  const implied = info.selectedBy.some(({ active, weak }) => active && weak);
  return implied && info.value !== false ? 'implied' : 'default';
}
