/** Whatever is read, the reader comes back soon, with a tree that holds together. */
import { describe, expect, test, vi } from 'vitest';
import { integers } from '../../testing/random.ts';
import { scaled } from '../../testing/scale.ts';
import { treeFrom } from '../testing/tree-from.ts';
import { caretLines } from './caret.ts';
import { LIMITS } from './options.ts';
import type { Container } from './tree.ts';

/** How often two names were compared, letter by letter. */
const work = vi.hoisted(() => ({ distances: 0 }));
vi.mock('../nearest.ts', async (load) => {
  const actual = await load<typeof import('../nearest.ts')>();
  return {
    distance: (...args: Parameters<typeof actual.distance>) => {
      work.distances++;
      return actual.distance(...args);
    },
    nearest: (wanted: string, names: Iterable<string>) => {
      const list = [...names];
      work.distances += list.length;
      return actual.nearest(wanted, list);
    },
  };
});

const PIECES = [
  ...['config', 'menuconfig', 'choice', 'endchoice', 'menu', 'endmenu', 'if', 'endif', 'comment', 'source', 'mainmenu'],
  ...['bool', 'tristate', 'int', 'hex', 'string', 'def_bool', 'default', 'depends', 'on', 'prompt', 'range', 'select'],
  ...['imply', 'help', 'option', 'optional', 'visible', 'modules', 'transitional', 'rsource', 'def_int', '"text"'],
  ...["'q'", '"open', '"f"', '"Kconfig"', 'A', 'B', 'C', 'y', 'n', 'm', '0x10', '-3', '||', '&&', '!', '(', ')', '='],
  ...['!=', '<', '<=', '>', '>=', ':=', '+=', '$(A)', '$(f,x)', '$(shell,x)', '$(lineno)', '$(', '$', '\\', '\\\n'],
  ...['#', '\t', '  ', '\n', '\n', '\n', '\n\t', '\n\t', '\r\n', '\0', 'é', '\ufeff'],
];

function pieces(next: (below: number) => number): string {
  let text = '';
  for (let left = next(60); left >= 0; left--) text += `${PIECES[next(PIECES.length)]}${next(3) === 0 ? '' : ' '}`;
  return text;
}

/** Every entry is in its parent's list, and every definition in its symbol's. */
function holdsTogether(container: Container): void {
  for (const entry of container.children) {
    expect(entry.parent).toBe(container);
    if (entry.kind === 'config') expect(entry.symbol.entries).toContain(entry);
    else if (entry.kind !== 'comment') holdsTogether(entry);
  }
}

function check(text: string, other: string): void {
  const files: Record<string, string> = { Kconfig: text, f: other };
  const { tree, diagnostics } = treeFrom(text, files);
  holdsTogether(tree.root);
  for (const diagnostic of diagnostics) {
    expect(diagnostic.code).toMatch(/^UL02\d\d$/);
    expect(diagnostic.message).not.toBe('');
    const caret = caretLines(diagnostic, (path) => files[path]);
    if (caret !== undefined) expect(caret[1].length).toBeLessThanOrEqual(caret[0].length + 1);
  }
}

describe('random input', () => {
  test('of words of the language', () => {
    const next = integers(1);
    for (let count = scaled(1500); count > 0; count--) check(pieces(next), pieces(next));
  });

  test('of bytes', () => {
    const next = integers(2);
    for (let count = scaled(300); count > 0; count--)
      check(String.fromCharCode(...Array.from({ length: next(200) }, () => next(256))), '');
  });
});

describe('large input takes little work', () => {
  test.each([
    ['references on one line', `config A\n\tstring "${'$(x)'.repeat(50_000)}"\n`],
    ['open references', `config A\n\tstring "${'$('.repeat(50_000)}"\n`],
    ['a line of texts', `config A\n\tbool ${'"x" '.repeat(50_000)}\n`],
    ['strange characters', '\0'.repeat(100_000)],
    ['unknown words', 'word\n'.repeat(50_000)],
    ['ends', 'endmenu\n'.repeat(50_000)],
    ['names that are never defined', Array.from({ length: 20_000 }, (_, i) => `config A\n\tselect N${i}\n`).join('')],
    ['one symbol, many times', 'config A\n\tbool "a"\n'.repeat(30_000)],
    [
      'members of one choice',
      `choice\n\tprompt "p"\n${Array.from({ length: 5000 }, (_, i) => `\tdefault N${i}\nconfig N${i}\n\tbool\n`).join('')}endchoice\n`,
    ],
  ])('%s', (_what, text) => {
    work.distances = 0;
    const { diagnostics } = treeFrom(text);
    expect(diagnostics.length).toBeLessThanOrEqual(LIMITS.diagnostics + 1);
    // A name is compared with others only where the message is kept, and then with few.
    expect(work.distances).toBeLessThanOrEqual(60 * LIMITS.diagnostics);
  });
});
