/**
 * One build at a time in a folder: two emissions or two ninjas in one folder would break each other's files. Within
 * this process builds queue; between processes (the app and a command line) a lock file names its holder, and a holder
 * that is gone (killed, crashed) loses it.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const LOCK = '.uniloom.lock';
const RETRY_MS = 40;

/** When the process began, in ticks since the machine's boot (proc(5), field 22): tells it from a later one of the same id. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name in parentheses, may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

const identity = (pid: number) => `${pid} ${startOf(pid) ?? ''}`;

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const isAlive = (holder: string): boolean => {
  const pid = Number(holder.split(' ')[0]);
  return Number.isSafeInteger(pid) && startOf(pid) !== null && identity(pid) === holder;
};

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Takes the lock if it is free or its holder is gone. @throws I/O errors other than "it is there". */
function take(path: string): boolean {
  try {
    writeFileSync(path, identity(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const holder = read(path);
  if (holder === null || isAlive(holder)) return false;
  // Taken away under another name, so that of two who find a dead holder only one removes it.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return false;
  }
  // A live holder that came between reading and renaming gets its lock back.
  if (read(aside) === holder) rmSync(aside, { force: true });
  else renameSync(aside, path);
  return false;
}

const queues = new Map<string, Promise<unknown>>();

async function withLock<T>(folder: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, LOCK);
  while (!take(path)) {
    signal?.throwIfAborted();
    await wait(RETRY_MS);
  }
  try {
    signal?.throwIfAborted();
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/**
 * Runs `work` while nobody else builds in `folder` (absolute; made when absent).
 * @throws the signal's reason when aborted while waiting; I/O errors of the folder; what `work` throws
 */
export async function inFolder<T>(folder: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const before = queues.get(folder) ?? Promise.resolve();
  let isNext = false;
  const mine = before.then(() => {
    isNext = true;
    return withLock(folder, signal, work);
  });
  const settled = mine.catch(() => {});
  queues.set(folder, settled);
  void settled.then(() => {
    if (queues.get(folder) === settled) queues.delete(folder);
  });
  // Who only waits for its turn need not wait for it to stop; whoever works ends by itself.
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      if (!isNext) reject(signal?.reason);
    };
  });
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await Promise.race([mine, stopped]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
