/** Bringing back what was not saved. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { equal } from '../model/json.ts';
import type { JournalStore } from './drafts.ts';
import { FILE_NAME, load, understand } from './load.ts';
import type { RecentEntry } from './recent.ts';
import { type Replica, replay } from './replica.ts';

/** `fresh`, as read from disk, with the changes of its journal on top. */
export async function restored(fresh: Replica, journals: JournalStore): Promise<Replica> {
  const journal = await journals.find(fresh.file);
  if (journal === null) return fresh;
  const base = await Promise.resolve(journal.base)
    .then((text) => understand(text, basename(fresh.file)))
    .catch(() => null);
  // A journal that this version cannot read stays where it is, for one that can.
  if (base === null) return fresh;
  const { composition, entries } = replay(base.composition, journal.entries);
  // A crash between the save and the end of the journal: all of it is in the file.
  if (entries.length === 0 || (!fresh.draft && equal(composition, fresh.composition))) {
    await journals.discard(journal);
    return fresh;
  }
  await journals.take(fresh.file, journal, entries).catch(() => {});
  // Where the file was changed meanwhile, its hash is not the base's: saving will ask.
  const { text, hash, diagnostics } = base;
  return { ...fresh, text, hash, composition, revision: entries.length, entries, restored: true, diagnostics };
}

/** Drafts that nobody has open and that hold changes, as entries of the list of recent documents. */
export async function forgottenDrafts(
  draftsDir: string,
  journals: JournalStore,
  isOpen: (file: string) => boolean,
): Promise<RecentEntry[]> {
  const found: RecentEntry[] = [];
  for (const id of (await readdir(draftsDir).catch(() => [])).sort()) {
    const path = join(draftsDir, id, FILE_NAME);
    if (isOpen(path)) continue;
    const journal = await journals.find(path);
    const loaded = journal && (await load(path).catch(() => null));
    if (loaded) found.push({ path, label: 'Unsaved', name: loaded.composition.name });
  }
  return found;
}
