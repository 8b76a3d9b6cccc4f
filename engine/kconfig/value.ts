/** Values between the composition (booleans, numbers, texts) and Kconfig (texts). */
import type { OptionValue } from '../model/types.ts';
import type { SymbolType } from './language/tree.ts';

/** What an option of a microlib can be. There are no modules, so that a tristate is n or y. */
export type OptionType = Exclude<SymbolType, 'unknown' | 'tristate'>;

export const optionType = (type: SymbolType): OptionType => (type === 'tristate' || type === 'unknown' ? 'bool' : type);

/** The number that `text` is as an int (decimal), a hex (with or without 0x), or either by its look; else undefined. */
export function parseNumber(text: string, type: 'int' | 'hex' | undefined): bigint | undefined {
  if (text.length > 64) return undefined;
  if (type !== 'hex' && /^-?\d+$/.test(text)) return BigInt(text);
  if (type === 'hex' && /^[0-9a-fA-F]+$/.test(text)) return BigInt(`0x${text}`);
  if (type !== 'int' && /^0[xX][0-9a-fA-F]+$/.test(text)) return BigInt(text);
  return undefined;
}

/** Kconfig's text for a value, or undefined where the value is not of the type. */
export function toText(type: OptionType, value: OptionValue): string | undefined {
  switch (type) {
    case 'bool':
      if (value === true || value === 'y') return 'y';
      return value === false || value === 'n' ? 'n' : undefined;
    case 'int':
      if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
      // As the reference tools, which refuse leading zeros.
      return typeof value === 'string' && /^-?(?:0|[1-9]\d{0,30})$/.test(value) ? value : undefined;
    case 'hex':
      if (typeof value === 'number')
        return Number.isSafeInteger(value) && value >= 0 ? `0x${value.toString(16)}` : undefined;
      if (typeof value !== 'string' || !/^(?:0[xX])?[0-9a-fA-F]{1,30}$/.test(value)) return undefined;
      return /^0[xX]/.test(value) ? value : `0x${value}`;
    case 'string':
      // A `.config` has no way to write a line's end.
      return typeof value === 'string' && !/[\0\r\n]/.test(value) ? value : undefined;
  }
}

/** The composition's value for Kconfig's text: a boolean, a number, a text. Hex, and ints past 2^53, stay texts. */
export function fromText(type: OptionType, text: string): OptionValue {
  switch (type) {
    case 'bool':
      return text === 'y';
    case 'int': {
      const number = Number(text === '' ? '0' : text);
      return Number.isSafeInteger(number) ? number : text;
    }
    case 'hex':
      return text === '' ? '0x0' : text;
    case 'string':
      return text;
  }
}

/** `low`…`high` applied to a number's text; the text itself where it is in range or is no number. */
export function clamp(type: 'int' | 'hex', text: string, low: bigint, high: bigint): string {
  const value = parseNumber(text, type);
  if (value === undefined) return text;
  const write = (number: bigint) => (type === 'hex' ? `0x${number.toString(16)}` : number.toString());
  if (value < low) return write(low);
  return value > high ? write(high) : text;
}
