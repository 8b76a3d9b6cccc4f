/**
 * FAT disks and shared folders of real machines, seen from outside: what dosfstools and mtools find on a disk after the guest wrote to it,
 * what the host's folder has, and which errors reach a program.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGuest, type Guest, testMicrolib } from '../testing/guest.ts';
import { scale } from '../testing/scale.ts';

const EIO = 5;
const ENOSPC = 28;
const EROFS = 30;
const SECTOR = 512;
const KEPT_BYTES = 150_000;
const KEPT = 'Ein langer Name für 中文.text';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads what is there, then leaves files: one that is long, one moved into a new folder, one replaced. */
const KEEPER = `#include <ports.h>

static unsigned char data[20000];
static const char kept[] = "/${KEPT}";

static int told(const char *what, const char *path, long error)
{
	if (error < 0)
		out_print("%s: %s %s: error %ld\\n", COMPONENT_NAME, what, path, error);
	return error < 0 ? 1 : 0;
}

static int put(const char *path, size_t size)
{
	struct fs_file *file;
	long error = files_open(path, FS_O_WRONLY | FS_O_CREAT | FS_O_TRUNC, 0644, &file);
	size_t at = 0;

	if (told("open", path, error))
		return 1;
	while (at < size && error >= 0) {
		size_t part = size - at < sizeof data ? size - at : sizeof data;

		for (size_t i = 0; i < part; i++)
			data[i] = (unsigned char)((at + i) * 7 + (at + i) / 251);
		error = files_write(file, data, part, at);
		at += error > 0 ? (size_t)error : 0;
	}
	if (error >= 0)
		error = files_sync(file);
	long closed = files_close(file);

	return told("write", path, error) + told("close", path, closed);
}

static int get(const char *path)
{
	struct fs_file *file;
	long got = files_open(path, FS_O_RDONLY, 0, &file);
	uint64_t at = 0;
	uint64_t sum = 0;

	if (told("open", path, got))
		return 1;
	while ((got = files_read(file, data, sizeof data, at)) > 0) {
		for (long i = 0; i < got; i++)
			sum = sum * 31 + data[i];
		at += (uint64_t)got;
	}
	files_close(file);
	out_print("%s: %s has %lu bytes, sum %lu\\n", COMPONENT_NAME, path, (unsigned long)at, (unsigned long)sum);
	return told("read", path, got);
}

int main(void)
{
	int failed = get("/given/by the host.data");

	failed += told("make", "/new folder", files_make_folder("/new folder", 0755));
	failed += put(kept, ${KEPT_BYTES});
	failed += put("/MOVED.TXT", 3000);
	failed += told("move", "/MOVED.TXT", files_rename("/MOVED.TXT", "/new folder/moved.text"));
	failed += put("/removed", 70000);
	failed += told("remove", "/removed", files_remove("/removed"));
	failed += put("/replacement", 10);
	failed += told("replace", "/given/old", files_rename("/replacement", "/given/old"));
	failed += get(kept);
	return failed == 0 ? 0 : 1;
}
`;

const keeper = testMicrolib({
  name: 'keeper',
  requires: [
    { port: 'files', api: 'fs', version: 1, count: 'one', late: false },
    { port: 'out', api: 'print', version: 1, count: 'one', late: false },
  ],
});

const DISKS = ['disk0', 'disk1'];
const SHARES = ['share0', 'share1'];

/** Two disks, on a machine two folders as well, and who works with all of them at once. */
const composition = (onHost: boolean): string => {
  const volumes = [...DISKS, ...(onHost ? [] : SHARES)];
  const isDisk = (name: string) => DISKS.includes(name);
  const perVolume = (write: (name: string) => readonly string[]): string => volumes.flatMap(write).join('\n');
  return `uniloom: 1
name: files
targets: [x86_64/microvm, x86_64/qemu-pc, host]
components:
${perVolume((name) => [
  `  ${name}: { microlib: ${isDisk(name) ? (onHost ? 'host_blk' : 'virtio_blk') : 'virtio_9p'}${onHost ? '' : `, options: { INDEX: ${name.at(-1)} }`} }`,
  `  fs_${name}: { microlib: ${isDisk(name) ? 'fat' : 'p9fs'} }`,
  name.endsWith('0')
    ? `  check_${name}: { microlib: fs_check, options: { WRITE_KB: 300 } }`
    : `  keep_${name}: { microlib: keeper, sources: [keeper.c] }`,
])}
  threads: { microlib: ${onHost ? 'coop' : 'round_robin'} }
  heap: { microlib: tlsf }
wires:
${perVolume((name) => [
  `  - { from: ${name.endsWith('0') ? 'check' : 'keep'}_${name}.files, to: fs_${name}.fs }`,
  isDisk(name) ? `  - { from: fs_${name}.disk, to: ${name}.blkdev }` : `  - { from: fs_${name}.p9, to: ${name}.p9 }`,
  `  - { from: fs_${name}.sched, to: threads.sched }`,
  `  - { from: fs_${name}.heap, to: heap.alloc }`,
  `  - { from: ${name}.sched, to: threads.sched }`,
  ...(isDisk(name) ? [`  - { from: fs_${name}.wall, to: board.wallclock }`] : []),
  ...(onHost
    ? []
    : ['virtio', 'virtqueue', 'dma', 'cpu'].map((port) => `  - { from: ${name}.${port}, to: board.${port} }`)),
])}
  - { from: threads.context, to: board.context }
  - { from: threads.stacks, to: heap.alloc }
  - { from: heap.region, to: board.region }
  - { from: board.sched, to: threads.sched }
${
  onHost
    ? ''
    : `  - { from: threads.cpu, to: board.cpu }
  - { from: threads.timer, to: board.timer }
  - { from: threads.preempt, to: board.preempt }
  - { from: heap.lock, to: board.lock }`
}
`;
};

const images = new Map<string, Promise<Guest>>();
function image(target: string): Promise<Guest> {
  const found =
    images.get(target) ??
    buildGuest({
      ...{ target, profile: 'release', yaml: composition(target === 'host') },
      ...{ folder: join(folder, target.replace('/', '-')), sources: { 'keeper.c': KEEPER }, microlibs: [keeper] },
    });
  images.set(target, found);
  return found;
}

/** As KEEPER writes it. */
const pattern = (size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = at * 7 + Math.floor(at / 251);
  return bytes;
};
const given = (size: number): Buffer => pattern(size).map((byte) => byte ^ 0x5a) as Buffer;

const sumOf = (bytes: Buffer): bigint => {
  let sum = 0n;
  for (const byte of bytes) sum = BigInt.asUintN(64, sum * 31n + BigInt(byte));
  return sum;
};

const run = (program: string, args: readonly string[]): Buffer =>
  execFileSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MTOOLS_SKIP_CHECK: '1', LC_ALL: 'C.UTF-8' },
  });

let made = 0;

interface Disk {
  readonly path: string;
  /** As mtools name it. */
  readonly drive: string;
  /** Its volume alone, for who knows no partitions. */
  volume(): string;
}

/** A disk with files of the host's on it. */
function makeDisk(bits: number, kilobytes: number, partition = false): Disk {
  const path = join(folder, `disk${made++}.img`);
  const first = partition ? 2048 : 0;
  writeFileSync(path, Buffer.alloc(kilobytes * 1024));
  run('/usr/sbin/mkfs.fat', ['-F', `${bits}`, path]);
  if (partition) {
    const volume = readFileSync(path);
    const disk = Buffer.concat([Buffer.alloc(first * SECTOR), volume]);
    disk.writeUInt8(0x0c, 446 + 4);
    disk.writeUInt32LE(first, 446 + 8);
    disk.writeUInt32LE(volume.length / SECTOR, 446 + 12);
    disk.writeUInt16LE(0xaa55, 510);
    writeFileSync(path, disk);
  }
  const drive = `${path}@@${first * SECTOR}`;
  const source = join(folder, 'source');
  writeFileSync(source, given(70_001));
  run('mmd', ['-i', drive, '::given']);
  run('mcopy', ['-i', drive, source, '::given/by the host.data']);
  run('mcopy', ['-i', drive, source, '::given/old']);
  const volume = (): string => {
    if (!partition) return path;
    writeFileSync(`${path}1`, readFileSync(path).subarray(first * SECTOR));
    return `${path}1`;
  };
  return { path, drive, volume };
}

function makeShare(): string {
  const path = join(folder, `share${made++}`);
  mkdirSync(join(path, 'given'), { recursive: true });
  writeFileSync(join(path, 'given', 'by the host.data'), given(70_001));
  writeFileSync(join(path, 'given', 'old'), given(70_001));
  return path;
}

const onDisk = (disk: Disk, path: string): Buffer => run('mtype', ['-i', disk.drive, `::${path}`]);

/** The disk behind `blkdebug`, which fails each `kind` of one sector. */
const failing = (path: string, kind: string, sector: number) => (args: readonly string[]) =>
  args.map((arg) =>
    arg.startsWith('driver=raw,node-name=disk1')
      ? `driver=blkdebug,node-name=disk1,inject-error.0.event=none,inject-error.0.iotype=${kind},inject-error.0.errno=${EIO},` +
        `inject-error.0.sector=${sector},image.driver=raw,image.file.driver=file,image.file.filename=${path}`
      : arg,
  );

function expectKept(read: (path: string) => Buffer): void {
  expect(read(KEPT).equals(pattern(KEPT_BYTES))).toBe(true);
  expect(read('new folder/moved.text').equals(pattern(3000))).toBe(true);
  expect(read('given/old').equals(pattern(10))).toBe(true);
}

const TOLD = `/given/by the host.data has 70001 bytes, sum ${sumOf(given(70_001))}\n`;

/** At scale 1 each machine has one kind of table, at full scale all. */
const MACHINES = [
  ['x86_64/microvm', 'microvm', 32, false],
  ['x86_64/qemu-pc', 'pc', 16, false],
  ['x86_64/qemu-pc', 'q35', 12, true],
  ['host', undefined, 32, true],
] as const;
const KILOBYTES: Readonly<Record<number, number>> = { 12: 3000, 16: 16_000, 32: 40_000 };
const CASES = MACHINES.flatMap(([target, variant, own, partition]) =>
  [12, 16, 32].flatMap((bits) => (scale >= 10 || bits === own ? [[target, variant, bits, partition] as const] : [])),
);

/** A line of one program, which lines of others may cut into, and the beginning of one: they run at once, and take the processor from each other. */
function spoken(line: string): RegExp {
  const begin = '(?:file|folder|link|check|keep)';
  const others = `(?:${begin}[^\\n]*\\n){0,3}(?:${begin}[^\\n]{1,90}?)?`;
  return new RegExp([...line].map((one) => one.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')).join(others), 'u');
}

it.each(CASES)('%s, %s, FAT%i: what the guest kept is what others find', async (target, variant, bits, partition) => {
  const guest = await image(target);
  const disks = [makeDisk(bits, KILOBYTES[bits] ?? 0), makeDisk(bits, KILOBYTES[bits] ?? 0, partition)];
  const shares = target === 'host' ? [] : [makeShare(), makeShare()];
  for (const share of shares) symlinkSync('given/old', join(share, 'link'));
  const before = shares.map((share) => readdirSync(share));
  const result = await guest.run({
    variant,
    backends: {
      disks: disks.map(({ path }, at) => `${DISKS[at]}=${path}`),
      shares: shares.map((path, at) => `${SHARES[at]}=${path}`),
    },
  });
  expect(result.failure, result.console).toBeNull();
  expect(result.console).toMatch(spoken('check_disk0: wrote and read 300 KiB, all well'));
  expect(result.console).toMatch(spoken(`keep_disk1: ${TOLD}`));
  expect(result.console).toMatch(
    spoken(`keep_disk1: /${KEPT} has ${KEPT_BYTES} bytes, sum ${sumOf(pattern(KEPT_BYTES))}`),
  );
  for (const disk of disks) run('/usr/sbin/fsck.fat', ['-n', disk.volume()]);
  const [, kept] = disks;
  if (!kept) throw new Error('no disk');
  expectKept((path) => onDisk(kept, path));
  const listed = run('mdir', ['-b', '-i', kept.drive, '::']).toString();
  expect(listed).toContain(KEPT);
  expect(listed).not.toMatch(/moved\.txt|removed|replacement/i);
  const [checked, keptIn] = shares;
  if (checked === undefined || keptIn === undefined) return;
  expect(result.console).toMatch(spoken('check_share0: wrote and read 300 KiB, all well'));
  expect(result.console).toMatch(spoken('link /link'));
  expect(result.console).toMatch(spoken(`keep_share1: ${TOLD}`));
  expectKept((path) => readFileSync(join(keptIn, path)));
  expect(readdirSync(checked)).toEqual(before[0]);
});

/** On one machine at scale 1. */
describe.each(scale >= 10 ? MACHINES.slice(0, 3) : MACHINES.slice(1, 2))('%s, %s: errors', (target, variant) => {
  const boot = async (disk: Disk, share: string, words = '', change?: (args: readonly string[]) => readonly string[]) =>
    (await image(target)).run({
      variant,
      ...(change ? { change } : {}),
      backends: {
        disks: [`disk0=${makeDisk(12, 3000).path}`, `disk1=${disk.path}${words}`],
        shares: [`share0=${makeShare()}`, `share1=${share}${words}`],
      },
    });

  it('a disk that is full, and what is on it stays whole', async () => {
    const disk = makeDisk(12, 250);
    const result = await boot(disk, makeShare());
    expect(result.exitStatus, `${result.failure}\n${result.console}`).toBe(1);
    expect(result.console).toMatch(spoken(`keep_disk1: write /${KEPT}: error -${ENOSPC}`));
    run('/usr/sbin/fsck.fat', ['-n', disk.path]);
    expect(onDisk(disk, 'given/by the host.data').equals(given(70_001))).toBe(true);
  });

  it('a disk and a folder that may only be read', async () => {
    const disk = makeDisk(16, 16_000);
    const before = readFileSync(disk.path);
    const share = makeShare();
    const result = await boot(disk, share, ',readonly');
    expect(result.exitStatus, `${result.failure}\n${result.console}`).toBe(1);
    for (const name of ['keep_disk1', 'keep_share1']) {
      expect(result.console).toMatch(spoken(`${name}: ${TOLD}`));
      expect(result.console).toMatch(spoken(`${name}: make /new folder: error -${EROFS}`));
      expect(result.console).toMatch(spoken(`${name}: open /${KEPT}: error -${EROFS}`));
    }
    expect(readFileSync(disk.path).equals(before)).toBe(true);
    expect(readdirSync(share)).toEqual(['given']);
  });

  it.each([
    ['read', 'read /given/by the host.data'],
    ['write', `write /${KEPT}`],
  ])('a disk that fails: %s', async (kind, said) => {
    const disk = makeDisk(16, 16_000);
    const bytes = readFileSync(disk.path);
    // The middle of the file that is there; where the next one will be, behind the two.
    const at = bytes.indexOf(given(70_001).subarray(0, 64), 0);
    const sector = Math.floor(at / SECTOR) + (kind === 'read' ? 40 : 2 * 140 + 100);
    const result = await boot(disk, makeShare(), '', failing(disk.path, kind, sector));
    expect(result.exitStatus, `${result.failure}\n${result.console}`).toBe(1);
    expect(result.console).toMatch(spoken(`keep_disk1: ${said}: error -${EIO}`));
  });
});
