import { describe, expect, test } from 'vitest';
import { compile } from '../evaluate/compile.ts';
import type { Dialect } from '../language/tree.ts';
import { generateTree } from './generate.ts';
import { treeFrom } from './tree-from.ts';

const read = (seed: number, dialect: Dialect, options = {}) => {
  const { Kconfig = '', ...files } = generateTree(seed, { dialect, ...options }).files;
  return treeFrom(Kconfig, files, { dialect });
};

describe.each(['unikraft', 'linux'] as const)('generated trees, %s', (dialect) => {
  test('are read without an error and have no circle', () => {
    for (let seed = 0; seed < 100; seed++) {
      const { tree, diagnostics } = read(seed, dialect);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(compile(tree).cycles).toEqual([]);
    }
  });

  test('have circles where these are wanted', () => {
    const cycles = Array.from({ length: 20 }, (_, seed) => compile(read(seed, dialect, { circles: 30 }).tree).cycles);
    expect(cycles.flat().length).toBeGreaterThan(10);
  });
});

test('the same seed gives the same tree, another one another', () => {
  expect(generateTree(3)).toEqual(generateTree(3));
  expect(generateTree(3).files).not.toEqual(generateTree(4).files);
});

test('a large one has files, members and about as many symbols as were asked for', () => {
  const { files, symbols } = generateTree(1, { symbols: 3000, perFile: 6, boards: 40 });
  expect(Object.keys(files).length).toBeGreaterThan(200);
  expect(Math.abs(symbols.length - 3000)).toBeLessThan(60);
});
