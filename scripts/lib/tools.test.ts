/** Without apt-get in reach the set-up installs nothing: it prints the one command to run and ends with status 3. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-tools-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Looks for one tool with a PATH that is an empty folder of the test's. */
function ensure(tool: { package: string; commands: readonly string[]; files?: readonly string[] }) {
  const script = `
    const { ensureTools } = await import(${JSON.stringify(join(import.meta.dirname, 'tools.mjs'))});
    await ensureTools([${JSON.stringify({ purpose: 'a test', ...tool })}]);`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: folder },
    encoding: 'utf8',
  });
}

test('a missing tool ends the set-up with the command that installs it', () => {
  const { status, stderr } = ensure({ package: 'some-package', commands: ['some-command'] });
  expect(status).toBe(3);
  expect(stderr).toContain('some-package is missing: a test');
  expect(stderr).toContain('sudo apt-get install -y --no-install-recommends some-package');
});

test('a missing file of a package counts as well', () => {
  expect(ensure({ package: 'some-package', commands: [], files: [join(folder, 'absent.h')] }).status).toBe(3);
});

test('a tool that is there is left alone', () => {
  const command = join(folder, 'present-command');
  writeFileSync(command, '#!/bin/sh\n');
  chmodSync(command, 0o755);
  expect(ensure({ package: 'some-package', commands: ['present-command'] })).toMatchObject({ status: 0, stderr: '' });
});
