/** What options hang on, as text with links: expressions cut into names that are options and what stands between. */
import type { OptionInfo } from '../../engine/kconfig/kconfig.ts';

export interface Piece {
  readonly text: string;
  /** The option, by local name, that this piece names. */
  readonly option: string | null;
}

/** `expression` in pieces; `known` tells which words are options. */
export function pieces(expression: string, known: (name: string) => boolean): readonly Piece[] {
  const parts: Piece[] = [];
  for (const text of expression.split(/("(?:[^"\\]|\\.)*"|[A-Za-z0-9_]+)/)) {
    if (text === '') continue;
    const option = /^\w+$/.test(text) && known(text) ? text : null;
    const last = parts.at(-1);
    if (option === null && last !== undefined && last.option === null)
      parts[parts.length - 1] = { text: last.text + text, option };
    else parts.push({ text, option });
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
