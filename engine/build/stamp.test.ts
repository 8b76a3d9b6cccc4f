import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SizeReport } from '../contract.ts';
import { writeEmission } from '../emit/write.ts';
import { sourceReader } from './reader.ts';
import { dropStamp, knownBuild, stampKey, writeStamp } from './stamp.ts';

const size: SizeReport = { image: 3, total: { text: 1, rodata: 1, data: 1, bss: 0 }, components: [] };
const EMITTED = ['build.ninja', 'gen/app/ports.h'];
const key = stampKey(['one', { a: 1 }]);

let top: string;
const at = (path: string) => join(top, path);
const put = (path: string, text: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};
const reader = () => sourceReader(at('catalog'), at('own'));
const known = (other = key) => knownBuild(at('out'), other, reader());

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'uniloom-stamp-'));
  put('catalog/app/main.c', 'int main;');
  put('own/mine.c', 'int mine;');
  writeEmission(
    at('out'),
    EMITTED.map((path) => ({ path, text: path })),
  );
  for (const name of ['image', 'image.elf', 'link.map']) put(`out/${name}`, name);
  const read = reader();
  read.read('catalog:app/main.c');
  read.read('source:mine.c');
  read.read('source:absent.h');
  // As if the sources were written long ago.
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  writeStamp(at('out'), { key, reader: read, files: EMITTED, diagnostics: [], size });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(top, { recursive: true, force: true });
});

describe('a stamp', () => {
  it('holds while nothing changed', () => {
    expect(known()).toEqual({ diagnostics: [], size });
  });

  it.each<[string, () => void]>([
    ['another key', () => put('out/stamp.json', JSON.stringify({ key: 'x', files: [], sources: [], measured: [] }))],
    ['a source that changed', () => appendFileSync(at('own/mine.c'), ' ')],
    ['a source of the catalog', () => put('catalog/app/main.c', 'int mian;')],
    ['a header that is there now', () => put('own/absent.h', '')],
    ['a source that is gone', () => rmSync(at('own/mine.c'))],
    ['an emitted file that was damaged', () => put('out/gen/app/ports.h', 'gen/app/port5.h')],
    ['an emitted file that is gone', () => rmSync(at('out/build.ninja'))],
    ['another emission', () => void writeEmission(at('out'), [{ path: 'build.ninja', text: 'build.ninja' }])],
    ['a damaged stamp', () => put('out/stamp.json', '{')],
    ['a stamp of another shape', () => put('out/stamp.json', 'null')],
    ['a stamp that was dropped', () => dropStamp(at('out'))],
    [
      'the same contents with the times put back',
      () => {
        const { atime, mtime } = statSync(at('out/gen/app/ports.h'));
        put('out/gen/app/ports.h', 'gen/app/port5.h');
        utimesSync(at('out/gen/app/ports.h'), atime, mtime);
      },
    ],
    [
      'a link in place of an emitted file',
      () => {
        rmSync(at('out/build.ninja'));
        symlinkSync(at('own/mine.c'), at('out/build.ninja'));
      },
    ],
  ])('does not hold with %s', (_what, change) => {
    change();
    expect(known()).toBeNull();
  });

  it('does not hold for another key, and knows no size of another image', () => {
    expect(known(stampKey(['two']))).toBeNull();
    put('out/image.elf', 'image.fle');
    expect(known()).toEqual({ diagnostics: [], size: null });
  });

  it('is not kept of a source that may change again within the clock’s grain', () => {
    vi.restoreAllMocks();
    dropStamp(at('out'));
    const read = reader();
    read.read('source:mine.c');
    writeStamp(at('out'), { key, reader: read, files: EMITTED, diagnostics: [], size });
    expect(known()).toBeNull();
  });
});

describe('sourceReader', () => {
  it('reads inside of its roots only', () => {
    put('secret.c', 'secret');
    symlinkSync(at('secret.c'), at('own/link.c'));
    symlinkSync(at('own/mine.c'), at('own/inner.c'));
    const { read } = reader();
    expect(read('source:inner.c')).toBe('int mine;');
    for (const id of ['source:link.c', 'source:../secret.c', 'source:.', 'catalog:../own/mine.c'] as const)
      expect(read(id)).toBeUndefined();
  });
});
