/** One image with two instances of every microlib of ours that allows it (design §2): builds, leaks nothing, boots. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TCG } from '../boot/accel.ts';
import { boot } from '../boot/boot.ts';
import { buildComposition } from '../build/compose.ts';
import { sourceReader } from '../build/reader.ts';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { assignBackends } from '../graph/backends.ts';
import { planDevices } from '../graph/devices.ts';
import { archiveFolders } from '../sources/archives.ts';
import { fatDisk } from '../testing/fat-disk.ts';
import { scale } from '../testing/scale.ts';
import { twice } from './fixtures/twice.ts';

const ROOT = fileURLToPath(new URL('../../microlibs', import.meta.url));

let catalog: Catalog;
let folder = '';
beforeAll(async () => {
  catalog = await readCatalog(ROOT);
  folder = mkdtempSync(join(tmpdir(), 'uniloom-twice-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('only owners of hardware and of plain C names are there once, and say why', () => {
  const once = Object.values(catalog.microlibs).filter(({ instances }) => instances === 'one');
  expect(once.map(({ name }) => name).sort()).toEqual(
    [
      ...[
        'cpu',
        'host_entry',
        'host_libc',
        'ioapic',
        'lapic',
        'mem',
        'mini',
        'paging',
        'pci',
        'pic8259',
        'pvh',
        'region',
      ],
    ].sort(),
  );
  for (const { dir } of once)
    expect(readFileSync(join(ROOT, dir, 'README.md'), 'utf8')).toMatch(/^One instance an image: .+/m);
});

/** Each kind of target and each profile at scale 1, all at full scale: nothing else compiles as much. */
const cases = [
  ['host', 'debug', 1],
  ['host', 'release', 10],
  ['x86_64/microvm', 'debug', 10],
  ['x86_64/microvm', 'release', 1],
  ['x86_64/qemu-pc', 'release', 10],
] as const;

it.each(cases.filter(([, , least]) => scale >= least))('%s, %s', async (target, profile) => {
  const made = twice(catalog, target);
  const own = join(folder, target.replace('/', '-'), profile);
  mkdirSync(own, { recursive: true });
  for (const [path, text] of Object.entries(made.sources)) writeFileSync(join(own, path), text);
  const composed = await buildComposition({
    composition: made.composition,
    catalog: made.catalog,
    target,
    profile,
    out: join(own, 'build'),
    readSource: sourceReader(ROOT, own, archiveFolders(catalog)).read,
  });
  if (!composed.ok) throw new Error(`${JSON.stringify(composed.diagnostics, null, 1)}\n${composed.log}`);
  const { graph, result, elf } = composed;
  const linked = new Set(graph.components.flatMap((component) => (component.linked ? [component.name] : [])));
  expect(made.instances.filter((name) => !linked.has(name))).toEqual([]);
  const path = (name: string): string => {
    writeFileSync(join(own, name), fatDisk());
    return join(own, name);
  };
  const [first, second] = [path('a.img'), path('b.img')];
  const isQemu = graph.board.machine.kind === 'qemu';
  const has = (name: string): boolean => linked.has(`${name}_a`);
  const { backends, diagnostics } = assignBackends(graph, made.composition, {
    ...((has('virtio_blk') || !isQemu) && { disks: [first, second] }),
    ...(has('virtio_9p') && { shares: [own, own] }),
  });
  expect(diagnostics).toEqual([]);
  const { result: run } = await boot({
    image: result.image,
    elf,
    board: graph.board,
    devices: planDevices(graph),
    backends,
    memory: '64M',
    accelerator: TCG,
    words: isQemu ? [] : [`host_blk_a.PATH=${first}`, `host_blk_b.PATH=${second}`],
    names: { inits: graph.inits, mains: graph.mains, counters: [], traced: [] },
    timeoutMs: 60_000,
  });
  expect(run.failure, run.console).toBeNull();
  expect(run).toMatchObject({ exitStatus: 0, poweredOff: true });
  expect(run.console).toContain('holder: all of them twice');
  expect(run.console.match(/sum 499500, ok/g)).toHaveLength(2);
  expect(run.timeline.map(({ component }) => component)).toEqual(
    expect.arrayContaining([...graph.inits, ...graph.mains]),
  );
});
