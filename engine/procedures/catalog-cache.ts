/**
 * The catalog, kept between processes. Reading a hundred YAML files takes most of the time of a command that does
 * little; a list of their names, sizes and times takes a few milliseconds.
 */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { writeAtomic } from '../documents/atomic.ts';

/** Folders below `root` in which no manifest lies: `CATEGORY/NAME/…`, one deeper under `arch/`. */
const MAX_DEPTH = 4;
/** A file changed this recently may change again within the clock's grain; such a catalog is not kept. */
const SETTLED_MS = 2000;
const SKIPPED = new Set(['src', 'include', 'test', 'node_modules']);

interface Fingerprint {
  readonly key: string;
  readonly newestMs: number;
}

/** Every file of the catalog that a reader could look at: path, size, times. */
async function fingerprint(root: string, version: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  let newestMs = 0;
  const lines: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (depth < MAX_DEPTH && !SKIPPED.has(entry.name) && !entry.name.startsWith('.'))
            await visit(path, depth + 1);
          return;
        }
        const { size, mtimeMs, ctimeMs, ino } = await lstat(path);
        newestMs = Math.max(newestMs, mtimeMs, ctimeMs);
        lines.push(`${path}\0${size}\0${mtimeMs}\0${ctimeMs}\0${ino}`);
      }),
    );
  };
  await visit(root, 1);
  // Our own code decides what the files mean; in a bundle this is the chunk that holds it.
  const code = await stat(fileURLToPath(import.meta.url));
  hash.update([version, root, code.size, code.mtimeMs, ...lines.sort()].join('\n'));
  return { key: hash.digest('hex'), newestMs };
}

async function fromCache(file: string, key: string): Promise<Catalog | null> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof kept !== 'object' || kept === null || !('key' in kept) || kept.key !== key || !('catalog' in kept))
      return null;
    return kept.catalog as Catalog;
  } catch {
    return null;
  }
}

const keys = new WeakMap<Catalog, string>();

/** What stands for the state of a catalog's files and of our own code; undefined where the files were too new to tell. */
export const keyOf = (catalog: Catalog): string | undefined => keys.get(catalog);

/**
 * As readCatalog, from the cache where nothing changed. A broken or foreign cache file is read anew.
 * @throws when `root` cannot be listed
 */
export async function cachedCatalog(
  root: string,
  cacheDir: string,
  version: string,
  settledMs = SETTLED_MS,
): Promise<Catalog> {
  const { key, newestMs } = await fingerprint(root, version);
  const file = join(cacheDir, 'catalog.json');
  const kept = await fromCache(file, key);
  if (kept) {
    keys.set(kept, key);
    return kept;
  }
  const catalog = await readCatalog(root);
  if (Date.now() - newestMs < settledMs) return catalog;
  keys.set(catalog, key);
  // A cache that cannot be written costs time, no more.
  await writeAtomic(file, JSON.stringify({ key, catalog })).catch(() => {});
  return catalog;
}
