/** The bundled CLI's entry: `kconfig` by itself, all other commands from uniloom.mjs. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCli, root } from '../testing/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'uniloom-entry-'));
beforeAll(ensureCli);
afterAll(() => rmSync(folder, { recursive: true }));

const uniloom = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'dist/cli/uniloom.cjs'), ...args], { cwd: folder }).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

test('writes a configuration, its status and messages as they are', async () => {
  writeFileSync(join(folder, 'Kconfig'), 'config A\n\tdef_bool y\n\tselect B\n');
  const { stderr } = await uniloom('kconfig', '--kconfig', 'Kconfig', '--mode', 'alldefconfig', '--out', 'out');
  expect(stderr).toContain('UL0217');
  expect(readFileSync(join(folder, 'out'), 'utf8')).toContain('CONFIG_A=y\n');
  writeFileSync(join(folder, 'Kconfig'), 'config A\n\tdef_bool )\n');
  expect(await uniloom('kconfig', '--kconfig', 'Kconfig', '--mode', 'alldefconfig', '--out', 'out')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nothing was written'),
  });
});

test('hands on what is no plain kconfig', async () => {
  expect((await uniloom('kconfig', '--help')).stdout).toContain('--shell-record');
  expect((await uniloom('--version')).stdout).toMatch(/^\d+\.\d+\.\d+/);
  expect(await uniloom('kconfig', '--mode', 'none')).toMatchObject({ code: 2 });
  expect(await uniloom('none')).toMatchObject({ code: 2, stderr: expect.stringContaining('none') });
});
