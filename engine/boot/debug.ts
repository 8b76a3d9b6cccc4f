/**
 * Debugging: the machine waits for gdb before its first instruction; gdb gets the symbols of the unstripped image and a
 * breakpoint at `main`. A host image runs under gdb itself, as any process does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ContractError } from '../contract.ts';
import { guard } from './guard.ts';
import { type MachineRequest, machineCommand } from './machine.ts';
import { startSession } from './session.ts';

export interface DebugRequest extends Omit<MachineRequest, 'gdb' | 'halted'> {
  readonly elf: string;
  /** Symbols to stop at: the mains of the image (`app.main`). */
  readonly breakpoints: readonly string[];
  /** Stop at the first breakpoint, print a backtrace and end; for scripts and tests. */
  readonly batch?: boolean;
  /** The guest's console, which gdb's terminal does not show. */
  readonly onConsole: (text: string) => void;
}

/** gdb reads a dot as an operator, so symbols are quoted. */
const atSymbol = (symbol: string): string => `'${symbol}'`;

/** gdb splits folders at blanks and colons outside of quotes. */
const gdbQuoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&')}"`;

function gdbArguments(request: DebugRequest, remote: string | null): string[] {
  // Debug information names sources relative to the build folder.
  const commands = ['set confirm off', 'set pagination off', `directory ${gdbQuoted(dirname(request.elf))}`];
  if (remote !== null) commands.push('set architecture i386:x86-64', `target remote ${remote}`);
  // Hardware breakpoints: software ones would be overwritten where the image is loaded or relocated after the stop.
  for (const symbol of request.breakpoints)
    commands.push(`${remote === null ? 'break' : 'hbreak'} ${atSymbol(symbol)}`);
  if (request.batch) commands.push(remote === null ? 'run' : 'continue', 'backtrace', 'kill', 'quit');
  return ['-q', '-nx', ...(request.batch ? ['-batch'] : []), ...commands.flatMap((command) => ['-ex', command])];
}

function runGdb(args: readonly string[]): ChildProcess {
  const child = spawn('gdb', args, { stdio: 'inherit' });
  guard(child);
  return child;
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      if (!missing) return reject(error);
      reject(new ContractError('tool-missing', 'gdb is not installed', 'Install the package gdb.'));
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs gdb on the image in the terminal's foreground; resolves with gdb's exit status. @throws ContractError. */
export async function debug(request: DebugRequest): Promise<number> {
  if (request.board.machine.kind === 'process') {
    const { program, args } = machineCommand(request);
    // Without a descriptor 3 the control records have nowhere to go; the image says nothing then.
    return exitOf(
      runGdb([...gdbArguments(request, null), '--args', program === request.image ? request.elf : program, ...args]),
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'uniloom-gdb-'));
  try {
    return await debugMachine(request, join(folder, 'gdb'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param socket where gdb meets QEMU */
async function debugMachine(request: DebugRequest, socket: string): Promise<number> {
  const session = await startSession(machineCommand({ ...request, gdb: socket, halted: true }));
  try {
    for (const stream of session.outputs) stream.on('data', (chunk: Buffer) => request.onConsole(chunk.toString()));
    // QEMU waits for whoever does not read.
    for (const stream of [session.control, ...session.mirrors.values()]) stream.resume();
    // QEMU answers once it is up; its gdb socket is there by then.
    const status = await session.monitor?.status();
    if (status === undefined) throw new ContractError('boot-failed', 'QEMU has no monitor');
    return await exitOf(runGdb([...gdbArguments(request, socket), request.elf]));
  } catch (error) {
    if (session.messages() !== '') throw new ContractError('boot-failed', session.messages());
    throw error;
  } finally {
    await session.end();
  }
}
