/** The thread that runs the commands of `$(shell,…)`: a function that is whole in itself, because a thread is given its text. */
import type { MessagePort } from 'node:worker_threads';
import type { ShellAnswer } from '../language/options.ts';

export interface RunnerData {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What one command, and all together, may take, in milliseconds. */
  readonly timeout: number;
  readonly total: number;
  /** How many bytes of output are read. */
  readonly most: number;
  /** Brings commands and takes answers. */
  readonly port: MessagePort;
  /** Counts the answers. */
  readonly state: Int32Array;
}

/** Answers each command that comes, one after the other. */
export function runner(require: NodeJS.Require): void {
  const { spawnSync }: typeof import('node:child_process') = require('node:child_process');
  const { workerData }: typeof import('node:worker_threads') = require('node:worker_threads');
  const { cwd, environment, timeout, total, most, port, state } = workerData as RunnerData;
  let left = total;
  const run = (command: string): ShellAnswer => {
    if (left <= 0) return { output: '', failure: 'the commands of this tree took too long together; it was not run' };
    const started = performance.now();
    const { status, signal, stdout, error } = spawnSync('/bin/sh', ['-c', command], {
      cwd,
      env: environment as NodeJS.ProcessEnv,
      encoding: 'utf8',
      timeout: Math.min(timeout, left),
      killSignal: 'SIGKILL',
      maxBuffer: most,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    left -= performance.now() - started;
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    if (code === 'ETIMEDOUT') return { output: '', failure: 'it took too long and was ended' };
    if (code === 'ENOBUFS') return { output: stdout, failure: `it put out more than ${most / 1024} KiB` };
    if (error !== undefined) return { output: '', failure: `it could not be started: ${error.message}` };
    if (signal !== null) return { output: stdout, failure: `it was ended by ${signal}` };
    // A status says nothing: many commands end in `test`. 126 and 127 say that there was nothing to run.
    if (status === 126 || status === 127) return { output: stdout, failure: 'the shell did not find the command' };
    return { output: stdout };
  };
  port.on('message', (command: string) => {
    let answer: ShellAnswer;
    try {
      answer = run(command);
    } catch (error) {
      answer = { output: '', failure: `it could not be started: ${(error as Error).message}` };
    }
    port.postMessage(answer);
    Atomics.add(state, 0, 1);
    Atomics.notify(state, 0);
  });
}
