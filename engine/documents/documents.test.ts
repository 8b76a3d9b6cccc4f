import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentInfo } from '../contract.ts';
import { addComponent, setBoot } from '../model/commands.ts';
import type { Change } from '../model/edits.ts';
import { createDocuments, type Documents } from './documents.ts';
import { resolveInside } from './paths.ts';

const ROOT = join(import.meta.dirname, '../..');
let folder = '';
let engines: Documents[] = [];
let changes: { document: string; deleted: boolean }[] = [];
let heard: () => void = () => {};

function engine(shell: 'electron' | 'browser' | 'cli' = 'electron'): Documents {
  const made = createDocuments({
    shell,
    root: ROOT,
    workspace: join(folder, 'work'),
    stateDir: join(folder, 'state'),
    catalog: async () => ({ apis: {}, microlibs: {}, boards: {}, diagnostics: [] }),
    onChanged: (event) => {
      changes.push(event);
      heard();
    },
  });
  engines.push(made);
  return made;
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'uniloom-documents-')));
  mkdirSync(join(folder, 'work'));
  engines = [];
  changes = [];
});
afterEach(async () => {
  for (const made of engines) await made.close();
  rmSync(folder, { recursive: true, force: true });
});

const hello = () => {
  const path = join(folder, 'work/uniloom.yaml');
  writeFileSync(path, readFileSync(join(ROOT, 'assets/examples/hello/uniloom.yaml')));
  return path;
};
const edit = (documents: Documents, { id, revision }: DocumentInfo, { label, edits }: Change) =>
  documents.edit({ document: id, revision, label, edits });

describe('documents', () => {
  it('opens, edits and saves with comments kept', async () => {
    const documents = engine();
    const path = hello();
    const info = await documents.open({ path: dirname(path) });
    expect(info).toMatchObject({ path, revision: 0, trusted: false, restored: false });
    expect(await edit(documents, info, setBoot(info.composition, { memory: '8M' }))).toEqual({ revision: 1 });
    await expect(edit(documents, info, setBoot(info.composition, { memory: '9M' }))).rejects.toMatchObject({
      code: 'conflict',
    });
    await documents.save({ document: info.id });
    const before = readFileSync(join(ROOT, 'assets/examples/hello/uniloom.yaml'), 'utf8');
    expect(readFileSync(path, 'utf8')).toBe(before.replace('memory: 4M', 'memory: 8M'));
    expect(readdirSync(join(folder, 'state/journals'))).toEqual([]);
    expect((await documents.recent()).map((entry) => entry.path)).toEqual([path]);
  });

  it('refuses edits that make the composition invalid', async () => {
    const documents = engine();
    const info = await documents.open({ path: hello() });
    const bad = (value: unknown) =>
      edit(documents, info, {
        label: 'x',
        edits: [{ op: 'put', path: ['components', 'app', 'sources'], value: value as never }],
      });
    await expect(bad(['../x.c'])).rejects.toMatchObject({ code: 'bad-input' });
    await expect(bad(JSON.parse('{"__proto__": 1}'))).rejects.toMatchObject({ code: 'bad-input' });
    expect(documents.get(info.id).revision).toBe(0);
  });

  it('brings unsaved edits back', async () => {
    const path = hello();
    const first = engine();
    const info = await first.open({ path });
    await edit(first, info, setBoot(info.composition, { memory: '8M' }));
    // Nothing is saved and nothing closed: what a crash leaves behind.
    const second = await engine().open({ path });
    expect(second).toMatchObject({ restored: true, revision: 1, composition: { boot: { memory: '8M' } } });
    expect((await engine('cli').open({ path })).composition.boot.memory).toBe('4M');
  });

  it('forgets them when they are discarded', async () => {
    const documents = engine();
    const info = await documents.open({ path: hello() });
    await edit(documents, info, setBoot(info.composition, { memory: '8M' }));
    await documents.closeDocument({ document: info.id, discard: true });
    expect(await documents.open({ path: hello() })).toMatchObject({
      restored: false,
      composition: { boot: { memory: '4M' } },
    });
  });

  it('does not overwrite what another program wrote, unless told to', async () => {
    const documents = engine();
    const path = hello();
    const info = await documents.open({ path });
    await edit(documents, info, setBoot(info.composition, { memory: '8M' }));
    const theirs = readFileSync(path, 'utf8').replace('4M', '16M');
    const event = new Promise<void>((resolve) => {
      heard = resolve;
    });
    writeFileSync(path, theirs);
    await expect(documents.save({ document: info.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(path, 'utf8')).toBe(theirs);
    await event;
    expect(changes).toEqual([{ document: info.id, deleted: false }]);
    await documents.save({ document: info.id, overwrite: true });
    expect(readFileSync(path, 'utf8')).toContain('memory: 8M');
  });

  it('keeps everything when saving fails', async () => {
    const documents = engine();
    const info = await documents.open({ path: hello() });
    await edit(documents, info, setBoot(info.composition, { memory: '8M' }));
    writeFileSync(join(folder, 'file'), '');
    await expect(
      documents.save({ document: info.id, path: join(folder, 'file/x/uniloom.yaml') }),
    ).rejects.toMatchObject({
      code: 'io',
    });
    expect(documents.get(info.id)).toMatchObject({ revision: 1, composition: { boot: { memory: '8M' } } });
    expect((await engine().open({ path: hello() })).restored).toBe(true);
  });

  it('makes drafts from templates and saves them to a place of their own, trusted', async () => {
    const documents = engine();
    const info = await documents.create({ template: 'hello', name: 'mine', targets: ['host'] });
    expect(info).toMatchObject({ path: null, trusted: true, composition: { name: 'mine', targets: ['host'] } });
    await expect(documents.save({ document: info.id })).rejects.toMatchObject({ code: 'bad-input' });
    await edit(documents, info, addComponent(info.composition, 'tlsf'));
    expect((await engine().recent()).map(({ label, name }) => [label, name])).toEqual([['Unsaved', 'mine']]);
    const saved = await documents.save({ document: info.id, path: join(folder, 'work/mine') });
    expect(saved).toMatchObject({ path: join(folder, 'work/mine/uniloom.yaml'), trusted: true });
    expect(existsSync(info.folder)).toBe(false);
    const other = await documents.create({ template: null });
    await expect(
      documents.save({ document: other.id, path: join(folder, 'work/other.uniloom') }),
    ).resolves.toMatchObject({
      trusted: true,
    });
    // The folder was there before: only the file is trusted in it.
    expect((await documents.open({ path: hello() })).trusted).toBe(false);
    expect((await documents.templates()).map(({ name }) => name)).toContain('hello');
  });

  it('answers for broken files with diagnostics', async () => {
    const documents = engine();
    const path = hello();
    writeFileSync(path, 'uniloom: 1\nname: [\n');
    await expect(documents.open({ path })).rejects.toMatchObject({
      code: 'bad-input',
      diagnostics: [{ code: 'UL0001' }],
    });
    await expect(documents.open({ path: join(folder, 'none') })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keeps the browser in its workspace', async () => {
    const documents = engine('browser');
    const outside = join(folder, 'uniloom.yaml');
    writeFileSync(outside, readFileSync(hello()));
    symlinkSync(outside, join(folder, 'work/link.uniloom'));
    await expect(documents.open({ path: outside })).rejects.toMatchObject({ code: 'denied' });
    await expect(documents.open({ path: join(folder, 'work/link.uniloom') })).rejects.toMatchObject({ code: 'denied' });
    const info = await documents.open({ path: hello() });
    await expect(documents.save({ document: info.id, path: outside })).rejects.toMatchObject({ code: 'denied' });
  });

  it('trusts what is asked for and what is in it', async () => {
    const documents = engine();
    const info = await documents.open({ path: hello() });
    await documents.trust({ document: info.id });
    expect(documents.get(info.id).trusted).toBe(true);
    mkdirSync(join(folder, 'work/inner'));
    writeFileSync(join(folder, 'work/inner/uniloom.yaml'), readFileSync(hello()));
    expect((await engine().open({ path: join(folder, 'work/inner') })).trusted).toBe(true);
    expect((await documents.open({ path: join(ROOT, 'assets/examples/hello') })).trusted).toBe(true);
  });

  it('falls back to defaults for damaged settings', async () => {
    const { settings } = engine();
    expect(await settings.set({ theme: 'dark', panes: { left: 20 } })).toMatchObject({
      theme: 'dark',
      panes: { left: 20 },
    });
    writeFileSync(join(folder, 'state/settings.json'), '{"theme":"dark","language":7,"panes":');
    expect(await settings.get()).toEqual({ theme: 'system', language: 'system', profile: 'debug', panes: {} });
    writeFileSync(join(folder, 'state/settings.json'), '{"theme":"dark","language":7}');
    expect(await settings.get()).toMatchObject({ theme: 'dark', language: 'system' });
  });
});

describe('resolveInside', () => {
  it('follows links only as far as they stay inside', async () => {
    const work = join(folder, 'work');
    mkdirSync(join(work, 'src'));
    symlinkSync(folder, join(work, 'out'));
    symlinkSync(join(folder, 'nowhere'), join(work, 'gone'));
    symlinkSync('src', join(work, 'in'));
    expect(await resolveInside(work, 'in/new/a.c')).toBe(join(work, 'src/new/a.c'));
    for (const path of ['out/a.c', 'gone', 'gone/a.c', '../a.c', '/etc/passwd', '%2e%2e/a'])
      await expect(resolveInside(work, path)).rejects.toMatchObject({ code: 'denied' });
  });
});
