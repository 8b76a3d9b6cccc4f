/**
 * Runs the commands of `$(shell,…)`, or answers them from a record, so that two readers of one tree see the same. Only a
 * folder that is trusted gets this. They run one after the other, and the reader may go on meanwhile.
 */
import type { ShellAhead, ShellAnswer } from '../language/options.ts';
import { LAG } from './files.ts';
import { ShellProcess } from './shell-process.ts';

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

/** What the shell says where no file changed. */
const SAME = 'same\n';
/** A list of names that is longer has no room in the pipe to the shell. */
const LONGEST = 60_000;
const PLAIN = /^[\w./][\w./+@-]*$/;

/**
 * A command that says `SAME` where none of these files changed since a time, which this process is spared then. Where it says
 * anything else (something changed, or its `find` knows no such times) nothing is known. Undefined for unusual names.
 */
function lookCommand(paths: readonly string[], since: number): string | undefined {
  if (!paths.every((path) => PLAIN.test(path))) return undefined;
  const names = paths.join(' ');
  const time = (since / 1000).toFixed(3);
  return names.length > LONGEST ? undefined : `find -L ${names} -newerct @${time} 2>/dev/null && echo same`;
}

export interface Shell {
  readonly run: (command: string) => ShellAnswer;
  /** The same for a reader that goes on meanwhile; `hasChanged` since a time in milliseconds of the epoch. */
  readonly ahead: ((hasChanged: (path: string, since: number) => boolean) => ShellAhead) | undefined;
  /** The commands that were asked for, with their outputs, in the order of the first time. */
  readonly record: ReadonlyMap<string, string>;
}

/**
 * A command is run once in a reading, however often it stands there (docs/decisions/0013): its answer is a function of its text,
 * as in a record. The tools run it again each time, with the same answer unless it changes what it asks for.
 */
export function makeShell(options: ShellOptions): Shell {
  const record = new Map<string, string>();
  const begun = new Map<string, () => ShellAnswer>();
  let running: ShellProcess | undefined;
  /** When the first command began that was not waited for. */
  let began = 0;
  /** Waits for what `lookCommand` says of as many files. */
  let looked: { readonly count: number; readonly answer: () => ShellAnswer } | undefined;
  const begin = (command: string): (() => ShellAnswer) => {
    const known = options.replay?.get(command);
    record.set(command, known ?? record.get(command) ?? '');
    if (known !== undefined) return () => ({ output: known });
    const same = begun.get(command);
    if (same !== undefined) return same;
    running ??= new ShellProcess({
      cwd: options.cwd,
      environment: options.environment,
      timeout: options.timeout ?? TIMEOUT,
      total: options.total ?? TOTAL,
      most: OUTPUT,
    });
    const shell = running;
    looked = undefined;
    if (shell.idle) began = Date.now();
    const number = shell.begin(command);
    const answered = () => {
      const answer = shell.answer(number);
      record.set(command, answer.output);
      return answer;
    };
    begun.set(command, answered);
    return answered;
  };
  return {
    run: (command) => begin(command)(),
    ahead: (hasChanged) => ({
      begin,
      look: (paths) => {
        const command = lookCommand(paths, began - LAG - 1);
        if (running === undefined || command === undefined) return;
        const shell = running;
        const number = shell.begin(command);
        looked = { count: paths.length, answer: () => shell.answer(number) };
      },
      changed: (paths) => {
        const known = looked?.count === paths.length && looked.answer().output === SAME;
        return !known && paths.some((path) => hasChanged(path, began));
      },
    }),
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
