/**
 * Runs the commands of `$(shell,…)`, or answers them from a record, so that two readers of one tree see the same. Only a
 * folder that is trusted gets this. They run in a thread of their own, one after the other, so that the reader can go on.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ShellAhead, ShellAnswer } from '../language/options.ts';
import { type RunnerData, runner } from './shell-runner.ts';

export interface ShellOptions {
  /** Where commands run: the source tree. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What one command may take, in milliseconds. */
  readonly timeout?: number;
  /** What all commands together may take, in milliseconds; the rest is not run. */
  readonly total?: number;
  /** Answers by command: what is in it is not run. */
  readonly replay?: ReadonlyMap<string, string>;
}

/** More than this is read of no command; the tools keep 255 bytes. */
const OUTPUT = 64 * 1024;
const TIMEOUT = 10_000;
const TOTAL = 120_000;

export interface Shell {
  readonly run: (command: string) => ShellAnswer;
  /** The same for a reader that goes on meanwhile; `hasChanged` since a time in milliseconds of the epoch. */
  readonly ahead: ((hasChanged: (path: string, since: number) => boolean) => ShellAhead) | undefined;
  /** The commands that were asked for, with their outputs, in the order of the first time. */
  readonly record: ReadonlyMap<string, string>;
}

/** The thread, which is started with its first command. */
class Runner {
  private readonly state = new Int32Array(new SharedArrayBuffer(4));
  private readonly channel = new MessageChannel();
  private readonly answers: ShellAnswer[] = [];
  private readonly worker: Worker;
  private readonly patience: number;
  private begun = 0;

  constructor(data: Omit<RunnerData, 'state' | 'port'>) {
    // It ends commands itself, long before.
    this.patience = 2 * data.timeout + 60_000;
    const { port2: port } = this.channel;
    // Its text, for it is a thread's whole program: it needs no file of its own beside the bundle.
    this.worker = new Worker(`(${runner})(require)`, {
      eval: true,
      workerData: { ...data, state: this.state, port } satisfies RunnerData,
      transferList: [port],
    });
    // What nobody waits for any more keeps no process alive.
    this.worker.unref();
    this.channel.port1.unref();
  }

  begin(command: string): number {
    this.channel.port1.postMessage(command);
    return this.begun++;
  }

  /** Whether all that was begun has an answer. */
  get idle(): boolean {
    return this.answers.length === this.begun;
  }

  answer(number: number): ShellAnswer {
    while (this.answers.length <= number) {
      const waited = Atomics.wait(this.state, 0, this.answers.length, this.patience);
      const received = receiveMessageOnPort(this.channel.port1);
      if (received !== undefined) this.answers.push(received.message);
      else if (waited === 'timed-out') return { output: '', failure: 'the thread that runs commands does not answer' };
    }
    return this.answers[number] as ShellAnswer;
  }
}

/** Commands are run each time that they are asked for, as the tools do: what they write may be read by a later one. */
export function makeShell(options: ShellOptions): Shell {
  const record = new Map<string, string>();
  let thread: Runner | undefined;
  /** When the first command began that was not waited for. */
  let began = 0;
  const begin = (command: string): (() => ShellAnswer) => {
    const known = options.replay?.get(command);
    record.set(command, known ?? record.get(command) ?? '');
    if (known !== undefined) return () => ({ output: known });
    thread ??= new Runner({
      cwd: options.cwd,
      environment: { ...options.environment },
      timeout: options.timeout ?? TIMEOUT,
      total: options.total ?? TOTAL,
      most: OUTPUT,
    });
    const runner = thread;
    if (runner.idle) began = Date.now();
    const number = runner.begin(command);
    return () => {
      const answer = runner.answer(number);
      record.set(command, answer.output);
      return answer;
    };
  };
  return {
    run: (command) => begin(command)(),
    ahead: (hasChanged) => ({ begin, changed: (paths) => paths.some((path) => hasChanged(path, began)) }),
    record,
  };
}

/** A record as it is kept in a file: JSON, command → output. */
export const recordText = (record: ReadonlyMap<string, string>): string =>
  `${JSON.stringify(Object.fromEntries(record), null, 2)}\n`;

/** Reads such a file's text; throws an `Error` that says what is wrong with it. */
export function parseRecord(text: string): ReadonlyMap<string, string> {
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new Error('a record of $(shell) is a JSON object: command → output');
  const record = new Map<string, string>();
  for (const [command, output] of Object.entries(found)) {
    if (typeof output !== 'string') throw new Error(`the record's answer to '${command}' is no text`);
    record.set(command, output);
  }
  return record;
}
