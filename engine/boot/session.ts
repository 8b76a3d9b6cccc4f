/** A running machine: the child process, its channels, and the ways to end it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { type Duplex, type Readable, Writable } from 'node:stream';
import { ContractError } from '../contract.ts';
import { withoutBackend } from './backends.ts';
import type { Channel } from './devices.ts';
import { guard, startGuard } from './guard.ts';
import { type MachineCommand, PROCESS_FDS, QEMU_FDS } from './machine.ts';
import { createQmp, type Qmp } from './qmp.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Session {
  readonly pid: number;
  /** `performance.now()` right before the spawn. */
  readonly startedAt: number;
  /** Streams on which the guest's console comes out: a machine's serial port and console devices, a process' outputs. */
  readonly outputs: readonly Readable[];
  readonly input: Writable | null;
  readonly control: Readable;
  /** What cards send, by component, where it is asked for. */
  readonly mirrors: ReadonlyMap<string, Readable>;
  /** Null for an ordinary process. */
  readonly monitor: Qmp | null;
  /** QEMU's own messages so far (a process' standard error belongs to its console). */
  messages(): string;
  /** Ends the machine: asked first, killed shortly after. Resolves when it is gone. */
  end(): Promise<void>;
  /** Resolves when the process has ended and what it wrote has been delivered. Never rejects. */
  readonly ended: Promise<Ended>;
}

/** How long a machine that was asked to end may take. */
const GRACE_MS = 300;
/** How long to wait for the channels to drain once the process is gone: something it left behind may hold them. */
const DRAIN_MS = 2000;
const MESSAGES_LIMIT = 16_384;

const HINT: Readonly<Record<string, string>> = {
  qemu: 'Run `uniloom doctor --fix`, or install the package qemu-system-x86.',
};

function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      // On a busy machine the time may be over before what waits has been read: it is read before an immediate runs.
      const drained = setTimeout(() => setImmediate(() => resolve({ code, signal })), DRAIN_MS);
      child.once('close', () => {
        clearTimeout(drained);
        resolve({ code, signal });
      });
    });
  });
}

/** The other end of a card's wire, from which nothing is read here. @throws ContractError bad-input */
function connected(component: string, path: string): Promise<Socket> {
  const socket = connect(path).pause();
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) => {
      const nobody = 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
      reject(withoutBackend(component, nobody ? `nobody listens at ${path}` : `${path}: ${error.message}`));
    });
  });
}

async function wiresOf({ channels }: MachineCommand): Promise<Map<Channel, Socket>> {
  const wires = new Map<Channel, Socket>();
  try {
    for (const one of channels) if (one.kind === 'wire') wires.set(one, await connected(one.component, one.path));
  } catch (error) {
    for (const wire of wires.values()) wire.destroy();
    throw error;
  }
  return wires;
}

/** The child's stream on descriptor `fd`; both directions, since libuv's pipes are socket pairs. */
const channel = (child: ChildProcess, fd: number): Duplex => child.stdio[fd] as Duplex;

/** The streams of devices of one kind, each with its component. */
const devicesOf = (child: ChildProcess, { channels }: MachineCommand, kind: Channel['kind']) =>
  channels.flatMap((one, nth) =>
    one.kind === kind ? [[one.component, channel(child, QEMU_FDS.channels + nth)] as const] : [],
  );

/** The serial port, then those that are devices. */
const consolesOf = (child: ChildProcess, command: MachineCommand): Duplex[] => [
  channel(child, QEMU_FDS.console),
  ...devicesOf(child, command, 'console').map(([, stream]) => stream),
];

/** What a console that nobody reads may have waiting. */
const UNREAD_LIMIT = 1 << 20;

/** A stream to one console, or to each of several: which of them the program reads it alone knows. */
function toAll(consoles: readonly Duplex[]): Writable {
  const [first] = consoles;
  if (first !== undefined && consoles.length === 1) return first;
  return new Writable({
    write(chunk, _encoding, done) {
      let told = false;
      const taken = () => {
        if (!told) done();
        told = true;
      };
      const open = consoles.filter((one) => one.writable && one.writableLength < UNREAD_LIMIT);
      for (const one of open) one.write(chunk, taken);
      if (open.length === 0) taken();
    },
  });
}

/**
 * Starts `command`.
 * @throws ContractError tool-missing when the program is not there, boot-failed when it cannot be run, bad-input when nobody
 * listens where a card's frames go.
 */
export async function startSession(command: MachineCommand, env: NodeJS.ProcessEnv = process.env): Promise<Session> {
  const qemu = command.kind === 'qemu';
  // A session of its own: Ctrl-C in our terminal is ours to handle, not the machine's.
  const wires = await wiresOf(command);
  const stdio: ('pipe' | 'ignore' | Socket)[] = qemu
    ? ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...command.channels.map((one) => wires.get(one) ?? 'pipe')]
    : ['pipe', 'pipe', 'pipe', 'pipe'];
  startGuard();
  const startedAt = performance.now();
  const child = spawn(command.program, command.args, { stdio, detached: true, env });
  guard(child);
  const ended = endOf(child);
  try {
    await spawned(child);
  } catch (error) {
    throw startError(command, error);
  } finally {
    // It has its own.
    for (const wire of wires.values()) wire.destroy();
  }
  const fds = qemu ? QEMU_FDS : PROCESS_FDS;
  const control = channel(child, fds.control);
  const consoles = qemu ? consolesOf(child, command) : [];
  const outputs = qemu ? consoles : [channel(child, 1), channel(child, 2)];
  const input: Writable = qemu ? toAll(consoles) : channel(child, 0);
  // A guest may close a channel while we write to it; its end tells all there is to tell.
  const mirrors = new Map(qemu ? devicesOf(child, command, 'mirror') : []);
  for (const stream of [control, input, ...outputs, ...mirrors.values()]) stream.on('error', () => {});

  let messages = '';
  if (qemu)
    channel(child, 2).on('data', (chunk: Buffer) => {
      messages = (messages + chunk.toString()).slice(-MESSAGES_LIMIT);
    });
  const monitor = qemu ? createQmp(channel(child, QEMU_FDS.monitor)) : null;

  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  return {
    pid: child.pid ?? 0,
    startedAt,
    outputs,
    input,
    control,
    mirrors,
    monitor,
    messages: () => messages.trim(),
    ended,
    async end() {
      if (gone) return;
      if (monitor) void monitor.quit();
      else child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}

function startError(command: MachineCommand, error: unknown): ContractError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' && command.kind === 'qemu')
    return new ContractError('tool-missing', `${command.program} is not installed`, HINT['qemu']);
  const message = error instanceof Error ? error.message : String(error);
  return new ContractError('boot-failed', `${command.program} could not be started: ${message}`);
}
