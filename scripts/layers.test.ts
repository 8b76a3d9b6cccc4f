/** The linter refuses an import against the layers (docs/architecture.md): each rule sees bad files and good ones. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

const refused = [
  ['engine/model', '../emit/emit.ts'],
  ['engine/model', 'node:fs'],
  ['engine/check', '../build/build.ts'],
  ['engine/check', '../resolve/complete.ts'],
  ['engine/check', '../sources/archives.ts'],
  ['engine/sources', '../cli/main.ts'],
  ['engine/graph', 'node:path'],
  ['engine/kconfig', '../contract.ts'],
  ['engine/kconfig/language', 'node:fs'],
  ['engine/kconfig/node', '../../cli/main.ts'],
  ['engine/resolve', '../emit/emit.ts'],
  ['engine/resolve', 'node:module'],
  ['engine/emit', '../cli/main.ts'],
  ['engine/boot', '../serve/server.ts'],
  ['engine/serve', '../../renderer/main.tsx'],
  ['electron', '../engine/emit/emit.ts'],
  ['electron', '../renderer/main.tsx'],
  ['renderer/canvas', '../../engine/build/build.ts'],
  ['renderer/canvas', '../../engine/resolve/complete.ts'],
  ['renderer/canvas', '../../engine/sources/archives.ts'],
  ['renderer/canvas', 'node:fs'],
] as const;

const allowed = [
  ['engine/model', './types.ts'],
  ['engine/check', '../model/types.ts'],
  ['engine/emit', '../graph/types.ts'],
  ['engine/emit', 'node:fs'],
  ['engine/kconfig/node', 'node:fs'],
  ['engine/resolve', '../check/check.ts'],
  ['engine/sources', '../build/lock.ts'],
  ['engine/cli', '../contract.ts'],
  ['electron', '../engine/contract.ts'],
  ['renderer/canvas', '../../engine/check/check.ts'],
  ['renderer/canvas', '../../engine/resolve/types.ts'],
] as const;

const fileOf = (kind: string, index: number, folder: string): string => `${folder}/${kind}${index}.ts`;
let folder = '';
let refusals: ReadonlySet<string> = new Set();

/** A tree of its own with the project's rules, so that nothing is written where others look. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-layers-'));
  const rules = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, $schema: undefined, vcs: { enabled: false } }));
  const put = (kind: string, cases: readonly (readonly [string, string])[]) => {
    for (const [index, [layer, specifier]] of cases.entries()) {
      const file = join(folder, fileOf(kind, index, layer));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `export { x } from '${specifier}';\n`);
    }
  };
  put('bad', refused);
  put('good', allowed);
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--max-diagnostics=none', '--colors=off', '.'],
    { cwd: folder, encoding: 'utf8' },
  );
  const places = (stdout + stderr).matchAll(/^(\S+\.ts):\d+:\d+ lint\/style\/noRestrictedImports/gm);
  refusals = new Set([...places].map(([, file = '']) => file));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(refused.map((row, index) => [...row, index] as const))('%s may not import %s', (layer, _specifier, index) => {
  expect(refusals).toContain(fileOf('bad', index, layer));
});

test.each(allowed.map((row, index) => [...row, index] as const))('%s may import %s', (layer, _specifier, index) => {
  expect(refusals).not.toContain(fileOf('good', index, layer));
});
