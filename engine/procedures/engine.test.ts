import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContractError } from '../contract.ts';
import { removeWire } from '../model/commands.ts';
import { cachedCatalog } from './catalog-cache.ts';
import { dispatch } from './dispatch.ts';
import { createEngine, type Engine } from './engine.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';
let engine: Engine;

function make(shell: 'browser' | 'cli'): Engine {
  const stateDir = join(folder, 'state');
  return createEngine({ shell, root, workspace: join(folder, 'work'), stateDir, cacheDir: join(folder, 'cache') });
}
const HELLO = [
  'uniloom: 1',
  'name: mine',
  'targets: [x86_64/microvm]',
  'components:',
  '  app: { microlib: hello }',
  'wires:',
  '  - { from: app.console, to: board.console }',
  '',
].join('\n');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uniloom-engine-'));
  await mkdir(join(folder, 'work/mine'), { recursive: true });
  await mkdir(join(folder, 'outside'));
  await writeFile(join(folder, 'work/mine/uniloom.yaml'), HELLO);
  await writeFile(join(folder, 'outside/uniloom.yaml'), HELLO);
  await symlink(join(folder, 'outside'), join(folder, 'work/link'));
  engine = make('browser');
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: ContractError) => error.code,
  );
const request = (document: string) => ({ document, target: 'x86_64/microvm', profile: 'debug' }) as const;

describe('a call', () => {
  it('is validated against the contract', async () => {
    expect(await refusal(engine.call('document.open', { path: '' }))).toBe('bad-input');
    expect(await refusal(engine.call('document.open', { path: 'a', more: 1 } as never))).toBe('bad-input');
    expect(await dispatch(engine, { id: 3, procedure: '__proto__', input: {} })).toMatchObject({
      id: 3,
      ok: false,
      error: { code: 'bad-input' },
    });
  });

  it('that runs things wants a trusted folder, one that reads does not', async () => {
    const { id, trusted } = await engine.call('document.open', { path: join(folder, 'work/mine') });
    expect(trusted).toBe(false);
    for (const name of ['build.start', 'boot.start'] as const)
      expect(await refusal(engine.call(name, request(id)))).toBe('trust-required');
    expect(await refusal(engine.call('export.preview', { ...request(id), kind: 'lock' }))).toBe('trust-required');
    const path = join(folder, 'work/out');
    expect(await refusal(engine.call('export.write', { ...request(id), kind: 'lock', path }))).toBe('trust-required');
    const files = await engine.call('emit.preview', request(id));
    expect(files.map((file) => file.path)).toContain('build.ninja');
    expect(await engine.call('job.list', { document: id })).toEqual([]);
  });

  it('completes the document as it is edited', async () => {
    const { id, revision, composition } = await engine.call('document.open', { path: join(folder, 'work/mine') });
    const ask = () => engine.call('resolve.complete', { document: id, target: 'x86_64/microvm', answers: {} });
    expect(await ask()).toMatchObject({ is: 'complete', additions: [] });
    const { label, edits } = removeWire(composition, 0);
    await engine.call('document.edit', { document: id, revision, label, edits: structuredClone(edits) as never });
    const completion = await ask();
    expect(completion).toMatchObject({ is: 'complete', additions: [{ item: 'app.console' }] });
    // It travels to the shells as JSON.
    expect(JSON.parse(JSON.stringify(completion))).toEqual(completion);
  });

  it('answers with the emitted files beside the sources', async () => {
    const { id } = await engine.call('document.open', { path: join(folder, 'work/mine') });
    const files = await engine.call('files.list', request(id));
    expect(files.find((file) => file.id === 'emitted:gen/app/ports.h')).toMatchObject({
      kind: 'emitted',
      component: 'app',
      writable: false,
      language: 'c',
    });
    const { text } = await engine.call('files.read', { ...request(id), file: 'emitted:link.lds' });
    expect(text).toContain('app.console.write');
    expect(await refusal(engine.call('files.read', { ...request(id), file: 'emitted:nothing' }))).toBe('not-found');
  });
});

describe('the browser shell', () => {
  it('lists folders and compositions of the workspace, and nothing outside it', async () => {
    const listed = await engine.call('fs.list', {});
    expect(listed.parent).toBeNull();
    expect(listed.entries.map(({ name, kind }) => [name, kind])).toEqual([['mine', 'folder']]);
    const inner = await engine.call('fs.list', { path: join(folder, 'work/mine') });
    expect(inner.entries).toMatchObject([{ name: 'uniloom.yaml', kind: 'composition' }]);
    for (const path of ['outside', 'work/..', 'work/link', 'work/mine/../../outside', 'work/nothing'])
      expect(await refusal(engine.call('fs.list', { path: `${folder}/${path}` })), path).not.toBe('nothing');
    expect(await refusal(engine.call('fs.list', { path: '/' }))).toBe('denied');
  });

  it('opens and exports nothing outside the workspace', async () => {
    expect(await refusal(engine.call('document.open', { path: join(folder, 'outside') }))).toBe('denied');
    expect(await refusal(engine.call('document.open', { path: join(folder, 'work/link') }))).toBe('denied');
    const { id } = await engine.call('document.open', { path: join(folder, 'work/mine') });
    await engine.call('document.trust', { document: id });
    for (const path of [join(folder, 'outside/a'), join(folder, 'work/link/a'), '../outside/a'])
      expect(await refusal(engine.call('export.write', { ...request(id), kind: 'lock', path })), path).toBe('denied');
    expect(await engine.call('dialog.pick', { purpose: 'open' })).toEqual({ path: null, native: false });
  });
});

it('a composition with an error starts a job that fails with the diagnostics, and no build folder', async () => {
  await writeFile(join(folder, 'work/mine/uniloom.yaml'), HELLO.replace(/wires:[\s\S]*/, ''));
  const { id } = await engine.call('document.open', { path: join(folder, 'work/mine') });
  await engine.call('document.trust', { document: id });
  const ended = new Promise((resolve) => engine.on('job', (event) => event.type === 'ended' && resolve(event)));
  await engine.call('build.start', request(id));
  expect(await ended).toMatchObject({
    state: 'failed',
    error: { code: 'build-failed' },
    diagnostics: [{ code: 'UL0102' }],
  });
});

it('the catalog is kept between engines until a file of it changes', async () => {
  const catalogRoot = join(folder, 'catalog');
  const file = join(catalogRoot, 'apis/x/api.yaml');
  await mkdir(join(catalogRoot, 'apis/x'), { recursive: true });
  const api =
    'name: x\nversion: 1\ntitle: X\nsummary: X.\nfamily: core\nfunctions:\n  - { proto: void f(void), doc: F. }\n';
  await writeFile(file, api);
  const cache = join(folder, 'cache');
  const read = () => cachedCatalog(catalogRoot, cache, '1', -Number.MAX_VALUE);
  expect((await read()).apis['x']?.title).toBe('X');
  const kept = join(cache, 'catalog.json');
  const text = await readFile(kept, 'utf8');
  await writeFile(kept, text.replace('"title":"X"', '"title":"kept"'));
  expect((await read()).apis['x']?.title).toBe('kept');
  // Half a file is read anew, a changed catalog too.
  await writeFile(kept, text.slice(0, text.length / 2));
  expect((await read()).apis['x']?.title).toBe('X');
  await writeFile(file, api.replace('title: X', 'title: YZ'));
  expect((await read()).apis['x']?.title).toBe('YZ');
  // What changed just now is not kept: it may change again within the clock's grain.
  await rm(kept);
  await cachedCatalog(catalogRoot, cache, '1');
  await expect(readFile(kept)).rejects.toThrow('ENOENT');
});

describe('a forwarded port', () => {
  const forward = (proto: 'tcp' | 'udp', hostPort: number, guestPort: number) =>
    ({ proto, hostPort, guestPort, component: 'net0', readyMs: 90 }) as const;
  const boot = (on: Engine) =>
    new Promise<string>((resolve) => {
      const job: string = on.context.jobs.start('boot', 'doc', ({ signal, report }) => {
        report({
          type: 'forwards',
          forwards: [forward('tcp', 8080, 80), forward('tcp', 7, 7), forward('udp', 81, 80)],
        });
        resolve(job);
        return new Promise((done) => signal.addEventListener('abort', () => done({ result: null, diagnostics: [] })));
      });
    });

  it('is opened in the user’s browser while it leads to a page of a running guest', async () => {
    const opened: string[] = [];
    const native = createEngine({
      shell: 'electron',
      root,
      workspace: folder,
      stateDir: join(folder, 'state'),
      cacheDir: join(folder, 'cache'),
      browse: async (url) => void opened.push(url),
    });
    const job = await boot(native);
    expect(await native.call('job.browse', { job, hostPort: 8080 })).toEqual({ opened: true });
    for (const hostPort of [7, 81, 22])
      expect(await refusal(native.call('job.browse', { job, hostPort }))).toBe('denied');
    expect(await refusal(native.call('job.browse', { job: 'none', hostPort: 8080 }))).toBe('not-found');
    native.context.jobs.cancel(job);
    await native.context.jobs.wait(job);
    expect(await refusal(native.call('job.browse', { job, hostPort: 8080 }))).toBe('denied');
    expect(opened).toEqual(['http://127.0.0.1:8080']);
    await native.close();
  });

  it('is left to a page that is in a browser itself', async () => {
    const job = await boot(engine);
    expect(await engine.call('job.browse', { job, hostPort: 8080 })).toEqual({ opened: false });
  });
});
