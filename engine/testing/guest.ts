/** For boot tests: a composition as an image that can be booted many times, with its devices as the test wants them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TCG } from '../boot/accel.ts';
import { boot } from '../boot/boot.ts';
import { deviceArguments } from '../boot/devices.ts';
import { QEMU_FDS } from '../boot/machine.ts';
import { buildComposition } from '../build/compose.ts';
import { sourceReader } from '../build/reader.ts';
import { readCatalog } from '../catalog/read.ts';
import type { Microlib } from '../catalog/types.ts';
import type { BootResult } from '../contract.ts';
import { assignBackends, type Backend, type BackendWords } from '../graph/backends.ts';
import { planDevices } from '../graph/devices.ts';
import { parseComposition } from '../model/yaml.ts';
import { archiveFolders } from '../sources/archives.ts';

const ROOT = fileURLToPath(new URL('../../microlibs', import.meta.url));

/** A microlib that only a test has; its sources are the component's own. */
export const testMicrolib = (part: Pick<Microlib, 'name' | 'requires'> & Partial<Microlib>): Microlib => ({
  version: '1.0.0',
  title: part.name,
  summary: 'Of a test.',
  category: 'apps',
  licence: 'BSD-3-Clause',
  targets: ['*'],
  instances: 'many',
  init: false,
  main: 'plain',
  provides: [],
  sources: [],
  include: [],
  imports: [],
  root: false,
  exports: [],
  dir: `apps/${part.name}`,
  kconfig: '',
  bootOptions: [],
  costs: [],
  ...part,
});

export interface GuestInput {
  readonly yaml: string;
  readonly target: string;
  readonly profile?: 'debug' | 'release';
  /** A folder of this guest's own. */
  readonly folder: string;
  /** Own sources, by name. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly microlibs?: readonly Microlib[];
}

export interface RunInput {
  readonly variant?: string;
  readonly backends?: BackendWords;
  /** Changes QEMU's arguments of the devices: what no user can ask for, such as a disk that fails. */
  readonly change?: (args: readonly string[]) => readonly string[];
  readonly memory?: string;
}

export interface Guest {
  run(input?: RunInput): Promise<BootResult>;
}

/** Where there are no devices, a driver's stand-in is told its file as a boot option. */
const pathWords = (backends: readonly Backend[]): string[] =>
  backends.flatMap((backend) => ('path' in backend ? [`${backend.component}.PATH=${backend.path}`] : []));

export async function buildGuest(input: GuestInput): Promise<Guest> {
  const real = await readCatalog(ROOT);
  const own = Object.fromEntries((input.microlibs ?? []).map((microlib) => [microlib.name, microlib]));
  const catalog = { ...real, microlibs: { ...real.microlibs, ...own } };
  const parsed = parseComposition(input.yaml, 'uniloom.yaml');
  const { composition } = parsed;
  if (!composition) throw new Error(JSON.stringify(parsed.diagnostics));
  mkdirSync(input.folder, { recursive: true });
  for (const [name, text] of Object.entries(input.sources ?? {})) writeFileSync(join(input.folder, name), text);
  const composed = await buildComposition({
    composition,
    catalog,
    target: input.target as Parameters<typeof buildComposition>[0]['target'],
    profile: input.profile ?? 'debug',
    out: join(input.folder, 'build'),
    readSource: sourceReader(ROOT, input.folder, archiveFolders(catalog)).read,
  });
  if (!composed.ok) throw new Error(`${JSON.stringify(composed.diagnostics, null, 1)}\n${composed.log}`);
  const { graph, result, elf } = composed;
  const plan = planDevices(graph);
  return {
    async run({ variant, backends: words = {}, change = (args: readonly string[]) => args, memory }: RunInput = {}) {
      const { backends, diagnostics } = assignBackends(graph, composition, words);
      const wrong = diagnostics.find(({ severity }) => severity === 'error');
      if (wrong) throw new Error(wrong.message);
      const { args } = deviceArguments(plan, backends, QEMU_FDS.channels);
      const { result: run } = await boot({
        image: result.image,
        elf,
        board: graph.board,
        variant,
        memory: memory ?? '16M',
        accelerator: TCG,
        words: graph.board.machine.kind === 'qemu' ? [] : pathWords(backends),
        names: { inits: graph.inits, mains: graph.mains, counters: [], traced: [] },
        timeoutMs: 120_000,
        extra: graph.board.machine.kind === 'qemu' ? change(args) : [],
      });
      return run;
    },
  };
}
