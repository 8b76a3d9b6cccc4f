/** A folder as a cpio archive: what is in it, in which order, the same bytes each time, and what is refused. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryRefusal } from './cpio.ts';
import { packFolder, packInto, TooLarge } from './pack.ts';

let place = '';
let folder = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'uniloom 打包,'));
  folder = join(place, 'root');
  mkdirSync(folder);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const packed = async (to = 'a.cpio') => ({
  ...(await packFolder({ folder, to: join(place, to), without: join(place, 'build') })),
  archive: readFileSync(join(place, to)),
});

interface Entry {
  readonly name: string;
  readonly fields: readonly number[];
  readonly data: Buffer;
}

const up = (at: number): number => Math.ceil(at / 4) * 4;

/** Reads what was written, by the format's own description. */
function entriesOf(archive: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < archive.length; ) {
    expect(archive.toString('latin1', at, at + 6)).toBe('070701');
    const fields = Array.from({ length: 13 }, (_, i) =>
      Number.parseInt(archive.toString('latin1', at + 6 + 8 * i, at + 14 + 8 * i), 16),
    );
    const [size = 0, names = 0] = [fields[6], fields[11]];
    const name = archive.subarray(at + 110, at + 110 + names);
    expect(name.indexOf(0)).toBe(names - 1);
    const begin = up(at + 110 + names);
    entries.push({
      name: name.subarray(0, -1).toString('latin1'),
      fields,
      data: archive.subarray(begin, begin + size),
    });
    at = up(begin + size);
  }
  return entries;
}

describe('an archive', () => {
  it('has names in order, permissions, times and data, and no owner', async () => {
    mkdirSync(join(folder, 'b'));
    writeFileSync(join(folder, 'b', 'z'), 'zz');
    writeFileSync(join(folder, 'b', 'a'), '');
    writeFileSync(join(folder, 'B'), 'large');
    symlinkSync('b/z', join(folder, 'link'));
    symlinkSync('/nowhere', join(folder, 'a'));
    chmodSync(join(folder, 'b'), 0o750);
    chmodSync(join(folder, 'B'), 0o4755);
    utimesSync(join(folder, 'B'), 0, 1_700_000_000.75);
    const { archive, bytes, skipped } = await packed();
    const entries = entriesOf(archive);
    expect(entries.map(({ name }) => name)).toEqual(['B', 'a', 'b', 'b/a', 'b/z', 'link', 'TRAILER!!!']);
    expect(entries.map(({ fields }) => fields[1])).toEqual([
      0o104755, 0o120777, 0o40750, 0o100644, 0o100644, 0o120777, 0,
    ]);
    expect(entries.map(({ data }) => data.toString())).toEqual(['large', '/nowhere', '', '', 'zz', 'b/z', '']);
    expect(entries.map(({ fields }) => fields[0])).toEqual([1, 2, 3, 4, 5, 6, 0]);
    expect(entries[0]?.fields[5]).toBe(1_700_000_000);
    for (const { fields } of entries) expect([fields[2], fields[3], fields[7], fields[8]]).toEqual([0, 0, 0, 0]);
    expect(bytes).toBe(archive.length);
    expect(skipped).toEqual([]);
    expect(readdirSync(place).sort()).toEqual(['a.cpio', 'root']);
  });

  it('has the same bytes each time, and others when something changes', async () => {
    writeFileSync(join(folder, 'file'), 'one');
    utimesSync(join(folder, 'file'), 1, 1);
    const first = (await packed()).archive;
    expect((await packed('b.cpio')).archive.equals(first)).toBe(true);
    writeFileSync(join(folder, 'file'), 'two');
    utimesSync(join(folder, 'file'), 1, 1);
    expect((await packed()).archive.equals(first)).toBe(false);
  });

  it('is given up once it is larger than it may be, however much there is', async () => {
    writeFileSync(join(folder, 'gap'), '');
    truncateSync(join(folder, 'gap'), 3 * 2 ** 30);
    const request = { folder, to: join(place, 'a.cpio'), without: '', most: 2 << 20 };
    await expect(packFolder(request)).rejects.toBeInstanceOf(TooLarge);
    expect(readdirSync(place)).toEqual(['root']);
    truncateSync(join(folder, 'gap'), 1 << 20);
    await packFolder(request);
    const { length } = readFileSync(request.to);
    await packFolder({ ...request, most: length });
    await expect(packFolder({ ...request, most: length - 1 })).rejects.toBeInstanceOf(TooLarge);
  });

  it('of an empty folder ends at once', async () => {
    expect(entriesOf((await packed()).archive).map(({ name }) => name)).toEqual(['TRAILER!!!']);
  });

  it('takes names that are no text', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff, 0xfe])]), 'x');
    writeFileSync(join(folder, '中文 and blanks'), 'y');
    const names = entriesOf((await packed()).archive).map(({ name }) => name);
    expect(names).toEqual(['f\xff\xfe', Buffer.from('中文 and blanks').toString('latin1'), 'TRAILER!!!']);
  });

  it('streams what is large', async () => {
    writeFileSync(join(folder, 'gap'), 'begins');
    truncateSync(join(folder, 'gap'), 5_000_001);
    const [gap] = entriesOf((await packed()).archive);
    expect(gap?.data.length).toBe(5_000_001);
    expect(gap?.data.toString('latin1', 0, 7)).toBe('begins\0');
  });

  it('leaves out what is no file, and the folder that it is built in', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    folder = place;
    mkdirSync(join(place, 'build'));
    writeFileSync(join(place, 'build', 'image'), 'large');
    try {
      const { archive, skipped } = await packed('build/rootfs.cpio');
      expect(entriesOf(archive).map(({ name }) => name)).toEqual(['root', 'TRAILER!!!']);
      expect(skipped).toEqual([join(place, 'root', 'socket')]);
    } finally {
      server.close();
    }
  });
});

describe('what cannot be packed', () => {
  it('is named', async () => {
    let deep = folder;
    for (let i = 0; i < 6; i += 1) {
      deep = join(deep, 'n'.repeat(200));
      mkdirSync(deep);
    }
    await expect(packed()).rejects.toThrow(/root folder cannot be packed: .*n: its name is longer than 1022 bytes/);
    expect(readdirSync(place)).toEqual(['root']);
  });

  it('is a file of more than 4 GiB, and a part of a name or a target that is too long', () => {
    const entry = { name: Buffer.from('x'), kind: 'file' as const, permissions: 0, mtime: 0, size: 0xffff_ffff };
    expect(entryRefusal(entry)).toBeNull();
    expect(entryRefusal({ ...entry, size: 0x1_0000_0000 })).toContain('4 GiB');
    expect(entryRefusal({ ...entry, name: Buffer.from(`a/${'n'.repeat(256)}`) })).toContain('a part of its name');
    expect(entryRefusal({ ...entry, kind: 'link', size: 1023 })).toContain('target');
  });

  it('is a folder that is not there, and one where nothing can be written', async () => {
    await expect(packFolder({ folder: join(place, 'none'), to: join(place, 'a'), without: '' })).rejects.toThrow(
      /none: ENOENT/,
    );
    await expect(packFolder({ folder, to: join(place, 'none', 'a'), without: '' })).rejects.toThrow(/none.a.*ENOENT/);
    expect(readdirSync(place)).toEqual(['root']);
  });

  it('is told when the disk is full', async () => {
    writeFileSync(join(folder, 'file'), 'x');
    // Each write to this device fails like that.
    const full = await open('/dev/full', 'w');
    try {
      await expect(packInto({ folder, to: join(place, 'a'), without: '' }, full)).rejects.toThrow(
        'there is no room left on the disk',
      );
    } finally {
      await full.close();
    }
  });

  it('is given up when the boot is', async () => {
    const controller = new AbortController();
    controller.abort(new Error('given up'));
    writeFileSync(join(folder, 'file'), 'x');
    const request = { folder, to: join(place, 'a'), without: '', signal: controller.signal };
    await expect(packFolder(request)).rejects.toThrow('given up');
    expect(readdirSync(place)).toEqual(['root']);
  });
});
