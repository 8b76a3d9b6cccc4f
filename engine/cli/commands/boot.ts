/** `uniloom boot`: builds if needed, boots, streams the console both ways. */
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { AcceleratorChoice } from '../../boot/accel.ts';
import { wordsIn } from '../../boot/backends.ts';
import type { BootOutcome } from '../../boot/boot.ts';
import { machineCommand } from '../../boot/machine.ts';
import type { DocumentInfo } from '../../contract.ts';
import { type Engine, requireTrust } from '../../procedures/engine.ts';
import { prepareRun, type RunHooks, type RunRequest, runDocument } from '../../procedures/running.ts';
import { createForwardTeller } from '../forwards.ts';
import { jsonDiagnostics, print, printJson, say, sayDiagnostics } from '../output.ts';
import type { Cli } from '../program.ts';
import { createProgress, type Progress } from '../progress.ts';
import { chooseTarget, untilInterrupted, withDocument } from '../session.ts';
import { DONE, FAILED, INTERRUPTED } from '../status.ts';
import { timelineTable } from '../timeline.ts';
import { createTracer } from '../trace.ts';
import type { BuildOptions } from './build.ts';

interface BootOptions extends BuildOptions {
  readonly accel: AcceleratorChoice;
  readonly machine?: string;
  readonly memory?: string;
  readonly anyMemory?: boolean;
  readonly set?: readonly string[];
  readonly gdb?: number | true;
  readonly forward?: readonly string[];
  readonly disk?: readonly string[];
  readonly share?: readonly string[];
  readonly net?: readonly string[];
  readonly capture?: string;
  readonly rootfs?: string;
  readonly timeout?: number;
  readonly expect?: string;
  readonly dryRun?: boolean;
  readonly trace?: boolean;
  readonly timeline?: boolean;
}

const GDB_PORT = 1234;

function sayLines(lines: readonly string[]): void {
  if (lines.length > 0) say(lines.join('\n'));
}

/** Resolves when `stream` takes more, or will never again: a guest that prints faster than the terminal waits for it. */
function write(stream: Writable, text: string): void | Promise<void> {
  if (stream.errored || stream.write(text)) return;
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('error', done);
  });
}

async function requestOf(document: DocumentInfo, args: readonly string[], options: BootOptions): Promise<RunRequest> {
  const { disk: disks, share: shares, net: nets, forward: forwards, rootfs } = options;
  const words = {
    ...(disks && { disks }),
    ...(shares && { shares }),
    ...(nets && { nets }),
    ...(rootfs !== undefined && { rootfs }),
  };
  return {
    document: document.id,
    target: chooseTarget(document, options.target),
    profile: options.profile,
    coverage: options.coverage,
    ...(options.out !== undefined && { folder: resolve(options.out) }),
    accelerator: options.accel,
    machine: options.machine,
    memory: options.memory,
    anyMemory: options.anyMemory,
    set: options.set,
    arguments: args.length > 0 ? args : undefined,
    backends: await wordsIn(process.cwd(), { ...words, ...(forwards && { forwards }) }),
    timeoutSeconds: options.timeout,
    expect: options.expect,
    gdb: options.gdb === true ? GDB_PORT : options.gdb,
    capture: options.capture === undefined ? undefined : resolve(options.capture),
  };
}

function sayCaptured(file: string, { frames, dropped }: NonNullable<BootOutcome['captured']>): void {
  const missed = dropped > 0 ? `; ${dropped} found no room in the guest (net_capture's RING_KB)` : '';
  const none = frames === 0 ? '; is there a net_capture between the card and its user?' : '';
  say(`${file}: ${frames} frames${missed}${none}`);
}

function tell({ result, diagnostics, cancelled }: BootOutcome, json: boolean | undefined): number {
  sayDiagnostics(diagnostics);
  if (json) printJson({ ...result, diagnostics: jsonDiagnostics(diagnostics) });
  if (cancelled) return INTERRUPTED;
  return result.failure === null ? DONE : FAILED;
}

/** Says the command that would run, for a person to change and try. */
async function tellCommand(engine: Engine, request: RunRequest, hooks: RunHooks, json = false): Promise<number> {
  const prepared = await prepareRun(engine.context, request, hooks);
  const { program, args } = machineCommand({ ...prepared, image: prepared.image.path });
  const quoted = (word: string) => (/^[\w./:=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  if (json) printJson({ command: { program, args } });
  else print([program, ...args].map(quoted).join(' '));
  return DONE;
}

async function bootIt(
  engine: Engine,
  request: RunRequest,
  options: BootOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const tracer = createTracer();
  const forwards = createForwardTeller();
  // With --json standard output is the document's; the console goes where people look.
  const out = options.json ? process.stderr : process.stdout;
  // A reader that goes away (`| head`) ends the boot as Ctrl-C does.
  out.on('error', () => process.emit('SIGINT'));
  const hooks: RunHooks = {
    signal,
    onProgress: progress.show,
    onFetch: progress.fetched,
    onBooting: progress.clear,
    onConsole: (text) => write(out, text),
    onForwards: (all) => sayLines(forwards.lines(all)),
    ...(options.trace && !options.json && { onTrace: (calls) => sayLines(tracer.lines(calls)) }),
    stdin: process.stdin,
  };
  if (options.dryRun) return tellCommand(engine, request, hooks, options.json);
  if (request.gdb !== undefined) say(`The machine waits for gdb: target remote localhost:${request.gdb}`);
  const outcome = await runDocument(engine.context, request, hooks);
  sayLines(forwards.rest(outcome.result.forwards));
  if (options.trace && !options.json) sayLines(tracer.rest(outcome.result.trace));
  if (options.timeline && !options.json) sayLines(timelineTable(outcome.result.timeline));
  if (outcome.captured) sayCaptured(options.capture ?? '', outcome.captured);
  return tell(outcome, options.json);
}

export async function run(
  cli: Cli,
  [file, args]: readonly [string, readonly string[]],
  options: BootOptions,
): Promise<number> {
  return withDocument(
    cli,
    file,
    async (engine, document) => {
      requireTrust(engine.context, document.id);
      const request = await requestOf(document, args, options);
      const progress = createProgress();
      try {
        return await untilInterrupted(progress, (signal) => bootIt(engine, request, options, progress, signal));
      } finally {
        // An open standard input would keep the process alive.
        process.stdin.pause();
        process.stdin.unref?.();
      }
    },
    options,
  );
}
