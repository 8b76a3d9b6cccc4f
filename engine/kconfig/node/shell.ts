/**
 * Runs the commands of `$(shell,…)`, or answers them from a record, so that two readers of one tree see the same. Only a
 * folder that is trusted gets this.
 */
import { spawnSync } from 'node:child_process';
import type { ShellAnswer } from '../language/options.ts';

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
  /** The commands that were asked for, with their outputs, in the order of the first time. */
  readonly record: ReadonlyMap<string, string>;
}

/** Commands are run each time that they are asked for, as the tools do: what they write may be read by a later one. */
export function makeShell(options: ShellOptions): Shell {
  const record = new Map<string, string>();
  let left = options.total ?? TOTAL;
  const execute = (command: string): ShellAnswer => {
    if (left <= 0) return { output: '', failure: 'the commands of this tree took too long together; it was not run' };
    const started = performance.now();
    const { status, signal, stdout, error } = spawnSync('/bin/sh', ['-c', command], {
      cwd: options.cwd,
      env: options.environment as NodeJS.ProcessEnv,
      encoding: 'utf8',
      timeout: Math.min(options.timeout ?? TIMEOUT, left),
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    left -= performance.now() - started;
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    if (code === 'ETIMEDOUT') return { output: '', failure: 'it took too long and was ended' };
    if (code === 'ENOBUFS') return { output: stdout, failure: `it put out more than ${OUTPUT / 1024} KiB` };
    if (error !== undefined) return { output: '', failure: `it could not be started: ${error.message}` };
    if (signal !== null) return { output: stdout, failure: `it was ended by ${signal}` };
    // A status says nothing: many commands end in `test`. 126 and 127 say that there was nothing to run.
    if (status === 126 || status === 127) return { output: stdout, failure: 'the shell did not find the command' };
    return { output: stdout };
  };
  return {
    run: (command) => {
      const known = options.replay?.get(command);
      const answer = known === undefined ? execute(command) : { output: known };
      record.set(command, answer.output);
      return answer;
    },
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
