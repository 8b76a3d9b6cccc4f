/** Lines that are read as a whole say what they say word by word: a carriage return at their ends, which means nothing, makes them unusual. */
import { expect, test } from 'vitest';
import { integers } from '../../testing/random.ts';
import { scaled } from '../../testing/scale.ts';
import { generateTree } from '../testing/generate.ts';
import { fuzzInput } from '../testing/mutate.ts';
import { parseTree } from './parse.ts';
import type { Dialect, KSymbol } from './tree.ts';

/** A line without macros, escapes and quotes that are left open. */
const PLAIN = /^[^$\\'"\r\n]*(?:"[^"$\\\r\n]*"[^$\\'"\r\n]*)?$/gm;

type Files = Readonly<Record<string, string>>;

const unusual = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace(PLAIN, '$&\r')]));

const isSymbol = (value: unknown): value is KSymbol =>
  typeof value === 'object' && value !== null && 'constant' in value && 'id' in value;

function told(files: Files, dialect: Dialect, limits = {}): string {
  const { tree, diagnostics } = parseTree('Kconfig', {
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    dialect,
    limits,
  });
  const { root, symbols, title, modules, negatesTwice, files: read } = tree;
  const shown = (key: string, value: unknown) => {
    if (key === 'parent') return undefined;
    if (key === 'helpText') return (value as { text: string } | undefined)?.text;
    // Where a text is missing, its place is the end of the line.
    if (key === 'prompt' && (value as { text: string }).text === '') return null;
    if (value instanceof Set) return [...value];
    return isSymbol(value) ? `${value.name} ${value.id}` : value;
  };
  // Only the end of a line stands elsewhere with it.
  const found = diagnostics.map((one) =>
    one.message.includes('the end of the line') ? { ...one, at: { ...one.at, column: 0 } } : one,
  );
  const facts = symbols.map((symbol) => ({
    ...symbol,
    constant: undefined,
    entries: symbol.entries.map(({ at }) => at),
  }));
  return JSON.stringify({ root, facts, title, modules, negatesTwice, read, found }, shown, 1);
}

test.each(['unikraft', 'linux'] as const)('of generated trees, %s', (dialect) => {
  for (let seed = 0; seed < scaled(100); seed++) {
    const { files } = generateTree(seed, { dialect });
    expect(told(files, dialect), `seed ${seed}`).toBe(told(unusual(files), dialect));
  }
});

test.each(['words', 'bytes'] as const)('of trees that were changed at random, by %s', (kind) => {
  for (let seed = 0; seed < scaled(300); seed++) {
    const { files, dialect } = fuzzInput(kind, integers(seed));
    const plain = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('\r', '')]));
    expect(told(plain, dialect), `${kind} ${seed}`).toBe(told(unusual(plain), dialect));
  }
});
