/**
 * Unsaved work in the state folder: `drafts/ID/` are documents that were never saved, `journals/` the unsaved edits of
 * every document. A journal begins with the text that its edits start from, so that it can be restored whatever
 * happened to the file since.
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type JournalEntry, journalLine, readJournal } from '../model/journal.ts';
import { writeAtomic } from './atomic.ts';
import { isRunning, ownerOf } from './owner.ts';

const header = z.object({ journal: z.literal(1), path: z.string(), owner: z.string(), base: z.string() });

export interface FoundJournal {
  readonly file: string;
  /** The text that the edits start from. */
  readonly base: string;
  readonly entries: readonly JournalEntry[];
}

export interface JournalStore {
  /** Notes one more change; `all` are all since `base`, for a journal that must be begun. */
  append(path: string, base: string, all: readonly JournalEntry[]): Promise<void>;
  /** The newest journal of `path` that holds changes and that no other running process owns. */
  find(path: string): Promise<FoundJournal | null>;
  /** Makes a found journal ours, with those of its entries that fit. */
  take(path: string, found: FoundJournal, entries: readonly JournalEntry[]): Promise<void>;
  discard(found: FoundJournal): Promise<void>;
  /** Forgets our journal of `path`. */
  drop(path: string): Promise<void>;
}

const keyOf = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 32);

async function readFound(file: string): Promise<(FoundJournal & { readonly owner: string }) | null> {
  try {
    const text = await readFile(file, 'utf8');
    const end = text.indexOf('\n');
    const { owner, base } = header.parse(JSON.parse(text.slice(0, end)));
    return { file, owner, base, entries: readJournal(text.slice(end + 1)) };
  } catch {
    return null;
  }
}

/** @param instance Tells apart the engines that one process may run. */
export function createJournals(stateDir: string, instance: string): JournalStore {
  const folder = join(stateDir, 'journals');
  const begun = new Set<string>();
  const ownFile = (path: string) => join(folder, `${keyOf(path)}.${instance}.jsonl`);
  const filesOf = async (path: string) => {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => name.startsWith(`${keyOf(path)}.`) && name.endsWith('.jsonl'));
  };
  const begin = async (path: string, base: string, all: readonly JournalEntry[]) => {
    const head = { journal: 1, path, owner: await ownerOf(process.pid), base };
    await writeAtomic(ownFile(path), `${JSON.stringify(head)}\n${all.map(journalLine).join('')}`);
    begun.add(path);
  };
  return {
    async append(path, base, all) {
      await mkdir(folder, { recursive: true });
      const last = all.at(-1);
      if (last === undefined) return;
      if (!begun.has(path)) return begin(path, base, all);
      try {
        await appendFile(ownFile(path), journalLine(last));
      } catch (error) {
        // A line may have been cut: the next change writes the journal anew.
        begun.delete(path);
        throw error;
      }
    },
    async find(path) {
      let newest: (FoundJournal & { readonly time: number }) | null = null;
      for (const name of await filesOf(path)) {
        const found = await readFound(join(folder, name));
        if (found === null || found.entries.length === 0) continue;
        if (found.file !== ownFile(path) && (await isRunning(found.owner))) continue;
        const time = (await stat(found.file).catch(() => null))?.mtimeMs ?? 0;
        if (newest === null || time > newest.time) newest = { ...found, time };
      }
      return newest;
    },
    async take(path, found, entries) {
      // Ours is written before the old one goes.
      await begin(path, found.base, entries);
      if (found.file !== ownFile(path)) await unlink(found.file).catch(() => {});
    },
    discard: async (found) => unlink(found.file).catch(() => {}),
    async drop(path) {
      begun.delete(path);
      await unlink(ownFile(path)).catch(() => {});
    },
  };
}
