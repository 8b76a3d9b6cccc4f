/** Disks and entropy of real machines, seen from outside: the disk's file, its errors, what is read twice. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGuest, type Guest, MACHINES, testMicrolib } from '../testing/guest.ts';

const SECTOR = 512;
const SECTORS = 1024;
const FIRST = 8;
const COUNT = 300;
const EIO = 5;
const EROFS = 30;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-disks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const disk = (name: string): string[] => [
  `  - { from: ${name}.virtio, to: board.virtio }`,
  `  - { from: ${name}.virtqueue, to: board.virtqueue }`,
  `  - { from: ${name}.dma, to: board.dma }`,
  `  - { from: ${name}.sched, to: threads.sched }`,
];

const COMMON = [
  '  - { from: threads.context, to: board.context }',
  '  - { from: threads.stacks, to: heap.alloc }',
  '  - { from: threads.cpu, to: board.cpu }',
  '  - { from: heap.region, to: board.region }',
  '  - { from: board.sched, to: threads.sched }',
];

/** A disk that is checked, and entropy that is printed. */
const ONE = `uniloom: 1
name: one
targets: [x86_64/microvm, x86_64/qemu-pc]
components:
  app: { microlib: disk_check, options: { FIRST: ${FIRST}, SECTORS: ${COUNT}, SALT: 5 } }
  bytes: { microlib: gatherer, sources: [gatherer.c] }
  disk0: { microlib: virtio_blk }
  rng0: { microlib: virtio_rng }
  threads: { microlib: coop }
  heap: { microlib: bump }
wires:
  - { from: app.disk, to: disk0.blkdev }
  - { from: disk0.cpu, to: board.cpu }
  - { from: bytes.source, to: rng0.entropy }
${[...disk('disk0'), ...disk('rng0'), ...COMMON].join('\n')}
`;

const GATHERER = `#include <ports.h>

int main(void)
{
	unsigned char data[16];
	long size = source_gather(data, sizeof data);

	out_print("entropy:");
	for (long i = 0; i < size; i++)
		out_print(" %02x", data[i]);
	out_print("\\n");
	return size > 0 ? 0 : 1;
}
`;

const gatherer = testMicrolib({
  name: 'gatherer',
  requires: [
    { port: 'source', api: 'entropy', version: 1, count: 'one', late: false },
    { port: 'out', api: 'print', version: 1, count: 'one', late: false },
  ],
});

/** Two disks by serial number, and who looks at them. */
const TWO = `uniloom: 1
name: two
targets: [x86_64/microvm, x86_64/qemu-pc]
components:
  first: { microlib: disk_check, options: { NAME: first, SECTORS: 0 } }
  second: { microlib: disk_check, options: { NAME: second, SECTORS: 0 } }
  disk0: { microlib: virtio_blk, options: { MATCH_SERIAL: true, SERIAL: alpha } }
  disk1: { microlib: virtio_blk, options: { MATCH_SERIAL: true, SERIAL: beta } }
  threads: { microlib: coop }
  heap: { microlib: bump }
wires:
  - { from: first.disk, to: disk0.blkdev }
  - { from: second.disk, to: disk1.blkdev }
  - { from: disk0.cpu, to: board.cpu }
  - { from: disk1.cpu, to: board.cpu }
${[...disk('disk0'), ...disk('disk1'), ...COMMON].join('\n')}
`;

/** On host: a file as a disk, and the driver of the real device on the model of it. */
const HOST = `uniloom: 1
name: on-host
targets: [host]
components:
  app: { microlib: disk_check, options: { FIRST: ${FIRST}, SECTORS: ${COUNT}, SALT: 5 } }
  modelled: { microlib: disk_check, options: { NAME: modelled } }
  disk0: { microlib: host_blk }
  disk1: { microlib: virtio_blk }
  bus: { microlib: virtio_mmio }
  slots: { microlib: virtio_slots }
  model: { microlib: blk_model, options: { SERIAL: in-memory } }
  memory: { microlib: dma }
  queues: { microlib: virtqueue }
  threads: { microlib: coop }
  heap: { microlib: bump }
wires:
  - { from: app.disk, to: disk0.blkdev }
  - { from: disk0.sched, to: threads.sched }
  - { from: modelled.disk, to: disk1.blkdev }
  - { from: disk1.virtio, to: bus.virtio }
  - { from: disk1.virtqueue, to: queues.virtqueue }
  - { from: disk1.dma, to: memory.dma }
  - { from: disk1.sched, to: threads.sched }
  - { from: disk1.cpu, to: slots.cpu }
  - { from: bus.mmio, to: slots.mmio }
  - { from: bus.irq, to: slots.irq }
  - { from: slots.device, to: model.blk }
  - { from: queues.dma, to: memory.dma }
  - { from: queues.region, to: board.region }
  - { from: memory.region, to: board.region }
  - { from: threads.context, to: board.context }
  - { from: threads.stacks, to: heap.alloc }
  - { from: threads.cpu, to: slots.cpu }
  - { from: heap.region, to: board.region }
  - { from: board.sched, to: threads.sched }
`;

const pattern = (sector: number, at: number): number => (5 + 3 * sector + 7 * at) & 255;

/** FNV-1a, 64 bits. */
function checksum(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

let made = 0;
/** A disk's file with bytes of its own. */
function makeDisk(seed: number): { readonly path: string; readonly bytes: Buffer } {
  const bytes = Buffer.alloc(SECTORS * SECTOR);
  let state = seed;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  const path = join(folder, `disk${made++}.img`);
  writeFileSync(path, bytes);
  return { path, bytes };
}

const quoted = (text: string): string => text.replaceAll(',', ',,');

/** The disk behind `blkdebug`, which fails a `read` or `write` of `sector`, or (-1) any `flush`. */
const failing = (path: string, kind: string, sector: number) => (args: readonly string[]) =>
  args.map((arg) =>
    arg.startsWith('driver=raw,node-name=disk0')
      ? `driver=blkdebug,node-name=disk0,inject-error.0.event=none,inject-error.0.iotype=${kind},inject-error.0.errno=${EIO},` +
        `${sector < 0 ? '' : `inject-error.0.sector=${sector},`}image.driver=raw,image.file.driver=file,image.file.filename=${quoted(path)}`
      : arg,
  );

/** The first two devices change places. */
const swapped = (args: readonly string[]): string[] =>
  args.map((arg) =>
    arg.replace(
      /(bus=virtio-mmio-bus\.)([01])\b|(addr=0x)([23])\b/,
      (_, bus: string | undefined, slot: string, addr: string, place: string) =>
        bus ? `${bus}${slot === '0' ? '1' : '0'}` : `${addr}${place === '2' ? '3' : '2'}`,
    ),
  );

/** Machines of one target share their images. */
const images = new Map<string, Promise<Guest>>();
function image(target: string, name: string, yaml: string): Promise<Guest> {
  const own = join(folder, `${target.replace('/', '-')}-${name}`);
  const found =
    images.get(own) ??
    buildGuest({
      ...{ target, profile: 'release', yaml, folder: own },
      ...{ sources: { 'gatherer.c': GATHERER }, microlibs: [gatherer] },
    });
  images.set(own, found);
  return found;
}

const withPattern = (bytes: Buffer): Buffer => {
  const changed = Buffer.from(bytes);
  for (let sector = FIRST; sector < FIRST + COUNT; sector++)
    for (let at = 0; at < SECTOR; at++) changed[sector * SECTOR + at] = pattern(sector, at);
  return changed;
};

it('host: a file is a disk, and the driver runs unchanged on a model', async () => {
  const { path, bytes } = makeDisk(7);
  const guest = await image('host', 'on-host', HOST);
  const run = await guest.run({ backends: { disks: [`disk0=${path}`] } });
  expect(run.failure, run.console).toBeNull();
  expect(readFileSync(path).equals(withPattern(bytes))).toBe(true);
  expect(run.console).toContain(`disk: checksum ${checksum(withPattern(bytes))}`);
  expect(run.console).toContain("modelled: 2048 sectors of 512, serial 'in-memory', writable, with a cache");
  expect(run.console).toContain('modelled: wrote 64 sectors');
  await expect(guest.run({ backends: { disks: [`disk0=${join(folder, 'nothing')}`] } })).resolves.toMatchObject({
    failure: expect.stringContaining('disk0: the file cannot be opened as a disk'),
  });
});

describe.each(MACHINES)('%s, %s', (target, variant) => {
  let one: Guest;
  let two: Guest;
  beforeAll(async () => {
    one = await image(target, 'one', ONE);
    two = await image(target, 'two', TWO);
  });

  it('writes what is in the file afterwards, and reads what was there; entropy differs', async () => {
    const { path, bytes } = makeDisk(1);
    const run = await one.run({ variant, backends: { disks: [path] } });
    expect(run.failure, run.console).toBeNull();
    expect(readFileSync(path).equals(withPattern(bytes))).toBe(true);
    expect(run.console).toContain(`disk: ${SECTORS} sectors of 512, serial '', writable, with a cache`);
    expect(run.console).toContain(`disk: checksum ${checksum(withPattern(bytes))}`);
    const again = await one.run({ variant, backends: { disks: [path] } });
    const entropy = [run, again].map(({ console }) => /entropy:((?: [0-9a-f]{2}){16})/.exec(console)?.[1]);
    expect(entropy[0]).toBeDefined();
    expect(entropy[1]).toBeDefined();
    expect(entropy[0]).not.toBe(entropy[1]);
  });

  it('refuses to write what may only be read', async () => {
    const { path, bytes } = makeDisk(2);
    const run = await one.run({ variant, backends: { disks: [`${path},readonly`] } });
    expect(run.exitStatus, run.console).toBe(1);
    expect(run.console).toContain('read-only');
    expect(run.console).toContain(`disk: write at sector ${FIRST}: error -${EROFS}`);
    expect(run.console).toContain(`disk: checksum ${checksum(bytes)}`);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it.each([
    ['read', 700],
    ['write', 20],
    ['flush', -1],
  ])("the disk's errors reach the program: %s", async (kind, sector) => {
    const { path } = makeDisk(3);
    const run = await one.run({ variant, backends: { disks: [path] }, change: failing(path, kind, sector) });
    expect(run.exitStatus, `${run.failure}\n${run.console}`).toBe(1);
    expect(run.console).toMatch(new RegExp(`disk: ${kind} at sector \\d+: error -${EIO}`));
  });

  it('two disks are told apart by serial number, wherever they are', async () => {
    const alpha = makeDisk(4);
    const beta = makeDisk(5);
    const backends = { disks: [`disk0=${alpha.path}`, `disk1=${beta.path}`] };
    for (const change of [(args: readonly string[]) => args, swapped]) {
      const run = await two.run({ variant, backends, change });
      expect(run.failure, run.console).toBeNull();
      expect(run.console).toContain("first: 1024 sectors of 512, serial 'alpha'");
      expect(run.console).toContain(`first: checksum ${checksum(alpha.bytes)}`);
      expect(run.console).toContain("second: 1024 sectors of 512, serial 'beta'");
      expect(run.console).toContain(`second: checksum ${checksum(beta.bytes)}`);
    }
  });

  it('a disk that is not there stops the boot, and is named', async () => {
    const { path } = makeDisk(6);
    const backends = { disks: [`disk0=${path}`, `disk1=${path}2`] };
    writeFileSync(`${path}2`, Buffer.alloc(SECTOR));
    const change = (args: readonly string[]) => args.map((arg) => arg.replace('serial=beta', 'serial=gamma'));
    const run = await two.run({ variant, backends, change });
    expect(run.failure).toContain('disk1: there is no virtio disk with the serial number beta');
  });
});
