/** Boots an image and waits for its end: console both ways, records of the control channel, time-out, clean kill. */
import type { Readable, Writable } from 'node:stream';
import type { Board } from '../catalog/types.ts';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import type { BootResult, CounterRow, Forward, Stats, TimelineEntry, TraceCall } from '../contract.ts';
import type { Backend } from '../graph/backends.ts';
import type { DevicePlan } from '../graph/devices.ts';
import { backtrace } from './backtrace.ts';
import { type Captured, createCapture } from './capture.ts';
import { type ConsoleKeeper, createConsole } from './console.ts';
import { createFrameParser } from './control.ts';
import { createCoverage } from './coverage.ts';
import { allReadyMs, forwardsOf, watchForwards } from './forwards.ts';
import { leakFindings } from './leaks.ts';
import { type Accelerator, type MachineCommand, machineCommand } from './machine.ts';
import { judge } from './outcome.ts';
import type { Qmp } from './qmp.ts';
import {
  decodeRecord,
  type GuestRecord,
  type Leak,
  type Panic,
  type RawCounter,
  type RawTimelineEntry,
} from './records.ts';
import { namedRefusal } from './refusal.ts';
import { type Session, startSession } from './session.ts';
import { createTrace, type TracedName, type TraceKeeper } from './trace.ts';

export interface BootRequest {
  readonly image: { readonly path: string; readonly bytes: number };
  /** The unstripped image, for backtraces. */
  readonly elf: string;
  readonly board: Board;
  readonly devices?: DevicePlan | undefined;
  readonly backends?: readonly Backend[] | undefined;
  readonly initrd?: string | undefined;
  /** What was noticed while it was prepared. */
  readonly findings?: readonly Diagnostic[] | undefined;
  readonly variant?: string | undefined;
  readonly memory?: string | undefined;
  readonly anyMemory?: boolean | undefined;
  readonly accelerator: Accelerator;
  /** Boot options and arguments, see `bootWords`. */
  readonly words: readonly string[];
  /** What the guest's indices mean: component names in the order of the tables, counters in that of the image. */
  readonly names: {
    readonly inits: readonly string[];
    readonly mains: readonly string[];
    readonly counters: readonly { readonly wire: number; readonly function: string }[];
    readonly traced: readonly TracedName[];
  };
  /** Console text as it arrives. The guest is held back while a returned promise is pending. */
  readonly onConsole?: ((text: string) => void | Promise<void>) | undefined;
  /** The build folder, where the image counts lines: its files of counts go there. */
  readonly coverage?: string | undefined;
  /** Where frames go that the guest captures. */
  readonly capture?: string | undefined;
  /** All entries so far, each time more come. */
  readonly onTimeline?: ((entries: readonly TimelineEntry[]) => void) | undefined;
  /** All counters so far, each time some come. */
  readonly onCounters?: ((rows: readonly CounterRow[]) => void) | undefined;
  /** Calls that are new or have returned, and how many were left out so far. */
  readonly onTrace?: ((calls: readonly TraceCall[], dropped: number) => void) | undefined;
  /** All forwarded ports: when their numbers are known, and when the guest answers on one. */
  readonly onForwards?: ((forwards: readonly Forward[]) => void) | undefined;
  /** The machine runs. `input` takes what the user types. */
  readonly onStart?: ((input: Writable | null, monitor: Qmp | null) => void) | undefined;
  readonly stdin?: Readable | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly expect?: RegExp | undefined;
  readonly gdb?: number | string | undefined;
  readonly halted?: boolean | undefined;
  readonly extra?: readonly string[] | undefined;
}

export interface BootOutcome {
  readonly result: BootResult;
  readonly diagnostics: readonly Diagnostic[];
  readonly cancelled: boolean;
  /** Of the file that was asked for. */
  readonly captured?: Captured | null;
}

/** A guest that has sent its exit record and is still there after this long will not power off. */
const POWER_OFF_MS = 2000;
/** How long a silent machine's input is held back. */
const INPUT_MS = 1000;
// Records of a hostile guest are bounded like its console.
const MAX_ROWS = 65_536;

interface Collected {
  exitStatus: number | null;
  panic: Panic | null;
  /** By the entry's place, since a row may come twice; in the order in which they came. */
  timeline: Map<string, TimelineEntry>;
  /** By component, after its init. */
  heap: Map<string, NonNullable<TimelineEntry['heap']>>;
  counters: Map<number, CounterRow>;
  trace: TraceKeeper;
  stats: Map<string, Stats>;
  leaks: Leak[];
}

/** Boots `request` and resolves when the machine is gone. @throws ContractError tool-missing, bad-input, boot-failed. */
export async function boot(request: BootRequest): Promise<BootOutcome> {
  const command = machineCommand({ ...request, image: request.image.path });
  const capture = request.capture === undefined ? null : createCapture(request.capture);
  const session = await startSession(command).catch((error: unknown) => {
    capture?.end();
    throw error;
  });
  const times: { firstByte: number | null; expected: number | null } = { firstByte: null, expected: null };
  const sinceStart = () => performance.now() - session.startedAt;
  const keeper = createConsole(request.expect, () => {
    times.expected = sinceStart();
  });
  const collected: Collected = {
    exitStatus: null,
    panic: null,
    timeline: new Map(),
    heap: new Map(),
    counters: new Map(),
    trace: createTrace(request.names.traced),
    stats: new Map(),
    leaks: [],
  };
  const coverage = request.coverage === undefined ? null : createCoverage(request.coverage);
  let stuck: NodeJS.Timeout | undefined;
  let powerOffFailed = false;
  let timedOut = false;

  readControl(session.control, (record) => {
    if (record.kind === 'coverage') coverage?.take(record.coverage);
    else if (record.kind === 'capture') capture?.take(record.capture);
    else collect(record, collected, request);
    if (record.kind === 'exit' && !stuck)
      stuck = setTimeout(() => {
        powerOffFailed = true;
        void session.end();
      }, POWER_OFF_MS);
  });
  const input = forwardInput(request, session, command);
  const printed = session.outputs.map((stream) =>
    readConsole(stream, keeper, request.onConsole, () => {
      times.firstByte ??= sinceStart();
      input.begin();
    }),
  );
  request.onStart?.(session.input, session.monitor);
  const given = forwardsOf(request.devices === undefined ? [] : (request.backends ?? []));
  const forwards =
    session.monitor === null || given.length === 0
      ? null
      : watchForwards({
          forwards: given,
          monitor: session.monitor,
          mirrors: session.mirrors,
          sinceStart,
          onChange: request.onForwards,
        });
  const abort = () => void session.end();
  if (request.signal?.aborted) abort();
  else request.signal?.addEventListener('abort', abort, { once: true });
  const timer =
    request.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          void session.end();
        }, request.timeoutMs);

  const ended = await session.ended;
  clearTimeout(timer);
  clearTimeout(stuck);
  request.signal?.removeEventListener('abort', abort);
  input.stop();
  forwards?.stop();
  const uncounted = coverage?.end() ?? null;
  const captured = capture?.end() ?? null;
  await Promise.all(printed);
  const rest = keeper.end();
  if (rest !== '') await request.onConsole?.(rest);

  const cancelled = request.signal?.aborted === true && collected.exitStatus === null;
  const verdict = judge({
    exitStatus: collected.exitStatus,
    panic: collected.panic,
    backtrace: collected.panic ? await backtrace(request.elf, collected.panic) : [],
    missed: keeper.seen() || !request.expect ? null : request.expect.source,
    timedOutAfterMs: timedOut && collected.exitStatus === null ? (request.timeoutMs ?? 0) : null,
    cancelled,
    messages: session.messages(),
    code: ended.code,
    signal: ended.signal,
  });
  const result: BootResult = {
    image: request.image,
    target: request.board.target,
    machine: command.machine,
    accelerator: command.accelerator,
    execToFirstByteMs: rounded(times.firstByte),
    execToExpectMs: rounded(times.expected),
    forwards: forwards?.states() ?? [],
    execToReadyMs: allReadyMs(forwards?.states() ?? []),
    exitStatus: collected.exitStatus,
    poweredOff: collected.exitStatus !== null && !powerOffFailed && !timedOut,
    console: keeper.text(),
    timeline: withHeap(collected),
    counters: [...collected.counters.values()],
    trace: collected.trace.result(),
    stats: [...collected.stats.values()],
    failure: verdict.failure,
  };
  return {
    result,
    diagnostics: [
      ...(request.findings ?? []),
      ...verdict.diagnostics,
      ...(await leakFindings(request.elf, collected.leaks)),
      ...incomplete(request.coverage, uncounted),
      ...incomplete(request.capture, captured?.failure ?? null),
    ],
    cancelled,
    captured,
  };
}

/** UL0417 for what the guest has sent and `path` has not all of. */
const incomplete = (path: string | undefined, reason: string | null): Diagnostic[] =>
  path === undefined || reason === null
    ? []
    : [
        diagnostic('UL0417', 'warning', `${path} has not all that the guest sent: ${reason}`, {
          params: { path, reason },
        }),
      ];

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 100) / 100);

function readControl(stream: Readable, onRecord: (record: GuestRecord) => void): void {
  const parser = createFrameParser();
  stream.on('data', (chunk: Buffer) => {
    for (const frame of parser.push(chunk)) {
      const record = decodeRecord(frame);
      if (record) onRecord(record);
    }
  });
}

function collect(
  record: Exclude<GuestRecord, { kind: 'coverage' | 'capture' }>,
  into: Collected,
  request: BootRequest,
): void {
  switch (record.kind) {
    case 'exit':
      into.exitStatus = record.status;
      break;
    case 'panic':
      into.panic ??= namedRefusal(record.panic, request.names.inits);
      break;
    case 'timeline':
      for (const raw of record.entries) {
        const entry = timelineEntry(raw, request.names);
        if (entry !== null) into.timeline.set(`${entry.phase} ${raw.index}`, entry);
      }
      request.onTimeline?.(withHeap(into));
      break;
    case 'counters': {
      // A record has room for some of them; what is told is the sums of wires, which want all.
      for (const raw of record.rows)
        for (const [i, row] of counterRow(raw, request.names.counters)) into.counters.set(i, row);
      request.onCounters?.([...into.counters.values()]);
      break;
    }
    case 'heap':
      for (const { index, claimed, used } of record.rows) {
        const component = request.names.inits[index];
        if (component !== undefined) into.heap.set(component, { claimed, used });
      }
      if (into.timeline.size > 0) request.onTimeline?.(withHeap(into));
      break;
    case 'trace': {
      const calls = into.trace.take(record.trace);
      request.onTrace?.(calls, into.trace.dropped());
      break;
    }
    case 'leaks':
      if (into.leaks.length + record.rows.length <= MAX_ROWS) into.leaks.push(...record.rows);
      break;
    case 'stats':
      if (into.stats.size < MAX_ROWS) into.stats.set(record.stats.name, record.stats);
      break;
  }
}

/** The entries so far with the heap after each init: the record of that may come before or after theirs. */
const withHeap = ({ timeline, heap }: Collected): TimelineEntry[] =>
  [...timeline.values()].sort(byBegin).map((entry) => {
    const found = entry.phase === 'init' ? heap.get(entry.component) : undefined;
    return found === undefined ? entry : { ...entry, heap: found };
  });

/** Inits first; entries come in the order in which they ended. Stable: before there is a clock all begin at 0. */
const byBegin = (a: TimelineEntry, b: TimelineEntry): number =>
  Number(a.phase === 'main') - Number(b.phase === 'main') || a.beginNs - b.beginNs;

function timelineEntry(entry: RawTimelineEntry, names: BootRequest['names']): TimelineEntry | null {
  const component = (entry.isMain ? names.mains : names.inits)[entry.index];
  if (component === undefined) return null;
  return { component, phase: entry.isMain ? 'main' : 'init', beginNs: entry.beginNs, endNs: entry.endNs };
}

function counterRow(row: RawCounter, names: BootRequest['names']['counters']): [number, CounterRow][] {
  const name = names[row.index];
  return name ? [[row.index, { wire: name.wire, function: name.function, calls: row.calls, cycles: row.cycles }]] : [];
}

/** Reads `stream` into the keeper; one chunk at a time where the consumer answers with a promise. */
async function readConsole(
  stream: Readable,
  keeper: ConsoleKeeper,
  onConsole: BootRequest['onConsole'],
  onFirst: () => void,
): Promise<void> {
  let first = true;
  try {
    for await (const chunk of stream) {
      if (first) onFirst();
      first = false;
      const text = keeper.push(chunk as Buffer);
      if (text !== '') await onConsole?.(text);
    }
  } catch {
    // A channel that breaks has ended; the process' own end tells why.
  }
}

interface Input {
  /** The guest listens. */
  begin(): void;
  stop(): void;
}

/**
 * Forwards `request.stdin`. A serial port loses what arrives before its driver has set it up, so a machine gets its
 * input when it has printed something, or after INPUT_MS; a process gets it at once.
 */
function forwardInput(request: BootRequest, session: Session, command: MachineCommand): Input {
  const { stdin } = request;
  const { input } = session;
  // A closed input is an end of file to a process; to QEMU it would be a console that nobody listens to.
  const closes = command.kind === 'process';
  if (!stdin || !input) {
    // Nobody will ever type: neither a stream nor someone who was handed the input.
    if (closes && !request.onStart) input?.end();
    return { begin() {}, stop() {} };
  }
  let begun = false;
  const begin = () => {
    if (!begun) stdin.pipe(input, { end: closes });
    begun = true;
  };
  const timer = setTimeout(begin, INPUT_MS);
  if (closes) begin();
  return {
    begin,
    stop() {
      clearTimeout(timer);
      begun = true;
      stdin.unpipe(input);
      stdin.pause();
    },
  };
}
