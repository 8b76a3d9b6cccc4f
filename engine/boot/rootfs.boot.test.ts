/** The root folder inside images: every file as it is on the host, changes seen at the next boot, and what stops a boot. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGuest, type Guest, MACHINES } from '../testing/guest.ts';
import { integers } from '../testing/random.ts';
import { packFolder } from './pack.ts';

/** A file system under a root beside devices, and who looks at all of it. */
const CHECK = `uniloom: 1
name: check
targets: [x86_64/microvm, x86_64/qemu-pc, host]
components:
  app: { microlib: fs_check }
  tree: { microlib: vfs }
  files: { microlib: ramfs }
  dev: { microlib: devfs }
  heap: { microlib: tlsf }
wires:
  - { from: app.files, to: tree.fs }
  - { from: tree.mounts, to: files.fs }
  - { from: tree.mounts, to: dev.fs }
  - { from: files.archive, to: board.initrd }
  - { from: files.heap, to: heap.alloc }
  - { from: heap.region, to: board.region }
`;

const FNV_PRIME = 0x100000001b3n;
const MASK = (1n << 64n) - 1n;

function fnv(data: Buffer): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of data) value = ((value ^ BigInt(byte)) * FNV_PRIME) & MASK;
  return value.toString(16).padStart(16, '0');
}

/** The lines that fs_check prints of a folder. */
function linesOf(folder: string, at = ''): string[] {
  return readdirSync(join(folder, at)).flatMap((name) => {
    const path = `${at}/${name}`;
    const info = lstatSync(join(folder, path));
    if (info.isDirectory()) return [`folder ${path}`, ...linesOf(folder, path)];
    if (info.isSymbolicLink()) return [`link ${path}`];
    const data = readFileSync(join(folder, path));
    return [`file ${(info.mode & 0o7777).toString(8).padStart(4, '0')} ${data.length} ${fnv(data)} ${path}`];
  });
}

const told = (console: string): string[] =>
  console.split('\n').filter((line) => /^(file|folder|link) /.test(line) && !line.endsWith('/dev'));

let scratch = '';
let root = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'uniloom 根,'));
  root = join(scratch, 'root');
  mkdirSync(join(root, 'deep/er/folders'), { recursive: true });
  writeFileSync(join(root, 'deep/er/folders/中文'), 'text\n');
  writeFileSync(join(root, 'empty'), '');
  const random = integers(5);
  const bytes = Buffer.from(Array.from({ length: 100_001 }, () => random(256)));
  writeFileSync(join(root, 'bytes'), bytes);
  chmodSync(join(root, 'bytes'), 0o751);
  symlinkSync('deep/er/folders/中文', join(root, 'link'));
  for (let i = 0; i < 60; i += 1) writeFileSync(join(root, `deep/file-${i}`), 'x'.repeat(i * 7));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const guests = new Map<string, Promise<Guest>>();
function guestFor(target: string): Promise<Guest> {
  let guest = guests.get(target);
  guest ??= buildGuest({ yaml: CHECK, target, folder: join(scratch, target) });
  guests.set(target, guest);
  return guest;
}

describe('a root folder', () => {
  for (const [target, variant] of [...MACHINES, ['host', undefined] as const])
    it(`is in the image, file by file, and can be written to on ${variant ?? target}`, async () => {
      const guest = await guestFor(target);
      const result = await guest.run({ ...(variant && { variant }), backends: { rootfs: root } });
      expect(result.failure, result.console).toBeNull();
      expect(told(result.console).sort()).toEqual(linesOf(root).sort());
      expect(result.console).toContain('folder /dev\ndevice /dev/null\n');
      expect(result.console).toContain('app: wrote and read 64 KiB, all well');
    });

  it('is packed anew at each boot, without another build', async () => {
    const guest = await guestFor('host');
    const image = join(scratch, 'host/build/host/image');
    const before = readFileSync(image);
    const other = join(scratch, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'one'), 'before');
    expect(told((await guest.run({ backends: { rootfs: other } })).console)).toEqual(linesOf(other));
    writeFileSync(join(other, 'one'), 'afterwards');
    const lines = linesOf(other);
    expect(lines[0]).toContain(' 10 ');
    expect(told((await guest.run({ backends: { rootfs: other } })).console)).toEqual(lines);
    expect(readFileSync(image).equals(before)).toBe(true);
    // At the same time each gets its own.
    const both = await Promise.all([other, root].map((rootfs) => guest.run({ backends: { rootfs } })));
    expect(both.map(({ console }) => told(console).sort())).toEqual([linesOf(other), linesOf(root).sort()]);
    const archives = readdirSync(dirname(image)).filter((name) => /^rootfs-\w+\.cpio$/.test(name));
    expect(archives.length).toBeGreaterThanOrEqual(2);
    // Without one there is nothing.
    expect(told((await guest.run()).console)).toEqual([]);
  });

  it('is given with a warning where something of it is left out', async () => {
    const guest = await guestFor('host');
    const folder = join(scratch, 'sockets');
    mkdirSync(folder);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    try {
      const { diagnostics, result } = await guest.boot({ backends: { rootfs: folder } });
      expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['UL0416', 'warning']]);
      expect(diagnostics[0]?.message).toContain(join(folder, 'socket'));
      expect(result.failure).toBeNull();
    } finally {
      server.close();
    }
  });
});

describe('a boot stops', () => {
  it('at a folder that is not there, or is none', async () => {
    const guest = await guestFor('x86_64/microvm');
    await expect(guest.run({ backends: { rootfs: join(scratch, 'none') } })).rejects.toMatchObject({
      message: expect.stringMatching(/^'board_pvh' cannot have its root folder: there is no .*none$/),
      diagnostics: [{ code: 'UL0414' }],
    });
    await expect(guest.run({ backends: { rootfs: join(root, 'empty') } })).rejects.toThrow('is no folder');
  });

  it('at an archive that does not fit into the machine', async () => {
    const guest = await guestFor('x86_64/microvm');
    const folder = join(scratch, 'large');
    mkdirSync(folder);
    writeFileSync(join(folder, 'gap'), '');
    truncateSync(join(folder, 'gap'), 9 << 20);
    const large = { backends: { rootfs: folder }, memory: '8M' };
    await expect(guest.run(large)).rejects.toThrow(/its archive does not fit into the machine's memory, 8M/);
    // Nothing of it was kept.
    expect(
      readdirSync(scratch, { recursive: true, encoding: 'utf8' }).filter((path) => /rootfs-\w+\.cpio\./.test(path)),
    ).toEqual([]);
    // Nearly all of it is the archive's, and none of that is handed out.
    const result = await guest.run({ ...large, memory: '12M' });
    expect(result.failure, result.console).toBeNull();
    expect(result.console).toContain('file 0644 9437184 ');
    expect(result.console).toContain('all well');
  });

  it('at an archive that is damaged, and says whose it is', async () => {
    const guest = await guestFor('host');
    const archive = join(scratch, 'damaged.cpio');
    await packFolder({ folder: root, to: archive, without: '' });
    truncateSync(archive, 50_000);
    const { result, diagnostics } = await guest.boot({ set: [`board_initrd.PATH=${archive}`] });
    expect(result.failure).not.toBeNull();
    expect(JSON.stringify(diagnostics)).toMatch(
      /files: the archive cannot be unpacked at byte \d+: it ends in the data of a file/,
    );
    const missing = await guest.run({ set: ['board_initrd.PATH=/nowhere'] });
    expect(missing.console).toContain('board_initrd: the archive cannot be read: /nowhere');
  });
});
