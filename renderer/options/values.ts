/** Values of options as people type and read them. */
import type { OptionInfo } from '../../engine/kconfig/kconfig.ts';
import type { OptionValue } from '../../engine/model/types.ts';

/** What a typed text means for an int, hex or string option; null where it is no number. */
export function parseOption(option: Pick<OptionInfo, 'type'>, text: string): OptionValue | null {
  const trimmed = text.trim();
  if (option.type === 'hex')
    return /^(0x)?[0-9a-f]+$/i.test(trimmed) ? `0x${trimmed.replace(/^0x/i, '').toLowerCase()}` : null;
  if (option.type === 'int') return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : null;
  return text;
}

/** A bound of an option's range as its type writes it. */
export const writeBound = ({ type }: Pick<OptionInfo, 'type'>, bound: number): string =>
  type === 'hex' ? `0x${bound.toString(16)}` : String(bound);

/** The range as texts; null where there is none. */
export const rangeOf = (option: Pick<OptionInfo, 'type' | 'range'>): { low: string; high: string } | null =>
  option.range === null
    ? null
    : { low: writeBound(option, option.range.low), high: writeBound(option, option.range.high) };

/** Why a typed text is refused, as a locale key with its parameters; null where it is taken. */
export function refusalOf(
  option: Pick<OptionInfo, 'type' | 'range'>,
  text: string,
): { readonly key: string; readonly params: Readonly<Record<string, string>> } | null {
  const value = parseOption(option, text);
  if (value === null) return { key: option.type === 'hex' ? 'option.wantHex' : 'option.wantInt', params: {} };
  const { range } = option;
  if (range === null || option.type === 'string') return null;
  const number = Number(value);
  return number < range.low || number > range.high ? { key: 'option.range', params: { ...rangeOf(option) } } : null;
}

/** What may begin a value when it is typed over an option that has the keys. */
export function startsValue({ type }: Pick<OptionInfo, 'type'>, key: string): boolean {
  if (key.length !== 1) return false;
  return type === 'int' ? /[-\d]/.test(key) : type === 'hex' ? /[\dx]/i.test(key) : type === 'string';
}
