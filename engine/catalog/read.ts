/** The catalog on the disk. Node only; everything that understands the files is in the pure modules beside it. */
import type { Dirent } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assembleCatalog, MANIFEST_FILES } from './assemble.ts';
import type { Catalog } from './types.ts';
import { MAX_FILE } from './yaml.ts';

/** Folders below the root: `CATEGORY/NAME` or `arch/ARCH/NAME`. Sources lie deeper and are not looked at. */
const MAX_DEPTH = 4;

/** Bumped when the same files would make another catalog: a cached one of an older engine is then not used. */
const CACHE_VERSION = 1;

/** A manifest as it was found: what changes when the file does. */
interface Stamp {
  readonly path: string;
  readonly size: number;
  readonly changed: number;
}

export interface ReadOptions {
  /**
   * A file that keeps the result until a manifest changes (size or time), is added or goes away. Reading some fifty
   * YAML files takes about 0.1 s, which every command would pay; looking at their times takes 5 ms.
   */
  readonly cache?: string;
}

/**
 * Reads every manifest under `root` (`microlibs/`). Never rejects for what a file says: that is in `diagnostics`.
 * @throws when `root` itself cannot be listed
 */
export async function readCatalog(root: string, options: ReadOptions = {}): Promise<Catalog> {
  const stamps = await list(root);
  const key = JSON.stringify([CACHE_VERSION, root, stamps]);
  if (options.cache !== undefined) {
    const known = await cached(options.cache, key);
    if (known !== undefined) return known;
  }
  const files = new Map<string, string | Error>();
  await Promise.all(
    stamps.map(async ({ path, size }) => {
      files.set(path, await readBounded(join(root, path), size));
    }),
  );
  const catalog = assembleCatalog(files);
  if (options.cache !== undefined) await keep(options.cache, key, catalog);
  return catalog;
}

const SKIPPED = new Set(['src', 'include', 'test', 'node_modules']);

/** Every manifest below `root`, sorted by path. */
async function list(root: string): Promise<Stamp[]> {
  const stamps: Stamp[] = [];
  const visit = async (relative: string, entries: readonly Dirent[], depth: number): Promise<void> => {
    await Promise.all(
      entries.map(async (entry) => {
        const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
        if (MANIFEST_FILES.has(entry.name)) {
          const info = await stat(join(root, path)).catch(() => undefined);
          stamps.push({ path, size: info?.size ?? -1, changed: info?.mtimeMs ?? -1 });
        } else if (entry.isDirectory()) {
          if (depth >= MAX_DEPTH || entry.name.startsWith('.') || SKIPPED.has(entry.name)) return;
          await visit(path, await readdir(join(root, path), { withFileTypes: true }).catch(() => []), depth + 1);
        }
      }),
    );
  };
  await visit('', await readdir(root, { withFileTypes: true }), 1);
  return stamps.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readBounded(path: string, size: number): Promise<string | Error> {
  // In bytes; a file at the limit in UTF-16 units may have three times as many.
  if (size > MAX_FILE * 3) return new Error(`larger than ${(MAX_FILE * 3) / 1024} KB`);
  return readFile(path, 'utf8').catch((error: Error) => error);
}

/** The kept catalog, when it was made from the same files. A damaged file is none. */
async function cached(file: string, key: string): Promise<Catalog | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    const end = text.indexOf('\n');
    // Two lines: most often the key decides, and the catalog need not be parsed.
    return text.slice(0, end) === key ? (JSON.parse(text.slice(end + 1)) as Catalog) : undefined;
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written costs time, nothing else. */
async function keep(file: string, key: string, catalog: Catalog): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, `${key}\n${JSON.stringify(catalog)}`);
    await rename(temporary, file);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
