/**
 * Each call that hands out memory fails in turn while an image starts: it boots all the same, or it refuses, and says which
 * component does. All at full scale; at scale 1 a third of the images and of their calls, by seed.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildComposition, type Composed } from '../build/compose.ts';
import { sourceReader } from '../build/reader.ts';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import type { BootResult } from '../contract.ts';
import { type Twice, twice } from '../emit/fixtures/twice.ts';
import { assignBackends, type BackendWords } from '../graph/backends.ts';
import { planDevices } from '../graph/devices.ts';
import { buildGraph } from '../graph/flatten.ts';
import type { Binding, Graph } from '../graph/types.ts';
import type { Composition, Wire } from '../model/types.ts';
import { parseComposition } from '../model/yaml.ts';
import { backendOptions } from '../procedures/running.ts';
import { archiveFolders } from '../sources/archives.ts';
import { example, root } from '../testing/cli.ts';
import { EXPECTED, exampleComposition, exampleNames } from '../testing/examples.ts';
import { fatDisk } from '../testing/fat-disk.ts';
import { random } from '../testing/large.ts';
import { scale } from '../testing/scale.ts';
import { SERVING } from '../testing/serving.ts';
import { handsOutMemory, withKinds } from '../testing/wire-kinds.ts';
import { TCG } from './accel.ts';
import { settingsIn } from './backends.ts';
import { boot } from './boot.ts';
import { filledOptions } from './fills.ts';
import { bootWords } from './options.ts';
import { giveRootfs } from './rootfs.ts';

const ROOT = join(root, 'microlibs');
const real: Catalog = await readCatalog(ROOT);
let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'uniloom-refusals-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Subject {
  readonly composition: Composition;
  readonly catalog: Catalog;
  readonly sources: string;
  readonly words: BackendWords;
  readonly expected: readonly RegExp[];
}

/** What calls nothing while the image starts is left alone: programs, and who only holds the others for this test. */
const isMeant = ({ api, owner }: Binding, graph: Graph) =>
  api.linkage === 'port' &&
  // Where it gives nothing there is no archive: no memory is wanted of it.
  api.name !== 'initrd' &&
  api.functions.some(handsOutMemory) &&
  graph.components.some(
    ({ name, linked, microlib }) => name === owner && linked && (microlib.init || microlib.main === 'none'),
  );

/** Threads that are preempted, and an allocator behind each other. */
const PREEMPTIVE = `uniloom: 1
name: preemptive
targets: [x86_64/microvm, x86_64/qemu-pc, host]
components:
  app: { microlib: threads }
  threads: { microlib: round_robin }
  stacks: { microlib: buddy }
  heap: { microlib: leaks }
  small: { microlib: slab }
  pages: { microlib: frames }
wires:
  - { from: app.sched, to: threads.sched }
  - { from: app.heap, to: heap.alloc }
  - { from: heap.backing, to: small.alloc }
  - { from: small.frames, to: pages.frames }
  - { from: pages.region, to: board.region }
  - { from: stacks.region, to: board.region }
  - { from: threads.stacks, to: stacks.alloc }
${['context', 'cpu', 'timer', 'preempt'].map((port) => `  - { from: threads.${port}, to: board.${port} }`).join('\n')}
${['stacks', 'heap', 'small', 'pages'].map((name) => `  - { from: ${name}.lock, to: board.lock }`).join('\n')}
  - { from: board.sched, to: threads.sched }
  - { from: board.threads, to: threads.dump }
`;

/**
 * Every example that ends by itself, and images that hold every microlib twice, those of the examples that serve as well.
 */
const SUBJECTS: readonly (readonly [string, string])[] = [
  ...exampleNames().flatMap((name) => {
    if (name in SERVING) return [];
    const composition = exampleComposition(name);
    const asks = (target: string) => {
      const { graph } = buildGraph(composition, real, target);
      return graph.bindings.some((binding) => isMeant(binding, graph));
    };
    return composition.targets.filter(asks).map((target) => [name, target] as const);
  }),
  ...['host', 'x86_64/microvm', 'x86_64/qemu-pc'].flatMap((target) => [
    ['all of them twice', target] as const,
    ['preemptive', target] as const,
  ]),
];

async function subject(name: string, target: string, folder: string): Promise<Subject> {
  if (name === 'preemptive') {
    const { composition, diagnostics } = parseComposition(PREEMPTIVE, 'uniloom.yaml');
    if (!composition) throw new Error(JSON.stringify(diagnostics));
    return { composition, catalog: real, sources: folder, words: {}, expected: EXPECTED['threads'] ?? [] };
  }
  if (name !== 'all of them twice') {
    const composition = exampleComposition(name);
    const settings = { ...composition, boot: await settingsIn(example(name), composition.boot) };
    return {
      composition: settings,
      catalog: real,
      sources: example(name),
      words: {},
      expected: EXPECTED[name] ?? [],
    };
  }
  const made = withoutMains(twice(real, target));
  for (const [path, text] of Object.entries(made.sources)) writeFileSync(join(folder, path), text);
  const disks = ['a.img', 'b.img'].map((file) => join(folder, file));
  for (const disk of disks) writeFileSync(disk, fatDisk());
  return {
    composition: made.composition,
    catalog: made.catalog,
    sources: folder,
    words: { disks, ...(made.composition.components['virtio_9p_a'] && { shares: [folder, folder] }) },
    expected: [/^holder: all of them twice$/m],
  };
}

/** What the others do when all have started is not asked here. */
function withoutMains(made: Twice): Twice {
  const { composition, catalog } = made;
  const isLeft = (ref: string) => {
    const { microlib } = composition.components[ref.split('.')[0] ?? ''] ?? { microlib: '' };
    return ref.startsWith('holder.') || (catalog.microlibs[microlib]?.main ?? 'none') === 'none';
  };
  const components = Object.fromEntries(Object.entries(composition.components).filter(([name]) => isLeft(`${name}.`)));
  const wires = composition.wires.filter(({ from, to }) => isLeft(from) && isLeft(to));
  return { ...made, composition: { ...composition, components, wires } };
}

type Image = Extract<Composed, { ok: true }> & { readonly composition: Composition };

/** One call that fails: the `number`th of a function on a wire of `owner`, alone or with all that follow. */
interface Case {
  readonly owner: string;
  readonly label: string;
  readonly number: number;
  readonly forGood: boolean;
}

const prepared = ({ api }: Binding): Pick<Wire, 'kind' | 'with'> => ({
  kind: 'faulty',
  with: { every: 0, functions: api.functions.filter(handsOutMemory).map((fn) => fn.name) },
});
function ownersAbove(graph: Graph, name: string): Set<string> {
  const above = new Set([name]);
  for (const one of above) for (const { owner, provider } of graph.bindings) if (provider === one) above.add(owner);
  return above;
}

/** What is wrong with the way in which an image ended that did not do what it is for, or undefined. */
function fault(
  { failure, exitStatus, poweredOff, console }: BootResult,
  names: ReadonlySet<string>,
): string | undefined {
  const text = `${failure}\n${console}`;
  if (exitStatus === null || !poweredOff) return `no clean end: ${text}`;
  if (exitStatus === 0) return `ends well, but does not do what it should: ${text}`;
  const said = /^The guest panicked: ([a-z][a-z0-9_]*): [^\n]/.exec(failure ?? '')?.[1];
  return said !== undefined && names.has(said) ? undefined : `names none of ${[...names].join(', ')}: ${text}`;
}

it.each(SUBJECTS.filter((_one, at) => scale >= 10 || at % 3 === 0))('%s on %s', async (name, target) => {
  const folder = join(scratch, `${name.replaceAll(' ', '-')}-${target.replace('/', '-')}`);
  mkdirSync(folder, { recursive: true });
  const { composition, catalog, sources, words, expected } = await subject(name, target, folder);

  const { graph } = buildGraph(composition, catalog, target);
  const build = async (kind: (binding: Binding) => Pick<Wire, 'kind' | 'with'> | undefined): Promise<Image> => {
    const changed = withKinds(composition, catalog, target, kind);
    const built = await buildComposition({
      composition: changed,
      catalog,
      target,
      profile: 'debug',
      out: join(folder, 'build'),
      readSource: sourceReader(ROOT, sources, archiveFolders(real)).read,
    });
    if (!built.ok) throw new Error(`${JSON.stringify(built.diagnostics, null, 1)}\n${built.log}`);
    return { ...built, composition: changed };
  };
  const run = async (
    { graph: own, result, elf, composition: changed }: Image,
    more: readonly string[],
  ): Promise<BootResult> => {
    const { backends } = assignBackends(own, changed, words);
    const filled = filledOptions(own.components, []);
    const { rootfs: given, ...settings } = changed.boot;
    const asked = { folder: sources, given, build: join(folder, 'build'), memory: '64M' };
    const rootfs = await giveRootfs(own, { ...changed, boot: settings }, asked);
    const traced = JSON.parse(readFileSync(join(folder, 'build', 'traced.json'), 'utf8')).traced ?? [];
    const outcome = await boot({
      image: result.image,
      elf,
      board: own.board,
      devices: planDevices(own),
      initrd: rootfs.initrd,
      backends,
      memory: '64M',
      accelerator: TCG,
      words: [...bootWords([...filled, ...backendOptions(own, backends), ...rootfs.options], []), ...more],
      names: { inits: own.inits, mains: own.mains, counters: [], traced },
      timeoutMs: 120_000,
    });
    return outcome.result;
  };
  const works = ({ failure, exitStatus, console }: BootResult) =>
    failure === null && exitStatus === 0 && expected.every((line) => line.test(console.replaceAll('\r', '')));

  const traced = await run(await build((binding) => (isMeant(binding, graph) ? { kind: 'traced' } : undefined)), []);
  expect(works(traced), `${traced.failure}\n${traced.console}`).toBe(true);
  const firstMain = Math.min(...traced.timeline.flatMap(({ phase, beginNs }) => (phase === 'main' ? [beginNs] : [])));
  const calls = new Map<string, number>();
  for (const call of traced.trace.calls) {
    const label = `${call.from}.${call.function}`;
    if (call.beginNs < firstMain) calls.set(label, (calls.get(label) ?? 0) + 1);
  }
  const image = await build((binding) => (isMeant(binding, graph) ? prepared(binding) : undefined));
  const all = image.graph.bindings
    .filter((binding) => isMeant(binding, image.graph))
    .flatMap((binding) => {
      const { owner, from, api, required } = binding;
      const others = image.graph.bindings.filter((other) => other.from === from);
      const place = required.count === 'many' ? `.${others.indexOf(binding)}` : '';
      return api.functions.filter(handsOutMemory).flatMap((fn) => {
        const label = `${from}.${fn.name}${place}`;
        return Array.from({ length: calls.get(`${from}.${fn.name}`) ?? 0 }, (_, number) =>
          [false, true].map((forGood): Case => ({ owner, label, number, forGood })),
        ).flat();
      });
    });
  const next = random(20_261_126);
  const found: string[] = [];
  let refused = 0;
  for (const one of all.filter(() => scale >= 10 || next() < 1 / 3)) {
    const { label, number, forGood } = one;
    const result = await run(image, [
      `${label}.every=1`,
      `${label}.skip=${number}`,
      `${label}.times=${forGood ? 0 : 1}`,
    ]);
    if (works(result)) continue;
    refused++;
    const wrong = fault(result, ownersAbove(image.graph, one.owner));
    if (wrong !== undefined) found.push(`call ${number} of ${label}${forGood ? ' and all after it' : ''}: ${wrong}`);
  }
  expect(found).toEqual([]);
  // Something must have been missed by those who asked for it, or nothing was failed at all.
  if (all.length >= 10) expect(refused).toBeGreaterThan(0);
});
