/**
 * Third-party sources as a user meets them: a catalog that pins an archive which no mirror has, checked, built in vain,
 * mended by hand. The checkout is a copy with one microlib more.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { JobEvent } from '../contract.ts';
import { createEngine } from '../procedures/engine.ts';
import { ensureCli, type Finished, root } from '../testing/cli.ts';

let top = '';
let cache = '';
let file = '';
let archive: Buffer;
let sha256 = '';

const manifest = () => `name: pack
version: 1.0.0
title: Pack
summary: Writes what a function of somebody else's sources says.
category: apps
licence: BSD-3-Clause
main: plain
requires:
  - { port: console, api: console }
third-party:
  name: pack
  version: "1.0"
  licence: MIT
  strip: 1
  origins:
    - { from: debian, package: pack, version: 1.0-1, file: pack_1.0.orig.tar.gz, sha256: ${sha256} }
sources:
  - src/main.c
  - { archive: lib/word.c }
archive-include: [.]
`;

const MAIN = `/* SPDX-License-Identifier: BSD-3-Clause */
#include <pack.h>
#include <ports.h>

int main(void)
{
	return console_write(pack_word(), 5) == 5 ? 0 : 1;
}
`;

const COMPOSITION = `uniloom: 1
name: packed
targets: [host]
components:
  app: { microlib: pack }
wires:
  - { from: app.console, to: board.console }
`;

beforeAll(async () => {
  await ensureCli();
  top = mkdtempSync(join(tmpdir(), 'uniloom 源码 '));
  cache = join(top, 'sources');
  const folder = join(top, 'pack-1.0');
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'pack.h'), 'const char *pack_word(void);\n');
  const word = ['#include "../pack.h"', '#ifdef WRONG', '#error wrong', '#endif'];
  word.push('const char *pack_word(void) { return "five\\n"; }', '');
  writeFileSync(join(folder, 'lib/word.c'), word.join('\n'));
  archive = execFileSync('tar', ['-czf', '-', 'pack-1.0'], { cwd: top });
  sha256 = createHash('sha256').update(archive).digest('hex');

  for (const part of ['microlibs', 'dist/cli']) cpSync(join(root, part), join(top, part), { recursive: true });
  const microlib = join(top, 'microlibs/apps/pack');
  mkdirSync(join(microlib, 'src'), { recursive: true });
  writeFileSync(join(microlib, 'microlib.yaml'), manifest());
  writeFileSync(join(microlib, 'src/main.c'), MAIN);
  file = join(top, 'packed.uniloom');
  writeFileSync(file, COMPOSITION);
  mkdirSync(join(top, 'bin'));
  writeFileSync(join(top, 'bin/apt-get'), '#!/bin/sh\necho "E: Unable to locate $4" >&2\nexit 100\n');
  chmodSync(join(top, 'bin/apt-get'), 0o755);
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

function run(...args: string[]): Promise<Finished> {
  const child = spawn(process.execPath, [join(top, 'dist/cli/uniloom.mjs'), ...args], {
    cwd: top,
    env: {
      ...process.env,
      ...{ UNILOOM_CACHE: cache, UNILOOM_CACHE_DIR: join(top, 'cache'), UNILOOM_STATE_DIR: join(top, 'state') },
      ...{ PATH: `${join(top, 'bin')}:${process.env['PATH']}`, NO_COLOR: '1' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, ...said }));
  });
}

it('are fetched by whoever builds in a trusted folder, and by nobody else', async () => {
  expect(await run('check', file)).toMatchObject({ status: 0 });
  expect((await run('build', file)).stderr).toContain('--trust');
  expect(existsSync(cache)).toBe(false);

  const offline = await run('build', file, '--trust');
  expect(offline.status).toBe(3);
  expect(offline.stderr).toContain('The sources of pack-1.0 cannot be had.');
  expect(offline.stderr).toContain('E: Unable to locate');
  expect(offline.stderr).toContain(`put pack_1.0.orig.tar.gz (SHA-256 ${sha256}) into ${cache}`);
  expect((await run('emit', file, '--out', 'early')).status).toBe(3);
  const [, said] = [await run('sources', '--fetch'), await run('sources', 'pack')];
  expect(said.stdout).toMatch(/^pack-1\.0 +MIT +pack +not here; --fetch gets it$/m);
  expect((await run('sources', 'nothing')).status).toBe(2);

  writeFileSync(join(cache, 'pack_1.0.orig.tar.gz'), archive);
  const built = await run('build', file, '--json');
  expect(built.status, built.stderr).toBe(0);
  const { image } = JSON.parse(built.stdout);
  expect(spawnSync(image.path, { encoding: 'utf8' }).stdout).toBe('five\n');
  const told = JSON.parse((await run('sources', 'pack', '--json')).stdout);
  expect(told).toMatchObject({ cache, sources: [{ archive: 'pack-1.0', licence: 'MIT', microlibs: ['pack'] }] });
  expect(existsSync(join(told.sources[0].folder, 'lib/word.c'))).toBe(true);

  await run('export', file, '--as', 'lock', '--out', 'packed.lock.json');
  const lock = JSON.parse(readFileSync(join(top, 'packed.lock.json'), 'utf8'));
  expect(lock.thirdParty).toMatchObject([{ name: 'pack', version: '1.0', licence: 'MIT', origins: [{ sha256 }] }]);

  // What was emitted needs the archive no more.
  expect((await run('emit', file, '--out', 'alone')).status).toBe(0);
  rmSync(cache, { recursive: true });
  execFileSync('ninja', { cwd: join(top, 'alone'), stdio: 'ignore' });
  expect(spawnSync(join(top, 'alone/image'), { encoding: 'utf8' }).stdout).toBe('five\n');
});

it('are a phase of a job, which fails where they cannot be had', async () => {
  vi.stubEnv('UNILOOM_CACHE', join(top, 'other'));
  vi.stubEnv('PATH', `${join(top, 'bin')}:${process.env['PATH']}`);
  const places = { root: top, workspace: top, stateDir: join(top, 'app state'), cacheDir: join(top, 'app cache') };
  const engine = createEngine({ shell: 'browser', ...places });
  try {
    const { id } = await engine.call('document.open', { path: file });
    await engine.call('document.trust', { document: id });
    const request = { document: id, target: 'host', profile: 'debug' as const };
    // Looking at the files fetches nothing.
    const files = await engine.call('files.list', request);
    expect(files.map(({ label }) => label)).toEqual(['pack/src/main.c']);
    const said: JobEvent[] = [];
    const ended = new Promise<JobEvent>((resolve) =>
      engine.on('job', (event) => {
        said.push(event);
        if (event.type === 'ended') resolve(event);
      }),
    );
    await engine.call('build.start', request);
    expect(await ended).toMatchObject({ state: 'failed', error: { code: 'source-missing' } });
    expect(said.flatMap((event) => (event.type === 'phase' ? [event.phase] : []))).toEqual(['emitting', 'fetching']);
    expect(said).toContainEqual(expect.objectContaining({ type: 'fetch', archive: 'pack-1.0', bytes: 0, total: null }));
  } finally {
    await engine.close();
    vi.unstubAllEnvs();
  }
});

it('with a mistake in them, or missing in the archive, are told with their place', async () => {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, sha256), archive);
  const path = join(top, 'microlibs/apps/pack/microlib.yaml');
  writeFileSync(path, manifest().replace('lib/word.c', 'lib/world.c'));
  const missing = await run('build', file);
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(/UL0306 pack-1\.0\/lib\/world\.c app: /);
  writeFileSync(path, manifest().replace('word.c }', 'word.c, cflags: [-DWRONG] }'));
  const wrong = await run('build', file);
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toMatch(/UL0302 pack-1\.0\/lib\/word\.c:3:2 app: #error wrong/);
});
