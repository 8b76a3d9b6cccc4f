/**
 * A small client of QEMU's monitor protocol (docs/interop/qmp-spec in QEMU): JSON objects, one a line; a greeting,
 * then commands and their answers in order, and events in between.
 */
import type { Duplex } from 'node:stream';

export class QmpError extends Error {
  override name = 'QmpError';
}

export interface QmpEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Qmp {
  /** Runs one command and answers with its `return` value. Rejects with QmpError; also once the channel is closed. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** `running`, `prelaunch` (halted before the first instruction), `paused`, `shutdown`, … */
  status(): Promise<string>;
  /** Asks QEMU to end. Never rejects: a QEMU that is already gone has done so. */
  quit(): Promise<void>;
}

// A line of QEMU's is short; a peer that never ends one is not QEMU.
const MAX_LINE = 1 << 20;

type Message = Readonly<Record<string, unknown>>;

function parse(line: string): Message | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Message) : null;
  } catch {
    return null;
  }
}

function reason(error: unknown): string {
  const text = typeof error === 'object' && error !== null && 'desc' in error ? error.desc : error;
  return String(text);
}

/** Speaks QMP over `stream`, whose other end is QEMU's; the stream stays the caller's to close. */
export function createQmp(stream: Duplex, onEvent: (event: QmpEvent) => void = () => {}): Qmp {
  const waiting: { resolve(value: unknown): void; reject(error: QmpError): void }[] = [];
  let rest = '';
  let closed = false;
  const close = () => {
    closed = true;
    for (const waiter of waiting.splice(0)) waiter.reject(new QmpError('QEMU closed the monitor'));
  };
  const take = (message: Message) => {
    if (typeof message['event'] === 'string') {
      const data = message['data'];
      onEvent({ event: message['event'], data: typeof data === 'object' && data !== null ? { ...data } : {} });
    } else if ('return' in message) waiting.shift()?.resolve(message['return']);
    else if ('error' in message) waiting.shift()?.reject(new QmpError(reason(message['error'])));
  };
  stream.on('data', (chunk: Buffer | string) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) rest = '';
    for (const line of lines) {
      const message = parse(line);
      if (message) take(message);
    }
  });
  stream.on('error', close);
  stream.on('close', close);
  stream.on('end', close);

  const send = (command: string, args?: Readonly<Record<string, unknown>>) =>
    new Promise<unknown>((resolve, reject) => {
      if (closed || !stream.writable) return reject(new QmpError('QEMU closed the monitor'));
      waiting.push({ resolve, reject });
      stream.write(`${JSON.stringify({ execute: command, ...(args ? { arguments: args } : {}) })}\n`);
    });
  // QEMU reads it when it comes up; the greeting need not be awaited, answers come in order.
  const ready = send('qmp_capabilities');
  ready.catch(() => {});

  const execute: Qmp['execute'] = async (command, args) => {
    const answer = send(command, args);
    answer.catch(() => {});
    await ready;
    return answer;
  };
  return {
    execute,
    async status() {
      const answer = await execute('query-status');
      return typeof answer === 'object' && answer !== null && 'status' in answer ? String(answer.status) : 'unknown';
    },
    async quit() {
      await execute('quit').catch(() => {});
    },
  };
}
