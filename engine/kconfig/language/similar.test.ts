import { expect, test } from 'vitest';
import { Interner } from './intern.ts';
import { ConfigNode } from './nodes.ts';
import { similarName } from './similar.ts';

const at = { file: 'Kconfig', line: 1, column: 1 };

/** Symbols of these names, of which those in `mentioned` are never defined. */
function symbols(defined: readonly string[], mentioned: readonly string[] = []) {
  const interner = new Interner();
  const root = { kind: 'root', at, parent: null, children: [] } as const;
  for (const name of mentioned) interner.declared(name, at);
  for (const name of defined) {
    const symbol = interner.declared(name, at);
    interner.define(symbol, new ConfigNode(at, { ...root, children: [] }, symbol, false));
  }
  return interner.all;
}

test.each([
  // A letter that is wrong, missing, too much, or swapped with its neighbour.
  ['SPI_FLASG', ['SPI_FLASH', 'SPI'], 'SPI_FLASH'],
  ['SPI_FLSH', ['SPI', 'SPI_FLASH'], 'SPI_FLASH'],
  ['SPII_FLASH', ['SPI_FLASH'], 'SPI_FLASH'],
  ['SIP_FLASH', ['SPI_FLASH'], 'SPI_FLASH'],
  // Without regard to case.
  ['spi_flash', ['SPI_FLASH'], 'SPI_FLASH'],
  // The beginning is wrong, and the end is right.
  ['TPL_SHA256', ['SPL_SHA256'], 'SPL_SHA256'],
  // The nearest; of several the first, and the same length before others.
  ['FOO_BAZ', ['FOO_BUZZ', 'FOO_BAR', 'FOO_BAD'], 'FOO_BAR'],
  ['MPC86xx', ['MPC8xx', 'MPC83xx', 'MPC85xx'], 'MPC83xx'],
  // Too far for its length.
  ['ABC', ['AXY'], undefined],
  ['ABCDE', ['ABXYE'], undefined],
  ['ABCDEF', ['ABXYEF'], 'ABXYEF'],
  // Another beginning and another end.
  ['KEYBOARD', ['WEYBOARS'], undefined],
  // Too short to say.
  ['AB', ['AC'], undefined],
])('%s among %j is %s', (wanted, names, expected) => {
  expect(similarName(wanted, symbols(names))).toBe(expected);
});

test('what is never defined is not proposed', () => {
  expect(similarName('SPI_FLASG', symbols(['SPI_FLOSH'], ['SPI_FLASH']))).toBe('SPI_FLOSH');
});
