import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadCompiled } from './compiled.ts';

const folder = mkdtempSync(join(tmpdir(), 'uniloom-compiled-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A script that gives what `later.cjs` sees of it, and its cache. */
function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  execFileSync(process.execPath, ['scripts/lib/code-cache.mjs', path]);
  return path;
}

const ENTRY = 'exports.one = class {}; exports.later = () => require("./later.cjs").seen;';

test('a script is loaded with what V8 made of it, once for all that import from it', () => {
  const path = script('entry.cjs', ENTRY);
  writeFileSync(join(folder, 'later.cjs'), 'exports.seen = require("./entry.cjs").one;');
  const found = loadCompiled(path) as { one: unknown; later: () => unknown };
  expect(found.one).toBeTypeOf('function');
  expect(found.later()).toBe(found.one);
});

test('what another V8 made is not used, and the script runs all the same', () => {
  const path = script('other.cjs', 'exports.answer = () => 42;');
  const cache = readFileSync(`${path}.cache`);
  cache.fill(0xff, 0, 16);
  writeFileSync(`${path}.cache`, cache);
  expect((loadCompiled(path) as { answer: () => number }).answer()).toBe(42);
});

test('without a script or what V8 made of it there is nothing to load', () => {
  expect(loadCompiled(join(folder, 'none.cjs'))).toBeUndefined();
  writeFileSync(join(folder, 'alone.cjs'), '');
  expect(loadCompiled(join(folder, 'alone.cjs'))).toBeUndefined();
});
