/** The address space as a program sees it, allocators that run dry, and what a sealed address space does not let happen. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleComposition } from '../testing/examples.ts';
import { buildGuest, MACHINES, program } from '../testing/guest.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-memory-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Memory as a run before a reset may leave it: of two megabytes from the second on, anything. */
function used(args: readonly string[]): string[] {
  const file = join(folder, 'left.bin');
  writeFileSync(file, Buffer.alloc(0x1f0000, 0xa5));
  return [...args, '-device', `loader,file=${file},addr=0x200000,force-raw=on`];
}

const space = (target: string) => ({
  space: { microlib: target === 'host' ? 'host_paging' : 'paging' },
  pages: { microlib: 'frames' },
});
const spaceWires = (target: string) => [
  'pages.region board.region',
  'board.faults space.faults',
  ...(target === 'host' ? [] : ['space.frames pages.frames']),
];

it.each(['host', 'x86_64/microvm', 'x86_64/qemu-pc'])('%s: maps, protects and unmaps as promised', async (target) => {
  const guest = await buildGuest({
    ...{ target, folder: join(folder, 'paging', target.replace('/', '-')) },
    ...program({
      source: 'paging.c',
      requires: ['paging', 'frames', 'print'].map((api) => ({ port: api, api })),
      components: space(target),
      wires: ['probe.paging space.paging', 'probe.frames pages.frames', ...spaceWires(target)],
    }),
  });
  const { result } = await guest.boot({ memory: '32M' });
  expect(result.failure, result.console).toBeNull();
  expect(result.console).toContain('paging: as promised');
});

it('has exact rights in an image of several large pages', async () => {
  const guest = await buildGuest({
    ...{ target: 'x86_64/microvm', folder: join(folder, 'large') },
    ...program({
      source: 'large.c',
      requires: ['paging', 'print'].map((api) => ({ port: api, api })),
      components: space('x86_64/microvm'),
      wires: ['probe.paging space.paging', ...spaceWires('x86_64/microvm')],
    }),
  });
  const { result } = await guest.boot({ memory: '32M' });
  expect(result.failure, result.console).toBeNull();
  expect(result.console).toContain('large: exact');
});

it.each(MACHINES)('%s (%s): a disk reaches memory that is mapped elsewhere', async (target, variant) => {
  const disk = join(folder, `mapped-${variant}.img`);
  writeFileSync(
    disk,
    Uint8Array.from({ length: 64 * 512 }, (_, at) => (at * 31 + (at >> 9)) & 255),
  );
  const guest = await buildGuest({
    ...{ target, folder: join(folder, 'mapped', variant) },
    ...program({
      source: 'mapped.c',
      requires: [
        { port: 'disk', api: 'blkdev' },
        { port: 'heap', api: 'alloc' },
        { port: 'print', api: 'print' },
      ],
      components: {
        ...space(target),
        disk0: { microlib: 'virtio_blk' },
        threads: { microlib: 'coop' },
        guarded: { microlib: 'guarded' },
      },
      wires: [
        ...['probe.disk disk0.blkdev', 'probe.heap guarded.alloc', 'disk0.sched threads.sched'],
        ...['virtio', 'virtqueue', 'dma', 'cpu'].map((port) => `disk0.${port} board.${port}`),
        ...['context', 'cpu', 'timer'].map((port) => `threads.${port} board.${port}`),
        ...['threads.stacks guarded.alloc', 'board.sched threads.sched', 'board.paging space.paging'],
        ...['guarded.frames pages.frames', 'guarded.paging space.paging', ...spaceWires(target)],
      ],
    }),
  });
  const { result } = await guest.boot({
    ...{ variant, memory: '32M', backends: { disks: [`disk0=${disk}`] }, change: used },
  });
  expect(result.failure, result.console).toBeNull();
  expect(result.console).toContain('the heap is elsewhere, the stack elsewhere');
  expect(result.console).toContain('mapped: the same');
});

it.each(['host', 'x86_64/microvm'])('%s: each allocator runs dry, and is as good as new afterwards', async (target) => {
  const heaps = ['tlsf', 'buddy', 'pool', 'slab', 'guarded', 'bump'];
  const guest = await buildGuest({
    ...{ target, folder: join(folder, 'dry', target.replace('/', '-')) },
    ...program({
      source: 'dry.c',
      requires: [
        { port: 'heaps', api: 'alloc', count: 'many' },
        { port: 'print', api: 'print' },
      ],
      components: {
        ...space(target),
        ...Object.fromEntries(heaps.map((microlib) => [microlib, { microlib }])),
      },
      wires: [
        ...heaps.map((heap) => `probe.heaps ${heap}.alloc`),
        ...['tlsf', 'buddy', 'pool', 'bump'].map((heap) => `${heap}.region board.region`),
        ...['slab', 'guarded'].map((heap) => `${heap}.frames pages.frames`),
        'guarded.paging space.paging',
        ...spaceWires(target),
      ],
    }),
  });
  const { result } = await guest.boot({ memory: '4M', ...(target !== 'host' && { change: used }) });
  expect(result.failure, result.console).toBeNull();
  for (const [at, heap] of heaps.entries())
    expect(result.console, heap).toContain(`dry: ${at} took many, then as many`);
  expect(result.console).toContain('dry: ok');
});

describe('the example sealed', () => {
  const attacks = [
    ['api', /^panic: the address space is sealed: paging refuses/m, /sealed: paging refuses$/],
    [
      'table',
      /^panic: page fault: write to a sealed page table at 0x/m,
      /: write to a sealed page table at 0x\w+ \(error 0x3\)$/,
    ],
    ['data', /^panic: page fault: jump into data at 0x/m, /: jump into data at 0x\w+ \(error 0x11\)$/],
    ['text', /^panic: page fault: write to text at 0x/m, /: write to text at 0x\w+ \(error 0x3\)$/],
    [
      'rodata',
      /^panic: page fault: write to read-only data at 0x/m,
      /: write to read-only data at 0x\w+ \(error 0x3\)$/,
    ],
    ['stack', /^panic: page fault: access to a guard page/m, /: access to a guard page or .* \(error 0x2\)$/],
  ] as const;

  it.each(MACHINES)('%s (%s) ends each attempt in a panic that names it', async (target, variant) => {
    const guest = await buildGuest({
      ...{ composition: exampleComposition('sealed'), target, profile: 'release' },
      folder: join(folder, 'sealed'),
    });
    for (const [attack, console, record] of attacks) {
      const result = await guest.run({ variant, arguments: [attack] });
      expect(result.console.replaceAll('\r', '')).toMatch(console);
      // The control channel's record says the same.
      expect(result.failure).toMatch(record);
      expect(result.exitStatus).toBe(134);
    }
  });
});
