/** Includes are followed in bounds: a composition's own sources may be a stranger's, and are read before it is trusted. */
import { expect, it } from 'vitest';
import { createCopier, type Tree } from './includes.ts';

const OWN: Tree = { prefix: 'source:', root: '', emitted: 'own/app', objects: '' };

/** What is copied of `files` from main.c on, and how often a file was asked for. */
function copied(files: Readonly<Record<string, string>>) {
  let asked = 0;
  const read = (id: string) => {
    asked += 1;
    return files[id.slice('source:'.length)];
  };
  const searched = ['', 'a', 'b'].map((dir) => ({ tree: OWN, dir }));
  const { copy, copyNamed, texts } = createCopier(read, searched, new Map(), new Map());
  copy(OWN, 'main.c');
  copyNamed();
  return { texts: texts.length, asked };
}
const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');

it('the same line is looked for once', () => {
  const { texts, asked } = copied({ 'main.c': lines(10_000, () => '#include "x.h"\n#include <none.h>'), 'a/x.h': '' });
  expect(texts).toBe(2);
  expect(asked).toBeLessThan(20);
});

it('names of headers that macros have are found, however many there are', () => {
  const names = lines(3000, (n) => `#include NAME${n}\n#include NAME${n}`);
  const defines = lines(3000, (n) => `#define NAME${n} "h${n % 7}.h"`);
  const headers = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`h${n}.h`, `int h${n};`]));
  expect(copied({ 'main.c': `${names}\n${defines}`, ...headers }).texts).toBe(8);
});

it.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ['lines', { 'main.c': lines(30_000, (n) => `#include "x${n}.h"`) }, /main.c: more than 20000 includes/],
  [
    'headers behind one another',
    Object.fromEntries(
      Array.from({ length: 5000 }, (_, n) => [n === 0 ? 'main.c' : `${n}.h`, `#include "${n + 1}.h"`]),
    ),
    /more than 1000 files that include one another/,
  ],
])('too many %s are refused', (_what, files, why) => {
  expect(() => copied(files)).toThrow(why);
});
