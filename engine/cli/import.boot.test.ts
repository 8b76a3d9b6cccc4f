/** `.config` of an emitted folder, changed in a Kconfig tool, and taken back: `uniloom import`. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSandbox, ensureCli, type Sandbox } from '../testing/cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

const run = (...args: string[]) => sandbox.run(args);

it('a port wired elsewhere and an option set in a Kconfig tool become the composition', async () => {
  const inside = (path: string) => join(sandbox.folder, path);
  expect((await run('new', 'two', '--template', 'two-allocators')).status).toBe(0);
  expect((await run('emit', 'two', '--trust', '--target', 'host', '--out', 'emitted')).status).toBe(0);
  const config = await readFile(inside('emitted/.config'), 'utf8');
  // What a person would do in menuconfig: the last y of a choice holds, and the tool writes the rest.
  const changed = `${config}CONFIG_WIRE_LEFT_STATS_BACKING__PAGES_ALLOC=y\nCONFIG_FAST_POOL_KB=99\n`;
  await writeFile(inside('emitted/.config'), changed);
  execFileSync('kconfig-conf', ['--olddefconfig', 'Kconfig'], { cwd: inside('emitted'), stdio: 'ignore' });

  const built = execFileSync('sh', ['-c', 'ninja 2>&1 || true'], { cwd: inside('emitted'), encoding: 'utf8' });
  expect(built).toContain('structure changed: run uniloom import');

  const before = await readFile(inside('two/uniloom.yaml'), 'utf8');
  const imported = await run('import', 'emitted', '--out', 'two', '--json');
  expect(imported.status, imported.stderr).toBe(0);
  expect(JSON.parse(imported.stdout)).toMatchObject({ diagnostics: [] });
  const after = await readFile(inside('two/uniloom.yaml'), 'utf8');
  expect(after).toContain('left_stats.backing, to: pages.alloc');
  expect(after).toContain('POOL_KB: 99');
  for (const line of before.split('\n').filter((one) => one.includes('#'))) expect(after).toContain(line.trim());
  const booted = await run('boot', 'two', '--trust', '--target', 'host', '--expect', 'left');
  expect(booted.status, booted.stderr).toBe(0);
});

it('says what it cannot take, and leaves what is there alone', async () => {
  expect((await run('import', '.', '--out', 'x')).status).toBe(2);
  await writeFile(join(sandbox.folder, 'other.config'), 'CONFIG_X=y\n');
  const refused = await run('import', 'other.config', '--out', 'two');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('UL0207');
  await writeFile(join(sandbox.folder, 'broken.uniloom'), 'components: [\n');
  const broken = await run('import', 'emitted', '--out', 'broken.uniloom');
  expect(broken.status).toBe(2);
  expect(await readFile(join(sandbox.folder, 'broken.uniloom'), 'utf8')).toBe('components: [\n');
});
