/** Boots a document: build if needed, choose the accelerator, run. The same for the app and the command line. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type AcceleratorChoice, chooseAccelerator, TCG } from '../boot/accel.ts';
import { checkBackends, settingsIn } from '../boot/backends.ts';
import { type BootOutcome, type BootRequest, boot } from '../boot/boot.ts';
import { filledOptions } from '../boot/fills.ts';
import { startGuard } from '../boot/guard.ts';
import { type BootOption, bootWords, checkSet } from '../boot/options.ts';
import { giveRootfs } from '../boot/rootfs.ts';
import { type BuildResult, ContractError, type CounterRow, type TimelineEntry } from '../contract.ts';
import { assignBackends, type Backend, type BackendWords } from '../graph/backends.ts';
import { planDevices } from '../graph/devices.ts';
import { BOOT_FAULTS, faultyFunctions } from '../graph/kinds.ts';
import type { Graph } from '../graph/types.ts';
import type { Composition } from '../model/types.ts';
import { type BuildHooks, type BuildRequest, type Built, buildDocument } from './building.ts';
import type { Context } from './types.ts';

export interface RunRequest extends BuildRequest {
  readonly machine?: string | undefined;
  readonly accelerator?: AcceleratorChoice | undefined;
  readonly memory?: string | undefined;
  readonly anyMemory?: boolean | undefined;
  readonly set?: readonly string[] | undefined;
  readonly arguments?: readonly string[] | undefined;
  /** What stands behind devices, with whole paths. */
  readonly backends?: BackendWords | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly expect?: string | undefined;
  readonly gdb?: number | undefined;
  /** Where frames go that the guest captures; a whole path. */
  readonly capture?: string | undefined;
}

export interface RunHooks extends BuildHooks {
  readonly onBuilt?: ((result: BuildResult) => void) | undefined;
  readonly onBooting?: (() => void) | undefined;
  readonly onRunning?: BootRequest['onStart'];
  readonly onConsole?: BootRequest['onConsole'];
  readonly onTimeline?: ((entries: readonly TimelineEntry[]) => void) | undefined;
  readonly onCounters?: ((rows: readonly CounterRow[]) => void) | undefined;
  readonly onTrace?: BootRequest['onTrace'];
  readonly onForwards?: BootRequest['onForwards'];
  readonly stdin?: Readable | undefined;
}

/** The boot options of an image: `COMPONENT.OPTION`, and `COMPONENT.PORT.FUNCTION.PARAMETER` for faulty wires. */
export function bootOptionsOf(graph: Graph): string[] {
  const linked = graph.components.filter((component) => component.linked);
  const names = new Set(linked.map(({ name }) => name));
  const wires = faultyFunctions(graph.bindings.filter(({ owner }) => names.has(owner)));
  return [
    ...linked.flatMap(({ name, microlib }) => microlib.bootOptions.map((option) => `${name}.${option}`)),
    ...wires.flatMap(({ label }) => BOOT_FAULTS.map((parameter) => `${label}.${parameter}`)),
  ];
}

/** Where no machine has devices, a driver's stand-in is given its backend as a boot option. */
export function backendOptions(graph: Graph, backends: readonly Backend[]): BootOption[] {
  if (graph.board.machine.kind === 'qemu') return [];
  return backends.flatMap((backend) => {
    const { component } = backend;
    const option = graph.components.find(({ name }) => name === component)?.microlib.device?.option;
    const value =
      'path' in backend ? backend.path : backend.kind === 'net' && backend.net !== 'user' ? backend.at : null;
    return option === undefined || value === null ? [] : [{ name: `${component}.${option}`, value }];
  });
}

/** What stands behind the image's devices. @throws ContractError bad-input where one has nothing, or nothing usable. */
async function backendsOf(graph: Graph, composition: Composition, folder: string, given: BackendWords) {
  const boot = await settingsIn(folder, composition.boot);
  const { backends, diagnostics } = assignBackends(graph, { ...composition, boot }, given);
  const found = [...diagnostics.filter(({ severity }) => severity === 'error'), ...(await checkBackends(backends))];
  if (found.length > 0) throw new ContractError('bad-input', found[0]?.message ?? 'no backend', null, found);
  return backends;
}

function expression(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'm');
  } catch (error) {
    throw new ContractError(
      'bad-input',
      error instanceof Error ? error.message : String(error),
      'It is a JavaScript regular expression.',
    );
  }
}

/** The rows of a generated table in the build folder, which a person may have changed. */
async function rowsOf(folder: string, file: string, key: string): Promise<readonly { [name: string]: unknown }[]> {
  const value: unknown = await readFile(join(folder, file), 'utf8')
    .then((text) => JSON.parse(text))
    .catch(() => null);
  const rows = typeof value === 'object' && value !== null ? (value as { [name: string]: unknown })[key] : [];
  return Array.isArray(rows) ? rows.filter((row) => typeof row === 'object' && row !== null) : [];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const wireOf = (value: unknown): number => (typeof value === 'number' ? value : -1);

async function counterNames(folder: string): Promise<BootRequest['names']['counters']> {
  const rows = await rowsOf(folder, 'counters.json', 'counters');
  return rows.map((row) => ({ wire: wireOf(row['wire']), function: textOf(row['function']) }));
}

async function tracedNames(folder: string): Promise<BootRequest['names']['traced']> {
  const rows = await rowsOf(folder, 'traced.json', 'traced');
  return rows.map((row) => ({
    wire: wireOf(row['wire']),
    from: textOf(row['from']),
    to: textOf(row['to']),
    function: textOf(row['function']),
    arguments: Array.isArray(row['arguments']) ? row['arguments'].map(textOf) : [],
    more: row['more'] === true,
    result: row['result'] === null ? null : textOf(row['result']),
  }));
}

/** Builds and makes the request to boot with; what is wrong with the user's wishes is told before anything is built. */
export async function prepareRun(context: Context, request: RunRequest, hooks: RunHooks): Promise<BootRequest> {
  expression(request.expect);
  startGuard();
  const built = await buildDocument(context, request, hooks, (graph) => {
    const { diagnostics } = checkSet(request.set ?? [], bootOptionsOf(graph));
    if (diagnostics.length > 0)
      throw new ContractError('bad-input', diagnostics[0]?.message ?? 'unknown boot option', null, diagnostics);
  });
  const { folder } = context.documents.get(request.document);
  const backends = await backendsOf(built.graph, built.composition, folder, request.backends ?? {});
  return bootRequest({ ...built, folder, backends, cache: context.places.cache }, request, hooks);
}

export interface BootInput extends Omit<Built, 'diagnostics'> {
  /** The composition's. */
  readonly folder: string;
  readonly backends: readonly Backend[];
  /** Where it is remembered which accelerators work. */
  readonly cache: string;
}

/** The request to boot an image that is there. */
export async function bootRequest(
  built: BootInput,
  request: Omit<RunRequest, 'document' | 'target' | 'profile'>,
  hooks: RunHooks,
): Promise<BootRequest> {
  const { graph, composition, result, folder, backends } = built;
  const expect = expression(request.expect);
  const settings = composition.boot;
  const { options: set } = checkSet(request.set ?? [], bootOptionsOf(graph));
  const rootfs = await giveRootfs(graph, composition, {
    folder,
    given: request.backends?.rootfs,
    build: result.folder,
    memory: request.memory ?? settings.memory,
    signal: hooks.signal,
  });
  const options = [...set, ...backendOptions(graph, backends), ...rootfs.options];
  const { machine } = graph.board;
  const choice = request.accelerator ?? 'auto';
  const accelerator =
    machine.kind === 'qemu' && graph.board.toolchain.arch === 'x86_64'
      ? await chooseAccelerator(choice, `qemu-system-${machine.system}`, built.cache)
      : TCG;
  // The composition's machine is meant for the target that has it.
  const own = machine.kind === 'qemu' && machine.variants.some(({ name }) => name === settings.machine);
  return {
    image: result.image,
    elf: built.elf,
    board: graph.board,
    devices: planDevices(graph),
    backends,
    initrd: rootfs.initrd,
    findings: rootfs.diagnostics,
    variant: request.machine ?? (own ? settings.machine : undefined),
    memory: request.memory ?? settings.memory,
    anyMemory: request.anyMemory,
    accelerator,
    coverage: request.coverage ? result.folder : undefined,
    words: bootWords(
      [...options, ...filledOptions(graph.components, options)],
      request.arguments ?? settings.arguments ?? [],
    ),
    names: {
      inits: graph.inits,
      mains: graph.mains,
      counters: await counterNames(result.folder),
      traced: await tracedNames(result.folder),
    },
    signal: hooks.signal,
    timeoutMs: request.timeoutSeconds === undefined ? undefined : request.timeoutSeconds * 1000,
    expect,
    gdb: request.gdb,
    capture: request.capture,
    halted: request.gdb === undefined ? undefined : true,
    onConsole: hooks.onConsole,
    onTimeline: hooks.onTimeline,
    onCounters: hooks.onCounters,
    onTrace: hooks.onTrace,
    onForwards: hooks.onForwards,
    onStart: hooks.onRunning,
    stdin: hooks.stdin,
  };
}

/** Builds if needed, boots, waits for the end. @throws ContractError where it cannot be built or started. */
export async function runDocument(context: Context, request: RunRequest, hooks: RunHooks): Promise<BootOutcome> {
  const prepared = await prepareRun(context, request, hooks);
  hooks.onBooting?.();
  return boot(prepared);
}
