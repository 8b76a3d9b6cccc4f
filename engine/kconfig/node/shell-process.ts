/**
 * One shell that runs commands one after the other while this process does something else, and synchronous waiting for their
 * answers. It forks in place of this process, which is large: that alone is cheaper than a `spawnSync` for each command.
 */
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShellAnswer } from '../language/options.ts';

export interface ProcessOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What one command, and all together, may take, in milliseconds. */
  readonly timeout: number;
  readonly total: number;
  /** How many bytes of output are read of a command. */
  readonly most: number;
}

/** How long to sleep before looking again, in milliseconds. */
const NAP = 0.5;
/**
 * What the shell is given that it has not answered: commands, and their bytes. The pipe has room for that, and nothing would
 * make any while this process waits.
 */
const GIVEN = { commands: 64, bytes: 64 * 1024 } as const;
/** In milliseconds. Another clock than `performance`, which Node first has to load. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const signalName = (signal: number): string =>
  Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`;

export class ShellProcess {
  private child: ChildProcess | undefined;
  /** What the commands put out, each followed by `mark` and its status; nobody else can open it. */
  private file = -1;
  private position = 0;
  private unread = Buffer.alloc(0);
  private readonly mark = `\n${Math.random()}${Math.random()} `;
  /** What the shell is given of each command. */
  private readonly lines: { readonly text: string; readonly bytes: number }[] = [];
  private readonly answers: ShellAnswer[] = [];
  /** Bytes of those that the shell was given and has not answered, in their order. */
  private given: number[] = [];
  /** When the command began that runs now. */
  private started = 0;
  private left: number;

  constructor(private readonly options: ProcessOptions) {
    this.left = options.total;
  }

  /** Whether nothing is asked for that has no answer. */
  get idle(): boolean {
    return this.answers.length === this.lines.length;
  }

  /** Begins a command; its number is what `answer` is asked with. */
  begin(command: string): number {
    if (this.idle) this.started = now();
    const text = this.lineOf(command);
    this.lines.push({ text, bytes: Buffer.byteLength(text) });
    this.give();
    return this.lines.length - 1;
  }

  /** Gives the shell what it has room for. */
  private give(): void {
    for (;;) {
      const line = this.lines[this.answers.length + this.given.length];
      if (line === undefined || this.left <= 0) return;
      const bytes = this.given.reduce((sum, one) => sum + one, line.bytes);
      const isFull = this.given.length >= GIVEN.commands || bytes > GIVEN.bytes;
      if (this.given.length === 0 || !isFull) this.send(line);
      else if (!this.take()) return;
    }
  }

  answer(number: number): ShellAnswer {
    for (;;) {
      const known = this.answers[number];
      if (known !== undefined) return known;
      if (this.take()) {
        this.give();
        continue;
      }
      const spent = now() - this.started;
      if (this.left <= 0)
        this.settle({ output: '', failure: 'the commands of this tree took too long together; it was not run' });
      else if (spent > Math.min(this.options.timeout, this.left)) {
        this.stop();
        this.settle({ output: '', failure: 'it took too long and was ended' });
        this.give();
      } else if (this.child?.pid === undefined || this.child.stdin?.writableLength !== 0) {
        this.stop();
        this.settle({ output: '', failure: 'it could not be started' });
        this.give();
      } else Atomics.wait(sleeper, 0, 0, NAP);
    }
  }

  private settle(answer: ShellAnswer): void {
    this.answers.push(answer);
    this.given.shift();
    const time = now();
    this.left -= time - this.started;
    this.started = time;
  }

  private lineOf(command: string): string {
    const { most } = this.options;
    const run = `{ /bin/sh -c ${quoted(command)} </dev/null; printf ${quoted(`${this.mark}%d\n`)} $?; }`;
    // What is over the bound has no mark of its own.
    return `${run} | head -c ${most + 64}; printf ${quoted(`${this.mark}.\n`)}\n`;
  }

  private send({ text, bytes }: ShellProcess['lines'][number]): void {
    if (this.child === undefined) this.start();
    this.given.push(bytes);
    this.child?.stdin?.write(text);
  }

  private start(): void {
    const { cwd, environment } = this.options;
    const { spawn } = process.getBuiltinModule('node:child_process');
    const path = join(tmpdir(), `uniloom-${process.pid}-${Math.random()}`);
    this.file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    this.position = 0;
    this.unread = Buffer.alloc(0);
    // In a group of its own, so that a command is ended with all that it started.
    this.child = spawn('/bin/sh', ['-s'], {
      cwd,
      env: environment as NodeJS.ProcessEnv,
      stdio: ['pipe', this.file, 'inherit'],
      detached: true,
    });
    this.child.on('error', () => undefined);
    this.child.stdin?.on('error', () => undefined);
    // What nobody waits for any more keeps no process alive.
    this.child.unref();
    (this.child.stdin as Socket | null)?.unref();
  }

  private stop(): void {
    const { child } = this;
    if (child?.pid !== undefined)
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It is gone already.
      }
    child?.stdin?.destroy();
    if (child !== undefined) closeSync(this.file);
    this.child = undefined;
    this.given = [];
  }

  /** Takes the next answer, if it is there. */
  private take(): boolean {
    if (this.child === undefined) return false;
    const end = Buffer.from(`${this.mark}.\n`);
    let at = this.unread.indexOf(end);
    if (at < 0) {
      const more = Buffer.allocUnsafe(4096);
      const count = readSync(this.file, more, 0, more.length, this.position);
      if (count === 0) return false;
      this.position += count;
      this.unread = Buffer.concat([this.unread, more.subarray(0, count)]);
      at = this.unread.indexOf(end);
      // There may be more to read.
      if (at < 0) return count === more.length ? this.take() : false;
    }
    const said = this.unread.subarray(0, at);
    this.unread = this.unread.subarray(at + end.length);
    const last = said.lastIndexOf(this.mark);
    if (last < 0 || last > this.options.most)
      this.settle({ output: said.toString('utf8', 0, this.options.most), failure: this.tooMuch() });
    else {
      const [status = '', ...late] = said.toString('utf8', last + this.mark.length).split('\n');
      // What a command left in the background may write when the shell that it ran in has ended.
      this.settle(answerOf(said.toString('utf8', 0, last) + late.join('\n'), Number(status)));
    }
    return true;
  }

  private tooMuch(): string {
    return `it put out more than ${this.options.most / 1024} KiB`;
  }
}

function answerOf(output: string, status: number): ShellAnswer {
  if (status > 128) return { output, failure: `it was ended by ${signalName(status - 128)}` };
  // A status says nothing: many commands end in `test`. 126 and 127 say that there was nothing to run.
  if (status === 126 || status === 127) return { output, failure: 'the shell did not find the command' };
  return { output };
}
