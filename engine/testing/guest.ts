/** For boot tests: a composition as an image that can be booted many times, with its devices as the test wants them. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { settingsIn } from '../boot/backends.ts';
import { type BootOutcome, boot } from '../boot/boot.ts';
import { deviceArguments } from '../boot/devices.ts';
import { QEMU_FDS } from '../boot/machine.ts';
import { checkSet } from '../boot/options.ts';
import type { Qmp } from '../boot/qmp.ts';
import { buildComposition } from '../build/compose.ts';
import { sourceReader } from '../build/reader.ts';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog, Microlib, RequiredPort } from '../catalog/types.ts';
import type { BootResult, Forward, TimelineEntry } from '../contract.ts';
import { assignBackends, type BackendWords } from '../graph/backends.ts';
import { planDevices } from '../graph/devices.ts';
import type { Component, Composition, Wire } from '../model/types.ts';
import { parseComposition } from '../model/yaml.ts';
import { bootOptionsOf, bootRequest, type RunHooks } from '../procedures/running.ts';
import { archiveFolders } from '../sources/archives.ts';
import { promised } from './promised.ts';
import { HANGS } from './scale.ts';

const ROOT = fileURLToPath(new URL('../../microlibs', import.meta.url));

/** Machines that a test runs on: target and variant. */
export const MACHINES = [
  ['x86_64/microvm', 'microvm'],
  ['x86_64/qemu-pc', 'pc'],
  ['x86_64/qemu-pc', 'q35'],
] as const;

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

export interface ProgramInput {
  /** A file of `guests/`: the source of the component `probe`, a microlib with a main and these ports. */
  readonly source: string;
  readonly requires: readonly (Pick<RequiredPort, 'port' | 'api'> & Partial<RequiredPort>)[];
  readonly components: Readonly<Record<string, Component>>;
  /** `FROM TO`, as `probe.alloc heap.alloc`. */
  readonly wires: readonly string[];
}

/** A composition around one component `probe` whose source is the test's own. */
export function program({ source, requires, components, wires }: ProgramInput) {
  const composition: Composition = {
    ...{ uniloom: 1, name: 'guest', targets: [], groups: {}, defaults: {}, boot: {}, layout: {} },
    components: { probe: { microlib: 'probe', sources: [source] }, ...components },
    wires: wires.map((wire): Wire => {
      const [from = '', to = ''] = wire.split(' ');
      return { from, to };
    }),
  };
  const ports = requires.map((port) => ({ version: 1, count: 'one' as const, late: false, ...port }));
  const text = readFileSync(join(import.meta.dirname, 'guests', source), 'utf8');
  return { composition, sources: { [source]: text }, microlibs: [testMicrolib({ name: 'probe', requires: ports })] };
}

export interface GuestInput {
  /** The composition as its file has it, or as it is. */
  readonly yaml?: string;
  readonly composition?: Composition;
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
  /** The machine gets none of the devices that the image wants. */
  readonly bare?: boolean;
  readonly memory?: string;
  /** `COMPONENT.OPTION=VALUE` */
  readonly set?: readonly string[];
  readonly arguments?: readonly string[];
  /** Where frames go that the guest captures. */
  readonly capture?: string;
}

export interface Running {
  /** Resolves with the console so far once it shows `text`; rejects when the machine ends without. */
  shows(text: string | RegExp): Promise<string>;
  readonly input: Promise<Writable>;
  readonly monitor: Promise<Qmp>;
  /** The host's port that leads to this one of the guest, once QEMU has said which. */
  port(guest: number): Promise<number>;
  /** The boot timeline as it is first told. */
  readonly timeline: Promise<readonly TimelineEntry[]>;
  readonly ended: Promise<BootOutcome>;
}

export interface Guest {
  /** Boots it and waits for its end. */
  run(input?: RunInput): Promise<BootResult>;
  /** As `run`, with what is told of it. */
  boot(input?: RunInput): Promise<BootOutcome>;
  /** Boots it, to be watched and spoken to while it runs. */
  start(input?: RunInput): Running;
}

let shared: Promise<Catalog> | undefined;

function compositionOf({ yaml, composition }: GuestInput): Composition {
  if (composition) return composition;
  const parsed = parseComposition(yaml ?? '', 'uniloom.yaml');
  if (!parsed.composition) throw new Error(JSON.stringify(parsed.diagnostics));
  return parsed.composition;
}

/** Builds it. @throws with the diagnostics and the compiler's words when it does not build */
export async function buildGuest(input: GuestInput): Promise<Guest> {
  shared ??= readCatalog(ROOT);
  const real = await shared;
  const own = Object.fromEntries((input.microlibs ?? []).map((microlib) => [microlib.name, microlib]));
  const catalog = { ...real, microlibs: { ...real.microlibs, ...own } };
  const composition = compositionOf(input);
  mkdirSync(input.folder, { recursive: true });
  for (const [name, text] of Object.entries(input.sources ?? {})) writeFileSync(join(input.folder, name), text);
  const composed = await buildComposition({
    composition,
    catalog,
    target: input.target as Parameters<typeof buildComposition>[0]['target'],
    profile: input.profile ?? 'debug',
    out: join(input.folder, 'build', input.target),
    readSource: sourceReader(ROOT, input.folder, archiveFolders(catalog)).read,
  });
  if (!composed.ok) throw new Error(`${JSON.stringify(composed.diagnostics, null, 1)}\n${composed.log}`);
  const { graph, result, elf } = composed;
  const plan = planDevices(graph);

  async function start(asked: RunInput, hooks: Omit<RunHooks, 'signal'>): Promise<BootOutcome> {
    const { variant: machine, backends: words = {}, change, bare = false, memory, set = [] } = asked;
    const settings = await settingsIn(input.folder, composition.boot);
    // Not whether they can be used: what the guest makes of it is a test's affair.
    const { backends, diagnostics } = assignBackends(graph, { ...composition, boot: settings }, words);
    const wrong = [...diagnostics, ...checkSet(set, bootOptionsOf(graph)).diagnostics];
    const first = wrong.find(({ severity }) => severity === 'error');
    if (first) throw new Error(first.message);
    const built = { graph, composition, result, elf, folder: input.folder, backends, cache: input.folder };
    const request = {
      ...{ machine, accelerator: 'tcg' as const, memory, set, arguments: asked.arguments },
      backends: words,
      capture: asked.capture,
    };
    const timeoutSeconds = Number(HANGS);
    const booted = await bootRequest(built, { ...request, timeoutSeconds }, { ...hooks, signal: NEVER });
    if (bare) return boot({ ...booted, devices: undefined });
    if (!change) return boot(booted);
    const { args } = deviceArguments(plan, backends, QEMU_FDS.channels);
    return boot({ ...booted, devices: undefined, extra: change(args) });
  }
  return {
    boot: (asked = {}) => start(asked, {}),
    run: async (asked = {}) => (await start(asked, {})).result,
    start: (asked = {}) => watched((hooks) => start(asked, hooks)),
  };
}

const NEVER = new AbortController().signal;

/** What `begin` starts, with its console and what it can be told by. */
function watched(begin: (hooks: Omit<RunHooks, 'signal'>) => Promise<BootOutcome>): Running {
  let console = '';
  const waiting: { text: string | RegExp; resolve(console: string): void; reject(error: Error): void }[] = [];
  const look = () => {
    for (const one of [...waiting]) {
      const seen = typeof one.text === 'string' ? console.includes(one.text) : one.text.test(console);
      if (!seen) continue;
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(console);
    }
  };
  const running = promised<readonly [Writable | null, Qmp | null]>();
  running.promise.catch(() => {});
  const forwarded = promised<readonly Forward[]>();
  forwarded.promise.catch(() => {});
  const timeline = promised<readonly TimelineEntry[]>();
  timeline.promise.catch(() => {});
  const gone = (why: string) => {
    for (const one of waiting.splice(0)) one.reject(new Error(`${why} without ${String(one.text)}:\n${console}`));
  };
  const ended = begin({
    onConsole: (text) => {
      console += text;
      look();
    },
    onRunning: (input, monitor) => running.resolve([input, monitor]),
    onTimeline: timeline.resolve,
    onForwards: (forwards) => {
      if (forwards.every(({ hostPort }) => hostPort !== 0)) forwarded.resolve(forwards);
    },
  });
  // A test that has failed already does not ask how it ended.
  ended.then(
    ({ result }) => {
      gone(`the guest ended (${result.failure ?? 'well'})`);
      forwarded.reject(new Error(`the guest ended:\n${console}`));
      timeline.reject(new Error(`the guest ended and told no timeline:\n${console}`));
    },
    (error: unknown) => {
      gone(String(error));
      running.reject(error);
      forwarded.reject(error);
      timeline.reject(error);
    },
  );
  const needed = async <T>(value: Promise<T | null>): Promise<T> => {
    const there = await value;
    if (there === null) throw new Error('this machine has none');
    return there;
  };
  return {
    shows: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        look();
      }),
    get input() {
      return needed(running.promise.then(([input]) => input));
    },
    get monitor() {
      return needed(running.promise.then(([, monitor]) => monitor));
    },
    port: async (guest) => {
      const found = (await forwarded.promise).find(({ guestPort }) => guestPort === guest);
      if (!found) throw new Error(`no port leads to ${guest}`);
      return found.hostPort;
    },
    timeline: timeline.promise,
    ended,
  };
}

export interface Guests {
  /** A scratch folder. Its name is short: unix sockets go there. */
  readonly folder: string;
  /** Writes a composition, `yaml` behind its name and targets, into a folder of its own. */
  compose(name: string, yaml: string, files?: Readonly<Record<string, string | Uint8Array>>): string;
  /** Builds the composition at `file`, for a microvm where no target is named, and starts it. */
  start(file: string, request?: RunInput & { readonly target?: string }): Promise<Running>;
  remove(): Promise<void>;
}

const TARGETS = 'targets: [x86_64/microvm, x86_64/qemu-pc, host]';

/** A folder for compositions that lie there as a user's do, with files beside them. */
export function createGuests(): Guests {
  const folder = mkdtempSync(join(tmpdir(), 'ul-'));
  return {
    folder,
    compose(name, yaml, files = {}) {
      const own = join(folder, name);
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'uniloom.yaml'), `uniloom: 1\nname: ${name}\n${TARGETS}\n${yaml}`);
      for (const [file, data] of Object.entries(files)) writeFileSync(join(own, file), data);
      return join(own, 'uniloom.yaml');
    },
    async start(file, { target = 'x86_64/microvm', ...request } = {}) {
      const guest = await buildGuest({ yaml: readFileSync(file, 'utf8'), target, folder: dirname(file) });
      return guest.start(request);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
