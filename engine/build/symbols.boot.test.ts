/**
 * What is in an image, read from its symbols, its debug information and its bytes: nothing but its own components and the runtime,
 * and nothing of a driver that was taken away. At full scale every example on every target; at scale 1 some of them, and one driver.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import type { Graph } from '../graph/types.ts';
import type { Composition, Profile } from '../model/types.ts';
import { parseComposition } from '../model/yaml.ts';
import { archiveFolders } from '../sources/archives.ts';
import { example, root } from '../testing/cli.ts';
import { exampleComposition, exampleNames } from '../testing/examples.ts';
import { scale } from '../testing/scale.ts';
import { buildComposition } from './compose.ts';
import { sourceReader } from './reader.ts';

const ROOT = join(root, 'microlibs');
const catalog = await readCatalog(ROOT);
let scratch = '';
let empty: ReadonlySet<string> = new Set();
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'uniloom-symbols-'));
  // What every program on Linux has, whoever made it.
  writeFileSync(join(scratch, 'empty.c'), 'int main(void) { return 0; }\n');
  execFileSync('gcc', ['-no-pie', '-o', join(scratch, 'empty'), join(scratch, 'empty.c')]);
  empty = new Set(globals(join(scratch, 'empty')));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C' } });

/** Where link-time optimisation has put a source's debug information. */
const EARLY = /^[\w-]+\.c\.[0-9a-f]{8}$/;

/** Names that are seen by other objects, without the C library's versions. */
function globals(elf: string): string[] {
  const rows = run('nm', '--format=posix', elf)
    .split('\n')
    .map((line) => line.split(' '));
  return rows.flatMap(([name = '', type = '']) =>
    /^[A-Z]$/.test(type) && !EARLY.test(name) ? [name.replace(/@.*/, '')] : [],
  );
}

/** Every symbol, local ones too. */
const symbols = (elf: string): string[] =>
  run('nm', '--format=posix', elf)
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [line.split(' ')[0] ?? '']));

/** Sources that code of the image was compiled from, as the debug information names them. */
const units = (elf: string): string[] =>
  [
    ...run('readelf', '-W', '--debug-dump=info', '--dwarf-depth=1', elf).matchAll(/DW_AT_name\s*:(?: \(.*\):)? (.*)/g),
  ].map(([, name = '']) => name.trim());

/** A section's name, which objects have and images do not. */
const SECTION = /^\.(rela|text|rodata|data|bss|init|fini)/;

/** Printable texts of some length. */
const texts = (file: string): string[] =>
  run('strings', '-a', '-n', '10', file)
    .split('\n')
    .filter((text) => text !== '');

interface Made {
  readonly folder: string;
  readonly elf: string;
  readonly image: string;
  readonly graph: Graph;
}

let count = 0;
async function make(composition: Composition, target: string, profile: Profile, sources: string): Promise<Made> {
  const folder = join(scratch, `image${count++}`);
  const built = await buildComposition({
    composition,
    catalog,
    target,
    profile,
    out: folder,
    readSource: sourceReader(ROOT, sources, archiveFolders(catalog)).read,
  });
  if (!built.ok) throw new Error(`${JSON.stringify(built.diagnostics, null, 1)}\n${built.log}`);
  return { folder, elf: built.elf, image: built.result.image.path, graph: built.graph };
}

/** What the linker's script and the processor's own tools name, and global names that components provide by their API. */
const LINKER = /^(__(image|text)_(start|end)|__page_tables|_start|_GLOBAL_OFFSET_TABLE_)$/;

/** Symbols and sources that belong to none of the image's components. */
function strangers({ elf, graph }: Made): string[] {
  const linked = graph.components.filter((component) => component.linked);
  const names = new Set(linked.map(({ name }) => name));
  const plain = new Set(
    linked.flatMap(({ microlib, provides }) => [
      ...provides.flatMap(({ api }) => {
        const found = catalog.apis[api];
        return found?.linkage === 'global' ? found.functions.map((fn) => fn.name) : [];
      }),
      ...microlib.exports,
      ...(graph.board.toolchain.kind === 'hosted' ? [...microlib.imports, 'main'] : []),
    ]),
  );
  const ours = (name: string) => {
    const owner = /^([a-z][a-z0-9_]*?)(?:\.|__)/.exec(name)?.[1] ?? '';
    return names.has(owner) || owner === 'uniloom' || [...names].some((one) => name.startsWith(`${one}__`));
  };
  const known = (name: string) => ours(name) || plain.has(name) || LINKER.test(name) || empty.has(name);
  const unitOwner = (unit: string) => /^obj\/([^/]+)\//.exec(unit)?.[1];
  const foreign = (unit: string) =>
    !/^(gen\/(runtime|wires)\.c|<artificial>)$/.test(unit) && !names.has(unitOwner(unit) ?? '');
  return [...globals(elf).filter((name) => !known(name)), ...units(elf).filter(foreign)];
}

const EXAMPLES = exampleNames().flatMap((name) =>
  exampleComposition(name).targets.flatMap((target) =>
    (['debug', 'release'] as const).map((profile) => [name, target, profile] as const),
  ),
);

it.each(EXAMPLES.filter((_one, at) => scale >= 10 || at % 13 === 0))(
  '%s on %s, %s, has nothing but its own components',
  async (name, target, profile) => {
    const made = await make(exampleComposition(name), target, profile, example(name));
    expect(strangers(made)).toEqual([]);
    // There is something to look at.
    const linked = made.graph.components.filter((component) => component.linked).map((component) => component.name);
    const seen = new Set(units(made.elf).map((unit) => /^obj\/([^/]+)\//.exec(unit)?.[1]));
    expect(linked.filter((one) => seen.has(one)).length).toBeGreaterThan(linked.length / 2);
    // The board has more than the image takes.
    const absent = made.graph.components.filter((component) => !component.linked).map((component) => component.name);
    expect(absent.filter((one) => seen.has(one))).toEqual([]);
    const all = symbols(made.elf);
    for (const one of absent) expect(all.filter((symbol) => symbol.startsWith(`${one}.`))).toEqual([]);
  },
);

/** Each driver with what uses it, and the API by which it does. */
const DRIVERS = {
  disk0: ['virtio_blk', 'disk_check', 'disk', 'blkdev'],
  net0: ['virtio_net', 'who_has', 'net', 'netdev'],
  share0: ['virtio_9p', 'p9_check', 'share', 'p9'],
  rng0: ['virtio_rng', 'random', 'sources', 'entropy'],
  con0: ['virtio_console', 'hello', 'console', 'console'],
} as const;
type Driver = keyof typeof DRIVERS;

const names = Object.keys(DRIVERS) as Driver[];

/** A program for each of `drivers`, and one that needs none. */
function composed(drivers: readonly Driver[], target: string): Composition {
  const ports = (name: string, used: readonly string[]) =>
    catalog.microlibs[name]?.requires.map(({ port }) => port).filter((port) => used.includes(port)) ?? [];
  const lines = drivers.flatMap((driver) => {
    const [microlib, user, port, api] = DRIVERS[driver];
    return [
      ...ports(microlib, ['virtio', 'virtqueue', 'dma', 'cpu']).map((one) => [`${driver}.${one}`, `board.${one}`]),
      ...ports(microlib, ['sched']).map((one) => [`${driver}.${one}`, 'threads.sched']),
      [`app_${driver}.${port}`, `${driver}.${api}`],
      ...ports(user, ['sched']).map((one) => [`app_${driver}.${one}`, 'threads.sched']),
      ...(user === 'p9_check' ? [[`app_${driver}.console`, 'board.console']] : []),
      ...(user === 'random' ? [[`token.random`, `app_${driver}.random`]] : []),
    ];
  });
  const parts = drivers.flatMap((driver) => [
    `  ${driver}: { microlib: ${DRIVERS[driver][0]} }`,
    `  app_${driver}: { microlib: ${DRIVERS[driver][1]} }`,
    ...(DRIVERS[driver][1] === 'random' ? ['  token: { microlib: token }'] : []),
  ]);
  const text = `uniloom: 1
name: drivers
targets: [${target}]
components:
  app: { microlib: hello }
  threads: { microlib: coop }
  heap: { microlib: bump }
${parts.join('\n')}
wires:
  - { from: app.console, to: board.console }
  - { from: threads.context, to: board.context }
  - { from: threads.stacks, to: heap.alloc }
  - { from: threads.cpu, to: board.cpu }
  - { from: heap.region, to: board.region }
  - { from: board.sched, to: threads.sched }
${lines.map(([from, to]) => `  - { from: ${from}, to: ${to} }`).join('\n')}
`;
  const { composition, diagnostics } = parseComposition(text, 'uniloom.yaml');
  if (!composition) throw new Error(JSON.stringify(diagnostics));
  return composition;
}

/** How much of a driver is in an image: its symbols, its sources, and texts that only its objects have. */
function traces({ elf, image }: Made, driver: string, own: readonly string[]) {
  const there = new Set(texts(image));
  return {
    symbols: symbols(elf).filter((name) => name.startsWith(`${driver}.`) || name.startsWith(`${driver}__`)).length,
    units: units(elf).filter((unit) => unit.startsWith(`obj/${driver}/`)).length,
    texts: own.filter((text) => there.has(text)).length,
  };
}

/** Protocols of the TCP/IP stack: the example that has it, the options that take it away, and what its symbols are called. */
const PROTOCOLS = {
  TCP: ['udp-echo', { TCP: false }, /^stack__tcp_/],
  UDP: ['tcp-echo', { UDP: false }, /^stack__udp_/],
  DHCP: ['web-server', { DHCP: false }, /^stack__dhcp_/],
  DNS: ['web-server', { DNS: false }, /^stack__dns_/],
  IPv6: ['web-server', { IPV6: false }, /^stack__(ip6|nd6|icmp6|mld6)_/],
  fragments: ['web-server', { FRAGMENTS: false }, /^stack__ip4_(reass|frag)/],
} as const;

describe.each(scale >= 10 ? (['debug', 'release'] as const) : (['debug'] as const))('%s', (profile) => {
  it('a protocol that is taken away takes everything along', async () => {
    const some = scale >= 10 ? Object.values(PROTOCOLS) : [PROTOCOLS.TCP, PROTOCOLS.DNS];
    for (const [name, options, known] of some) {
      const composition = exampleComposition(name);
      const images = [];
      for (const changed of [{ TCP: true, DHCP: true, DNS: true, IPV6: true, FRAGMENTS: true }, options]) {
        const stack = composition.components['stack'];
        if (stack === undefined) throw new Error(`${name} has no stack`);
        const components = { ...composition.components, stack: { ...stack, options: changed } };
        const made = await make({ ...composition, components }, 'x86_64/microvm', profile, example(name));
        images.push(symbols(made.elf).filter((symbol) => known.test(symbol)));
      }
      expect(images[0]?.length, `${known} in ${name}`).toBeGreaterThan(0);
      expect(images[1], `${known} in ${name} with ${JSON.stringify(options)}`).toEqual([]);
    }
  });
});

const PLACES = [
  ['x86_64/microvm', 'debug'],
  ['x86_64/microvm', 'release'],
  ['x86_64/qemu-pc', 'debug'],
  ['x86_64/qemu-pc', 'release'],
] as const;

describe.each(PLACES.filter((_one, at) => scale >= 10 || at === 3))('%s, %s', (target, profile) => {
  it('a driver that is taken away takes everything along', async () => {
    const whole = await make(composed(names, target), target, profile, scratch);
    expect(strangers(whole)).toEqual([]);
    // Texts of each driver are taken from objects with code in them; those of release hold the compiler's own language.
    const objects = profile === 'debug' ? whole : await make(composed(names, target), target, 'debug', scratch);
    const textsOf = (component: string): string[] => {
      const folder = join(objects.folder, 'obj', component);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.o'))
        .map((file) => join(folder, file));
      for (const file of files) run('strip', '--strip-all', '-o', `${file}.bare`, file);
      return files.flatMap((file) => run('strings', '-n', '10', `${file}.bare`).split('\n'));
    };
    const others = objects.graph.components.filter(({ name, linked }) => linked && !names.includes(name as Driver));
    const common = new Set(others.flatMap(({ name }) => textsOf(name)));
    for (const driver of scale >= 10 ? names : (['net0'] as const)) {
      const own = textsOf(driver).filter(
        (text) => text !== '' && !common.has(text) && text.includes(driver) && !SECTION.test(text),
      );
      const before = traces(whole, driver, own);
      expect(before.units, driver).toBeGreaterThan(0);
      expect(before.symbols, driver).toBeGreaterThan(0);
      // Not every driver says its own name; what does so is in the image.
      expect(before.texts > 0 || own.length === 0, driver).toBe(true);
      if (driver === 'net0') expect(own.length).toBeGreaterThan(0);
      const without = await make(
        composed(
          names.filter((one) => one !== driver),
          target,
        ),
        target,
        profile,
        scratch,
      );
      expect(traces(without, driver, own), driver).toEqual({ symbols: 0, units: 0, texts: 0 });
      expect(strangers(without)).toEqual([]);
    }
  });
});
