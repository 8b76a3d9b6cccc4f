/** Archives that mean harm, archives that are damaged, and plain ones. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusal, unpack } from './unpack.ts';

let top = '';
let into = '';
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'uniloom-unpack-'));
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

const fresh = () => {
  const folder = mkdtempSync(join(top, 'case-'));
  into = join(folder, 'into');
  mkdirSync(into);
  return folder;
};

interface Member {
  readonly path: string;
  readonly text?: string;
  /** ustar's typeflag: 0 file, 1 hard link, 2 symbolic link, 3 and 4 devices, 5 folder, 6 FIFO. */
  readonly type?: string;
  readonly link?: string;
  /** What the header says instead of the text's own size. */
  readonly size?: number;
}

/** A member as ustar writes it, whatever it says. */
function member({ path, text = '', type = '0', link = '', size = text.length }: Member): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  body.write(text);
  return Buffer.concat([header, body]);
}

const tarOf = (members: readonly Member[]) => Buffer.concat([...members.map(member), Buffer.alloc(1024)]);

/** Unpacks what `data` holds with the top folder taken away; answers with the paths and what lies beside the folder. */
async function unpacked(
  data: Buffer,
  format: 'tar' | 'tar.gz' | 'tar.xz' | 'zip',
  limits?: { bytes: number; files: number },
) {
  const folder = fresh();
  const file = join(folder, `archive.${format}`);
  writeFileSync(file, data);
  const all = { bytes: 1 << 20, files: 100, ...limits };
  await unpack(file, format, into, 1, undefined, all).finally(() => {
    // Nothing of what went wrong lies anywhere else.
    expect(readdirSync(folder).sort()).toEqual([`archive.${format}`, 'into']);
  });
  return readdirSync(into, { recursive: true, encoding: 'utf8' }).sort();
}

const GOOD: readonly Member[] = [
  { path: 'lib-1.0/', type: '5' },
  { path: 'lib-1.0/src/a.c', text: 'int a;\n' },
  { path: 'lib-1.0/include/a.h', text: 'extern int a;\n' },
  { path: 'lib-1.0/include/b.h', type: '2', link: '../src/a.c' },
  { path: 'lib-1.0/c.c', type: '1', link: 'lib-1.0/src/a.c' },
];
const PATHS = ['c.c', 'include', 'include/a.h', 'include/b.h', 'src', 'src/a.c'];

describe('an archive', () => {
  it.each([
    ['tar', (data: Buffer) => data],
    ['tar.gz', (data: Buffer) => gzipSync(data)],
    ['tar.xz', (data: Buffer) => execFileSync('xz', ['-c'], { input: data })],
  ] as const)('is unpacked without its top folder, to be read only (%s)', async (format, pack) => {
    expect(await unpacked(pack(tarOf(GOOD)), format)).toEqual(PATHS);
    expect(readFileSync(join(into, 'include/b.h'), 'utf8')).toBe('int a;\n');
    expect(statSync(join(into, 'src/a.c')).mode & 0o777).toBe(0o444);
  });

  it.each<[string, readonly Member[], RegExp]>([
    ['..', [{ path: 'lib/../../evil.c', text: 'x' }], /'lib\/..\/..\/evil.c' leaves the folder/],
    ['a path from the root', [{ path: '/tmp/evil.c', text: 'x' }], /'\/tmp\/evil.c' leaves the folder/],
    ['a symbolic link out of it', [{ path: 'lib/out', type: '2', link: '../../..' }], /the link 'lib\/out' leads to/],
    [
      'a symbolic link to the root',
      [{ path: 'lib/out', type: '2', link: '/etc' }],
      /the link 'lib\/out' leads to '\/etc'/,
    ],
    ['a symbolic link beside its top', [{ path: 'lib/out', type: '2', link: '../other' }], /the link 'lib\/out'/],
    [
      'a symbolic link by the name of the top that is taken away',
      [{ path: 'lib/out', type: '2', link: '../lib/src' }],
      /the link 'lib\/out' leads to '..\/lib\/src'/,
    ],
    ['a link in place of its top', [{ path: 'lib', type: '2', link: 'src' }], /the link 'lib' leads to 'src'/],
    ['a hard link out of it', [{ path: 'lib/out', type: '1', link: '../passwd' }], /the link 'lib\/out' leads/],
    ['a hard link to the root', [{ path: 'lib/out', type: '1', link: '/etc/passwd' }], /the link 'lib\/out' leads/],
    ['a character device', [{ path: 'lib/dev', type: '3' }], /'lib\/dev' is a CharacterDevice/],
    ['a block device', [{ path: 'lib/dev', type: '4' }], /'lib\/dev' is a BlockDevice/],
    ['a pipe', [{ path: 'lib/pipe', type: '6' }], /'lib\/pipe' is a FIFO/],
  ])('with %s is refused', async (_what, members, why) => {
    await expect(unpacked(tarOf([...GOOD, ...members]), 'tar')).rejects.toThrow(why);
    await expect(unpacked(gzipSync(tarOf(members)), 'tar.gz')).rejects.toThrow(why);
  });

  it('cannot lead out of it by a link behind a link', async () => {
    const chain = [
      { path: 'lib/a/b/c.c', text: 'x' },
      { path: 'lib/a/b/up', type: '2', link: '../..' },
      { path: 'lib/out', type: '2', link: 'a/b/up/../archive.tar' },
    ];
    await expect(unpacked(tarOf(chain), 'tar')).rejects.toThrow(/the link 'out' leads to '.*archive.tar'/);
    await expect(unpacked(tarOf(chain.slice(0, 2)), 'tar')).resolves.toContain('a/b/up');
  });

  it('cannot write through a link of its own', async () => {
    const through = [
      { path: 'lib/here', type: '2', link: 'src' },
      { path: 'lib/here/x.c', text: 'x' },
    ];
    await expect(unpacked(tarOf([...GOOD, ...through]), 'tar')).rejects.toThrow(/symbolic link/i);
  });

  it('that is too large, or of too many files, is refused', async () => {
    const large = tarOf([{ path: 'lib/zero', text: '\0'.repeat(50_000) }]);
    await expect(unpacked(gzipSync(large), 'tar.gz', { bytes: 40_000, files: 100 })).rejects.toThrow(
      /larger than 40000/,
    );
    await expect(unpacked(tarOf(GOOD), 'tar', { bytes: 1 << 20, files: 3 })).rejects.toThrow(/more than 3 files/);
    const xz = execFileSync('xz', ['-c'], { input: large });
    await expect(unpacked(xz, 'tar.xz', { bytes: 40_000, files: 100 })).rejects.toThrow(/larger than 40000/);
  });

  it('that is cut short or damaged is refused', async () => {
    const data = tarOf([{ path: 'lib/long.c', text: 'x'.repeat(3000) }]);
    await expect(unpacked(data.subarray(0, 1200), 'tar')).rejects.toThrow();
    const packed = gzipSync(tarOf(GOOD));
    await expect(unpacked(packed.subarray(0, packed.length - 30), 'tar.gz')).rejects.toThrow();
    const xz = execFileSync('xz', ['-c'], { input: tarOf(GOOD) });
    await expect(unpacked(xz.subarray(0, xz.length - 40), 'tar.xz')).rejects.toThrow();
    await expect(unpacked(Buffer.from('no archive at all'.repeat(100)), 'tar')).rejects.toThrow();
    await expect(unpacked(Buffer.from('no archive at all'), 'tar.xz')).rejects.toThrow();
  });
});

/** A zip of files; `more` changes an entry of the directory. */
function zipOf(files: Readonly<Record<string, string>>, change: (entry: Buffer) => void = () => {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const packed = deflateRawSync(text);
    const local = Buffer.alloc(30 + path.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(path.length, 26);
    local.write(path, 30);
    const entry = Buffer.alloc(46 + path.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(3 << 8, 4);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(text.length, 24);
    entry.writeUInt16LE(path.length, 28);
    entry.writeUInt32LE((0o100644 << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    entry.write(path, 46);
    change(entry);
    locals.push(local, packed);
    central.push(entry);
    offset += local.length + packed.length;
  }
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(central.length, 10);
  tail.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, tail]);
}

describe('a zip archive', () => {
  const files = { 'lib/': '', 'lib/a.c': 'int a;\n'.repeat(100), 'lib/include/a.h': '' };
  it('is unpacked', async () => {
    expect(await unpacked(zipOf(files), 'zip')).toEqual(['a.c', 'include', 'include/a.h']);
    expect(readFileSync(join(into, 'a.c'), 'utf8')).toBe(files['lib/a.c']);
  });

  it.each<[string, Buffer, RegExp]>([
    ['..', zipOf({ 'lib/../../x': 'x' }), /leaves the folder/],
    ['a path from the root', zipOf({ '/tmp/x': 'x' }), /leaves the folder/],
    ['a link', zipOf({ 'lib/x': '/etc' }, (entry) => entry.writeUInt32LE((0o120777 << 16) >>> 0, 38)), /is a link/],
    ['a device', zipOf({ 'lib/x': '' }, (entry) => entry.writeUInt32LE((0o020777 << 16) >>> 0, 38)), /is a device/],
    ['more than it says', zipOf({ 'lib/x': 'xxxxxxxx' }, (entry) => entry.writeUInt32LE(2, 24)), /./],
    ['a huge file', zipOf({ 'lib/x': 'x' }, (entry) => entry.writeUInt32LE(2 ** 31, 24)), /larger than/],
    ['a secret', zipOf({ 'lib/x': 'x' }, (entry) => entry.writeUInt16LE(1, 8)), /encrypted/],
    ['another packing', zipOf({ 'lib/x': 'x' }, (entry) => entry.writeUInt16LE(12, 10)), /method 12/],
    ['a file twice', Buffer.concat([zipOf({ 'lib/a': 'x', 'lib//a': 'y' })]), /EEXIST/],
  ])('with %s is refused', async (_what, data, why) => {
    await expect(unpacked(data, 'zip')).rejects.toThrow(why);
  });

  it('that is cut anywhere is refused, not followed', async () => {
    const whole = zipOf(files);
    for (let length = 0; length < whole.length; length += 7)
      await expect(unpacked(whole.subarray(0, length), 'zip')).rejects.toThrow();
  });
});

describe('refusal', () => {
  it.each([
    ['lib/a', 1, 'File', '', false],
    ['lib/..a', 1, 'File', '', false],
    ['lib\\..\\a', 1, 'File', '', true],
    ['a', 1, 'SymbolicLink', 'b', true],
    ['a', 0, 'SymbolicLink', 'b', false],
    ['a', 0, 'SymbolicLink', '../b', true],
    ['./x/y', 1, 'SymbolicLink', '../z', false],
    ['lib/x/y', 1, 'SymbolicLink', '../z', false],
    ['lib/x/y', 1, 'SymbolicLink', '../../z', true],
    ['lib/x/y', 1, 'SymbolicLink', '../../lib/z', true],
    ['lib/x/y', 2, 'SymbolicLink', '../z', true],
    ['lib/x', 1, 'Link', 'lib/y', false],
    ['lib/x', 1, 'Link', 'lib', true],
    ['lib/x', 1, 'Link', 'lib/../y', true],
    ['lib/x', 1, 'Link', 'library/y', true],
    ['lib/x', 0, 'Link', 'library/y', false],
    ['lib/x/y', 2, 'Link', 'lib/z/y', true],
  ] as const)('%s without %d folders, a %s to "%s": %s', (path, strip, type, linkpath, is) => {
    expect(refusal({ path, type, linkpath }, strip) !== undefined).toBe(is);
  });
});
