/** From where archives come, and what is told where none can be had: Debian is a fake `apt-get`, upstream a function. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Origin, ThirdParty } from '../catalog/types.ts';
import { ensureArchives } from './archives.ts';
import { sourcesCache, unpacked } from './cache.ts';
import type { FetchProgress } from './fetch.ts';

let top = '';
let cache = '';
let etc = '';
/** What the fake apt-get hands out. */
let mirror = '';

const PATCH = `--- a/src/a.c
+++ b/src/a.c
@@ -1 +1 @@
-int a;
+int a = 1;
`;

function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const folder = mkdtempSync(join(top, 'tar-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return execFileSync('tar', ['-cJf', '-', ...Object.keys(files)], { cwd: folder });
}

const hashOf = (data: Buffer) => createHash('sha256').update(data).digest('hex');

let archive: Buffer;
let packaging: Buffer;
let debian: Extract<Origin, { from: 'debian' }>;
let upstream: Extract<Origin, { from: 'upstream' }>;
const pinOf = (...origins: Origin[]): ThirdParty => ({
  ...{ name: 'pack', version: '1.0', licence: 'MIT', strip: 1, patches: [] },
  origins,
});

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'uniloom-fetch-'));
  cache = join(top, 'cache of 人');
  etc = join(top, 'etc');
  mirror = join(top, 'mirror');
  for (const folder of [join(etc, 'apt/sources.list.d'), mirror, join(top, 'bin')])
    mkdirSync(folder, { recursive: true });
  archive = tarOf({ 'pack-1.0/src/a.c': 'int a;\n' });
  packaging = tarOf({ 'debian/patches/one': PATCH, 'debian/patches/series': 'one\n' });
  const packagingFile = 'pack_1.0-2.debian.tar.xz';
  debian = {
    ...{ from: 'debian', package: 'pack', version: '1.0-2', file: 'pack_1.0.orig.tar.xz' },
    ...{ sha256: hashOf(archive), packaging: { file: packagingFile, sha256: hashOf(packaging) } },
  };
  upstream = { from: 'upstream', url: 'https://example.org/pack-1.0.tar.xz', sha256: hashOf(archive) };
  writeFileSync(join(mirror, debian.file), archive);
  writeFileSync(join(mirror, packagingFile), packaging);
  writeFileSync(join(etc, 'os-release'), 'ID=debian\nVERSION_CODENAME=bookworm\n');
  writeFileSync(join(etc, 'apt/sources.list'), 'deb http://mirror.example/debian bookworm main\n');
  // Says what it was asked, and fails where a file tells it to.
  fake(
    'apt-get',
    `echo "$*" >> ${top}/asked
cat "$APT_CONFIG" > ${top}/apt.conf
if [ -e ${top}/fail-"$2" ]; then cat ${top}/fail-"$2" >&2; exit 100; fi
[ "$2" = source ] && cp ${mirror}/* .
exit 0`,
  );
  fake(
    'apt-config',
    `printf '%s\\n' 'Acquire::http::Proxy "http://proxy.example:3128";' 'APT::Update::Post-Invoke:: "touch ${top}/hooked";'`,
  );
  vi.stubEnv('PATH', `${join(top, 'bin')}:${process.env['PATH']}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(top, { recursive: true, force: true });
});

function fake(name: string, body: string): void {
  const path = join(top, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

const asked = () => (existsSync(join(top, 'asked')) ? readFileSync(join(top, 'asked'), 'utf8').trim().split('\n') : []);
const never: typeof fetch = () => Promise.reject(new Error('nobody is to ask'));
const answers =
  (data: Buffer, status = 200): typeof fetch =>
  () =>
    Promise.resolve(new Response(new Uint8Array(data), { status, headers: { 'content-length': String(data.length) } }));
const ensure = async (pin: ThirdParty, get: typeof fetch = never) =>
  (await ensureArchives([pin], { cache, etc, get }))[0] ?? '';
const source = (folder: string) => readFileSync(join(folder, 'src/a.c'), 'utf8');
const failure = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: '', message: 'it worked', hint: '' }),
    (error: { code: string; message: string; hint: string }) => error,
  );
/** Names in the cache, without the state of apt. */
const kept = () => readdirSync(cache).filter((name) => name !== 'apt' && name !== 'unpacked');

describe('the download cache', () => {
  it.each(['hash', 'name'])('is asked first, by %s', async (by) => {
    mkdirSync(cache);
    writeFileSync(join(cache, by === 'hash' ? debian.sha256 : debian.file), archive);
    const folder = await ensure(pinOf(debian, upstream));
    expect(source(folder)).toBe('int a;\n');
    expect(asked()).toEqual([]);
  });

  it('is not trusted: what has another hash is told and left alone', async () => {
    mkdirSync(cache);
    writeFileSync(join(cache, debian.file), 'something else');
    expect(source(await ensure(pinOf(debian)))).toBe('int a;\n');
    expect(readFileSync(join(cache, debian.file), 'utf8')).toBe('something else');
    rmSync(join(cache, debian.sha256));
    rmSync(join(cache, 'unpacked'), { recursive: true });
    writeFileSync(join(top, 'fail-source'), 'E: no');
    expect((await failure(ensure(pinOf(debian)))).message).toContain(`${debian.file} has the SHA-256 `);
  });

  it('unpacks once, for all at once, and again what was left half-way', async () => {
    mkdirSync(join(cache, 'unpacked/.unpacking-old'), { recursive: true });
    writeFileSync(join(cache, 'unpacked/.unpacking-old/x'), '');
    const folders = await Promise.all([1, 2, 3].map(() => ensure(pinOf(debian))));
    expect(new Set(folders).size).toBe(1);
    expect(asked().filter((line) => line.includes(' source '))).toHaveLength(1);
    expect(readdirSync(join(cache, 'unpacked'))).toHaveLength(1);
    expect(unpacked(cache, pinOf(debian))).toBe(folders[0]);
    expect(kept()).toEqual([debian.sha256]);
  });

  it('is rid of what downloads that were killed have left', async () => {
    mkdirSync(join(cache, '.apt-old/files'), { recursive: true });
    writeFileSync(join(cache, `.${debian.sha256}.0123.uniloom-partial`), 'half');
    writeFileSync(join(cache, 'mine'), '');
    await ensure(pinOf(debian));
    expect(readdirSync(cache).sort()).toEqual(['apt', debian.sha256, 'mine', 'unpacked'].sort());
  });

  it('is where the environment says', () => {
    expect(sourcesCache({ UNILOOM_CACHE: '/a/b' })).toBe('/a/b');
    expect(sourcesCache({ XDG_CACHE_HOME: '/x' })).toBe('/x/uniloom/sources');
    expect(sourcesCache({ UNILOOM_CACHE: 'relative', XDG_CACHE_HOME: 'relative' })).toMatch(
      /\/\.cache\/uniloom\/sources$/,
    );
  });
});

describe('Debian', () => {
  it('is asked by an apt of its own, which keeps the way to mirrors only', async () => {
    await ensure(pinOf(debian));
    expect(asked()).toEqual(['-q update', '-q source --download-only pack=1.0-2']);
    const conf = readFileSync(join(top, 'apt.conf'), 'utf8');
    expect(conf).toContain('Acquire::http::Proxy "http://proxy.example:3128";');
    expect(conf).not.toContain('Post-Invoke');
    for (const line of ['Dir::Etc::Parts', 'Dir::Etc::SourceParts', 'Dir::State', 'Dir::Cache'])
      expect(conf).toMatch(new RegExp(`^${line} "${cache}/apt/`, 'm'));
    const [state = ''] = readdirSync(join(cache, 'apt'));
    expect(readFileSync(join(cache, 'apt', state, 'sources/uniloom.sources'), 'utf8')).toContain('Types: deb-src');
    expect(kept()).toEqual([debian.sha256]);
  });

  it('is asked for its lists once a day, and again where they do not have it', async () => {
    await ensure(pinOf(debian));
    const again = async () => {
      rmSync(join(cache, debian.sha256));
      rmSync(join(cache, 'unpacked'), { recursive: true });
      const before = asked().length;
      await failure(ensure(pinOf(debian)));
      return asked()
        .slice(before)
        .map((line) => line.split(' ')[1]);
    };
    expect(await again()).toEqual(['source']);
    const [state = ''] = readdirSync(join(cache, 'apt'));
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    utimesSync(join(cache, 'apt', state, 'updated'), yesterday, yesterday);
    expect(await again()).toEqual(['update', 'source']);
    writeFileSync(join(top, 'fail-source'), 'E: Can not find version');
    rmSync(join(cache, 'apt'), { recursive: true });
    writeFileSync(join(cache, debian.sha256), '');
    mkdirSync(join(cache, 'unpacked'), { recursive: true });
    expect(await again()).toEqual(['update', 'source', 'source']);
    writeFileSync(join(cache, debian.sha256), '');
    mkdirSync(join(cache, 'unpacked'), { recursive: true });
    expect(await again()).toEqual(['source', 'source', 'update', 'source', 'source']);
  });

  it('hands out no other bytes than the pinned ones', async () => {
    writeFileSync(join(mirror, debian.file), 'not the same');
    const { code, message } = await failure(ensure(pinOf(debian)));
    expect([code, message]).toEqual(['source-missing', expect.stringContaining('not the pinned one')]);
    expect(kept()).toEqual([]);
  });

  it('that has gone on to other files is told, and upstream asked', async () => {
    rmSync(join(mirror, debian.file));
    writeFileSync(join(mirror, 'pack_1.1.orig.tar.xz'), archive);
    const { message } = await failure(ensure(pinOf(debian)));
    expect(message).toContain(`pack 1.0-2: it has no ${debian.file}`);
    expect(kept()).toEqual([]);
    expect(source(await ensure(pinOf(debian, upstream), answers(archive)))).toBe('int a;\n');
  });

  it('brings the patches, which are applied in their order', async () => {
    const pin = { ...pinOf(debian), patches: ['one'] };
    const folder = await ensure(pin);
    expect(source(folder)).toBe('int a = 1;\n');
    // Other sources than the same archive without them.
    expect(source(await ensure(pinOf(debian)))).toBe('int a;\n');
    const { message } = await failure(ensure({ ...pin, patches: ['two'] }));
    expect(message).toContain("its packaging has no patch 'two'");
    const twice = await failure(ensure({ ...pin, patches: ['one', 'one'] }));
    expect(twice.message).toContain("the patch 'one' does not fit");
    expect(readdirSync(join(cache, 'unpacked'))).toHaveLength(2);
  });
});

describe('upstream', () => {
  it('comes after Debian, with its progress', async () => {
    writeFileSync(join(top, 'fail-source'), 'E: Unable to find a source package for pack');
    const said: FetchProgress[] = [];
    const options = { cache, etc, get: answers(archive), onProgress: (step: FetchProgress) => said.push(step) };
    const [folder = ''] = await ensureArchives([pinOf(debian, upstream)], options);
    expect(source(folder)).toBe('int a;\n');
    expect(said.at(-1)).toEqual({
      archive: 'pack-1.0',
      from: upstream.url,
      bytes: archive.length,
      total: archive.length,
    });
  });

  it.each<[string, () => typeof fetch, RegExp]>([
    ['answers with an error', () => answers(archive, 404), /answered 404/],
    ['sends other bytes', () => answers(Buffer.from('evil')), /its SHA-256 is .*, not the pinned one/],
    ['sends a part', () => answers(archive.subarray(0, 100)), /not the pinned one/],
    [
      'breaks off',
      () => () => {
        const body = new ReadableStream({
          start(stream) {
            stream.enqueue(new Uint8Array(10));
            stream.error(new Error('connection lost'));
          },
        });
        return Promise.resolve(new Response(body));
      },
      /connection lost/,
    ],
    [
      'cannot be reached',
      () => () => Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') })),
      /fetch failed \(getaddrinfo ENOTFOUND\)/,
    ],
  ])('that %s leaves nothing behind', async (_what, get, why) => {
    const { code, message } = await failure(ensure(pinOf(upstream), get()));
    expect(code).toBe('source-missing');
    expect(message).toMatch(why);
    expect(kept()).toEqual([]);
  });
});

it('lets a server go whose answer is of no use', async () => {
  let cancelled = false;
  const body = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  await failure(ensure(pinOf(upstream), () => Promise.resolve(new Response(body, { status: 404 }))));
  expect(cancelled).toBe(true);
});

it('tells everything that was tried, and what a person can do', async () => {
  writeFileSync(join(top, 'fail-update'), 'E: Temporary failure resolving mirror.example\n');
  writeFileSync(join(top, 'fail-source'), 'Reading package lists...\nE: Unable to find a source package for pack\n');
  const { code, message, hint } = await failure(ensure(pinOf(debian, upstream), answers(archive, 503)));
  expect(code).toBe('source-missing');
  expect(message.split('; ')).toEqual([
    `The sources of pack-1.0 cannot be had. Tried: ${cache}: not there`,
    "Debian's source package pack 1.0-2: apt-get: update: E: Temporary failure resolving mirror.example",
    `${upstream.url}: the server answered 503`,
  ]);
  expect(hint).toContain(`put ${debian.file} (SHA-256 ${debian.sha256}) into ${cache}`);
});

it('tells of machines without apt, and of other systems', async () => {
  writeFileSync(join(etc, 'apt/sources.list'), 'deb http://mirror.example/ubuntu noble main\n');
  expect((await failure(ensure(pinOf(debian)))).message).toContain('apt on this machine has no mirror of bookworm');
  rmSync(join(etc, 'os-release'));
  expect((await failure(ensure(pinOf(debian)))).message).toContain('no mirror of a Debian release');
  vi.stubEnv('PATH', mirror);
  expect((await failure(ensure(pinOf(debian)))).message).toContain('there is no apt-get on this machine');
});

it('a tool that unpacking wants is told as one', async () => {
  mkdirSync(cache);
  writeFileSync(join(cache, debian.sha256), archive);
  vi.stubEnv('PATH', mirror);
  expect(await failure(ensure(pinOf(debian)))).toMatchObject({
    code: 'tool-missing',
    hint: 'apt-get install xz-utils',
  });
});

it('ends when it is told to, and leaves nothing behind', async () => {
  const controller = new AbortController();
  const get: typeof fetch = (_url, init) => {
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(new Uint8Array(10));
        init?.signal?.addEventListener('abort', () => stream.error(init.signal?.reason));
        queueMicrotask(() => controller.abort(new Error('enough')));
      },
    });
    return Promise.resolve(new Response(body));
  };
  const work = ensureArchives([pinOf(upstream)], { cache, etc, get, signal: controller.signal });
  await expect(work).rejects.toThrow('enough');
  expect(kept()).toEqual([]);
});
