/** Numbers as C's strtoll reads them, and the comparison of two values that rests on it. */
import type { KSymbol, SymbolType } from '../language/tree.ts';

const MOST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);

export interface Number64 {
  readonly value: bigint;
  /** All of the text was read and nothing was out of bounds. */
  readonly whole: boolean;
}

const PATTERNS = {
  8: /^[\t-\r ]*([+-]?)()([0-7]*)/,
  10: /^[\t-\r ]*([+-]?)()([0-9]*)/,
  16: /^[\t-\r ]*([+-]?)(0[xX](?=[0-9a-fA-F]))?([0-9a-fA-F]*)/,
} as const;

/** `strtoll(text, &end, base)`; base 0 takes the base from the text's first characters. */
export function strtoll(text: string, base: 0 | 10 | 16, unsigned = false): Number64 {
  let radix: 8 | 10 | 16 = base === 16 ? 16 : 10;
  if (base === 0) {
    const start = /^[\t-\r ]*[+-]?(0[xX][0-9a-fA-F]|0)?/.exec(text)?.[1];
    radix = start === undefined ? 10 : start === '0' ? 8 : 16;
  }
  const match = PATTERNS[radix].exec(text);
  const digits = match?.[3] ?? '';
  if (match === null || digits === '') return { value: 0n, whole: false };
  const prefix = radix === 16 ? '0x' : radix === 8 ? '0o' : '';
  const magnitude = BigInt(prefix + digits);
  const negative = match[1] === '-';
  const most = unsigned ? 2n ** 64n - 1n : MOST;
  const value = negative ? -magnitude : magnitude;
  if (unsigned ? magnitude > most : value > MOST || value < LEAST)
    return { value: negative && !unsigned ? LEAST : most, whole: false };
  return { value: unsigned ? BigInt.asUintN(64, value) : value, whole: match[0].length === text.length };
}

type Kind = 'string' | 'signed' | 'unsigned';

function parse(text: string, type: SymbolType): { readonly kind: Kind; readonly value: bigint } {
  switch (type) {
    case 'bool':
    case 'tristate':
      return { kind: 'signed', value: BigInt(text === 'n' ? 0 : text === 'm' ? 1 : text === 'y' ? 2 : -1) };
    case 'int': {
      const { value, whole } = strtoll(text, 10);
      return { kind: whole ? 'signed' : 'string', value };
    }
    case 'hex': {
      const { value, whole } = strtoll(text, 16, true);
      return { kind: whole ? 'unsigned' : 'string', value };
    }
    default: {
      const { value, whole } = strtoll(text, 0);
      return { kind: whole ? 'signed' : 'string', value };
    }
  }
}

/** The tools give `y`, `m` and `n` no type, so that they are texts: `50 < y`. */
const typeOf = (symbol: KSymbol): SymbolType => (symbol.constant ? 'unknown' : symbol.type);

/** Less than, equal to or greater than 0 as the left side is: by number where both are numbers, else by bytes. */
export function compareValues(left: KSymbol, leftText: string, right: KSymbol, rightText: string): number {
  if (leftText === rightText && left.type === right.type) return 0;
  if (left.type !== 'string' || right.type !== 'string') {
    const a = parse(leftText, typeOf(left));
    const b = parse(rightText, typeOf(right));
    if (a.kind !== 'string' && b.kind !== 'string') {
      const unsigned = a.kind === 'unsigned' || b.kind === 'unsigned';
      const x = unsigned ? BigInt.asUintN(64, a.value) : a.value;
      const y = unsigned ? BigInt.asUintN(64, b.value) : b.value;
      return x < y ? -1 : x > y ? 1 : 0;
    }
  }
  return leftText < rightText ? -1 : leftText > rightText ? 1 : 0;
}

const INT = /^-?(0|[1-9][0-9]*)$/;
const HEX = /^(0[xX])?[0-9a-fA-F]+$/;

/** Whether a text can be a value of the type (5.2 takes no int with leading zeroes). */
export function isValid(type: SymbolType, text: string): boolean {
  switch (type) {
    case 'string':
      return true;
    case 'int':
      return INT.test(text);
    case 'hex':
      return HEX.test(text);
    case 'bool':
    case 'tristate':
      return /^[yYmMnN]/.test(text);
    default:
      return false;
  }
}
