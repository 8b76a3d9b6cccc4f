/** The commands that edit, explain and export, as whole processes of the bundled CLI. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { createSandbox, ensureCli, example, type Sandbox } from '../testing/cli.ts';
import { UNCACHED } from '../testing/compiler-cache.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

async function ok(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await sandbox.run(args);
  expect(status, `${args.join(' ')}\n${stderr}`).toBe(0);
  return stdout;
}
async function refused(status: number, ...args: string[]): Promise<string> {
  const finished = await sandbox.run(args);
  expect(finished.status, `${args.join(' ')}\n${finished.stderr}`).toBe(status);
  return finished.stderr;
}
const text = (folder: string) => readFile(join(sandbox.folder, folder, 'uniloom.yaml'), 'utf8');

describe('editing without the canvas', () => {
  it('keeps comments, and undoes what it did', async () => {
    await ok('new', 'mine', '--template', 'hello');
    const before = await text('mine');
    expect(before).toContain('# ');
    await ok('add', 'mine', 'bump', '--as', 'spare');
    await ok('wire', 'mine', 'spare.region', 'board.region');
    await ok('set', 'mine', 'app.TEXT=Bonjour: oui');
    const after = await text('mine');
    for (const line of before.split('\n').filter((one) => one.includes('#'))) expect(after).toContain(line.trim());
    const data = parse(after) as { components: Record<string, { options?: unknown }>; wires: unknown[] };
    expect(data.components['app']?.options).toEqual({ TEXT: 'Bonjour: oui' });
    expect(data.wires).toContainEqual({ from: 'spare.region', to: 'board.region' });
    await ok('unwire', 'mine', 'spare.region');
    await ok('remove', 'mine', 'spare');
    expect(Object.keys((parse(await text('mine')) as typeof data).components)).toEqual(['app']);
  });

  it('says what was meant', async () => {
    await ok('new', 'typos', '--template', 'hello');
    expect(await refused(2, 'add', 'typos', 'tslf')).toContain('did you mean tlsf?');
    expect(await refused(2, 'set', 'typos', 'app.TETX=1')).toContain('did you mean TEXT?');
    expect(await refused(2, 'remove', 'typos', 'ap')).toContain('did you mean app?');
    expect(await refused(2, 'wire', 'typos', 'app', 'board.console')).toContain('COMPONENT.PORT');
    expect(await refused(2, 'catalog', 'helo')).toContain('did you mean hello?');
    expect(await refused(2, 'check', 'nothing')).toContain('nothing');
    expect(await refused(2, 'chek', 'typos')).toContain('check');
    expect(await refused(2, 'build', 'typos', '--profile', 'fast')).toContain('release');
    expect(await refused(2, 'boot', 'typos', '--trust', '--expect', '(')).toContain('regular expression');
  });

  it('a diagnostic is explained and fixed', async () => {
    await ok('new', 'broken', '--template', 'hello');
    await ok('unwire', 'broken', 'app.console');
    const target = ['--target', 'x86_64/microvm'];
    const { status, stdout } = await sandbox.run(['check', 'broken', '--json', ...target]);
    expect(status).toBe(1);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Record<string, unknown>[] };
    expect(diagnostics).toMatchObject([
      { code: 'UL0102', severity: 'error', at: { component: 'app', port: 'console' } },
    ]);
    const before = await text('broken');
    expect(await ok('fix', 'broken', '--diagnostic', 'UL0102@app.console', ...target)).toContain('board.console');
    expect(await text('broken')).toBe(before);
    await ok('fix', 'broken', '--diagnostic', 'UL0102', '--write');
    await ok('check', 'broken', ...target);
    expect(await ok('explain', 'broken', 'app.console', ...target)).toContain(
      'app.console is bound to board_uart0.console',
    );
    expect(await ok('explain', 'broken', 'board_uart0', ...target)).toContain('It is linked');
    expect(await ok('explain', 'broken', 'app.TEXT', ...target)).toContain('--set app.TEXT=');
  });
});

describe('--json', () => {
  it.each([
    ['templates', 'templates'],
    ['catalog', 'microlibs'],
    ['doctor', 'tools'],
    ['sources', 'sources'],
    ['export --list', 'exporters'],
  ])('%s prints one document', async (command, key) => {
    expect(Object.keys(JSON.parse(await ok(...command.split(' '), '--json')) as object)).toContain(key);
  });

  it('tells errors, too', async () => {
    const { status, stdout } = await sandbox.run(['boot', example('hello'), '--set', 'app.TXT=1', '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code: 'UL0406' }] });
  });
});

it('--version answers alone', async () => {
  expect(await ok('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('export', () => {
  const write = async (kind: string, name: string) => {
    await ok('export', example('hello'), '--as', kind, '--out', name);
    return readFile(join(sandbox.folder, name));
  };

  it('build: the same bytes each time, and ninja alone makes the same image of them', async () => {
    const first = await write('build', 'one.tar.gz');
    expect((await write('build', 'two.tar.gz')).equals(first)).toBe(true);
    const out = join(sandbox.folder, 'unpacked');
    await mkdir(out);
    execFileSync('tar', ['-xzf', join(sandbox.folder, 'one.tar.gz'), '-C', out]);
    vi.stubEnv(...UNCACHED);
    execFileSync('ninja', ['-C', join(out, 'hello')], { stdio: 'ignore' });
    vi.unstubAllEnvs();
    const { image } = JSON.parse(await ok('build', example('hello'), '--json')) as { image: { path: string } };
    expect((await readFile(join(out, 'hello/image'))).equals(await readFile(image.path))).toBe(true);
  });

  it('lock: everything that determines the image', async () => {
    const lock = JSON.parse(String(await write('lock', 'hello.lock.json')));
    const { image } = JSON.parse(await ok('build', example('hello'), '--json')) as { image: { path: string } };
    const sha256 = createHash('sha256')
      .update(await readFile(image.path))
      .digest('hex');
    expect(lock).toMatchObject({ lock: 1, target: 'x86_64/microvm', profile: 'debug', image: { sha256 } });
    expect(lock.tools.gcc).toMatch(/^\d/);
    expect(lock.catalog.microlibs.find((one: { name: string }) => one.name === 'hello').sha256).toMatch(
      /^[0-9a-f]{64}$/,
    );
    expect(lock.composition.layout).toBeUndefined();
  });

  it('kraftfile: keys of v0.6', async () => {
    const file = parse(String(await write('kraftfile', 'Kraftfile'))) as Record<string, unknown>;
    const known = 'spec name labels outdir template runtime rootfs volumes env unikraft targets libraries cmd'.split(
      ' ',
    );
    expect(known).toEqual(expect.arrayContaining(Object.keys(file)));
    expect(file).toMatchObject({
      spec: 'v0.6',
      name: 'hello',
      targets: [{ architecture: 'x86_64', platform: 'qemu' }],
    });
  });

  it('an unknown kind is refused, naming the kinds', async () => {
    expect(await refused(2, 'export', example('hello'), '--as', 'iso', '--out', 'x')).toContain(
      'build, lock, kraftfile',
    );
  });
});

it('kconfig writes all that it has to say to a pipe, however large', async () => {
  const symbols = Array.from({ length: 10_000 }, (_, i) => `config SYMBOL_${i}\n\tdef_bool y\n`);
  // Each has no type, which is told.
  const untyped = Array.from({ length: 2000 }, (_, i) => `config NONE_${i}\n`);
  await writeFile(join(sandbox.folder, 'Kconfig'), `${symbols.join('')}source "untyped"\n`);
  await writeFile(join(sandbox.folder, 'untyped'), untyped.join(''));
  const asked = ['kconfig', '--kconfig', 'Kconfig', '--mode', 'alldefconfig', '--all-findings', '--out', '-'];
  const { status, stdout, stderr } = await sandbox.run(asked);
  expect(status).toBe(0);
  expect(stdout.match(/^CONFIG_SYMBOL_\d+=y$/gm)).toHaveLength(symbols.length);
  expect(stdout.endsWith('CONFIG_SYMBOL_9999=y\n')).toBe(true);
  expect(stderr.length).toBeGreaterThan(128 * 1024);
  expect(stderr.endsWith('\n')).toBe(true);
});
