/** A component's Kconfig options as rows of the inspector: a choice is one row, computed symbols are none. */
import type { OptionInfo } from '../../engine/kconfig/kconfig.ts';
import type { OptionValue } from '../../engine/model/types.ts';

export type OptionRow =
  | { readonly kind: 'single'; readonly option: OptionInfo }
  | { readonly kind: 'choice'; readonly prompt: string; readonly members: readonly OptionInfo[] };

/** Rows of what can be set, in the Kconfig's order. */
export function optionRows(symbols: readonly OptionInfo[]): readonly OptionRow[] {
  const rows: OptionRow[] = [];
  const done = new Set<string>();
  for (const option of symbols) {
    if (done.has(option.name)) continue;
    if (option.choices.length > 0) {
      const members = symbols.filter(({ name, prompt }) => option.choices.includes(name) && prompt !== null);
      for (const { name } of members) done.add(name);
      if (members.length > 0) rows.push({ kind: 'choice', prompt: option.choicePrompt ?? option.name, members });
    } else if (option.prompt !== null) rows.push({ kind: 'single', option });
  }
  return rows;
}

export const changedCount = (symbols: readonly OptionInfo[]): number =>
  symbols.filter(({ userSet, value, default: standard }) => userSet && value !== standard).length;

/** What a typed text means for an int or hex option; null where it is no number. */
export function parseOption(option: Pick<OptionInfo, 'type'>, text: string): OptionValue | null {
  const trimmed = text.trim();
  if (option.type === 'hex')
    return /^(0x)?[0-9a-f]+$/i.test(trimmed) ? `0x${trimmed.replace(/^0x/i, '').toLowerCase()}` : null;
  if (option.type === 'int') return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : null;
  return text;
}

/** The number that an int or hex text stands for. */
export const numberOf = (value: OptionValue): number => Number(value);
