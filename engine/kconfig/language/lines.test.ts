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

const KNOWN = 'config K\n\tbool "k" if B && !C\n\tdefault y\n\tdefault n if B\n\tdepends on B || C\n\tselect B if C\n';

test.each([
  'choice\n\tprompt "c"\n\tdefault y\nconfig A\n\tbool "a"\nendchoice\n',
  'choice\n\tprompt "c"\n\tdefault A if B\n\tdefault A && B\n\tselect B\nconfig A\n\tbool "a"\nendchoice\nendchoice\n',
  'choice\n\tbool "c"\n\thelp\n\t  Text.\n\n\t  More.\nif B\nchoice\n\tprompt "d"\nendchoice\nmenu "m"\nendmenu\nendif\nendchoice\n',
  'config A\n\tstring "a" if B\n\tdefault "x if y"\n\tdefault "x if y" if C\n\tdefault "x"\n\tdefault "x" if B\n\tdefault "x" = "x" if B\n',
  'config A\n\tbool "a" if K = "b if c"\n\tdefault B && C if K\n\tdefault B && C\n\tdefault B # if C\n\tdefault B # if C\n',
  'config A\n\tbool "a"\n\tbool "b"\n\tint\n\tint "c"\n\tprompt "d" if B\n\tprompt " e"\n\tprompt ""\n',
  'config A\n\tdef_string "x" if B || C\n\tdef_bool y if B || C\n\tdef_bool K if C\n\tdef_tristate y\nconfig D\n\tdef_bool K\n',
  'config A\n\tbool\n\tdepends on B if C\n\tdepends on B if C\n\tdepends on B && C || K\n\tdepends on B && C || K\n\tdepends on B && )\n',
  'config A\n\tbool\n\tselect y\n\tselect if\n\tselect K if\n\tselect NEW if B && NEWER\n\timply NEWEST if !OTHER || B\n\timply "K"\n',
  'config A\n\thelp\nText.\nconfig D\n\thelp\n\n\nconfig E\n\thelp\n\t  One.\n\thelp\n\t  Two.\nconfig F\n\tint\n\thelp\n  \t\n',
  'menuconfig A\n\tbool\nmenuconfig D\n\tbool "d"\nconfig y\n\tbool\nconfig if\nconfig a\n\tbool\nconfig A B\n\tbool\n\tbool "x"\n',
  'if B && C\nif K\nmenu "m"\nendif\nendmenu\nendif\nendif\nif\nendif\nif NEW || OTHER\nsource "none"\nsource "Kconfig"\nendif',
  'config A\n\tmodules\nconfig D\n\toption modules\nconfig E\n\ttristate "e"\n\tdefault m if m\n\tfoo\n\tbool "f"\n\n\thelp\n\t  Text.\n',
])('of what is nearly well-known, %#', (text) => {
  for (const dialect of ['unikraft', 'linux'] as const)
    for (const operands of [1, 2, 2000]) {
      const files = { Kconfig: `${KNOWN}config B\n\tbool\nconfig C\n\tbool\n${text}${KNOWN}` };
      expect(told(files, dialect, { operands, nesting: 3 })).toBe(
        told(unusual(files), dialect, { operands, nesting: 3 }),
      );
    }
});
