/** Small state files: JSON, written whole, and forgiving when one is missing, damaged or of another version. */
import { readFile } from 'node:fs/promises';
import { writeAtomic } from './atomic.ts';

/** What the file holds, or null where that cannot be read as JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Runs what it is given one after the other, whatever the outcome of each. */
export function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
}
