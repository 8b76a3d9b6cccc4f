/** Values between the composition (booleans, numbers, texts) and Kconfig (texts). */
import type { OptionValue } from '../model/types.ts';
import { parseNumber } from './expr.ts';
import type { KconfigType } from './tree.ts';

/** Kconfig's text for a value, or undefined where the value is not of the type. */
export function toText(type: KconfigType, value: OptionValue): string | undefined {
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
export function fromText(type: KconfigType, text: string): OptionValue {
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
