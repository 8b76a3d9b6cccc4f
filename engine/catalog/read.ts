/** The catalog on the disk. Node only; everything that understands the files is in the pure modules beside it. */
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleCatalog, MANIFEST_FILES } from './assemble.ts';
import type { Catalog } from './types.ts';
import { MAX_FILE } from './yaml.ts';

/** Folders below the root: `CATEGORY/NAME` or `arch/ARCH/NAME`. Sources lie deeper and are not looked at. */
const MAX_DEPTH = 4;

/**
 * Reads every manifest under `root` (`microlibs/`). Never rejects for what a file says: that is in `diagnostics`.
 * @throws when `root` itself cannot be listed
 */
export async function readCatalog(root: string): Promise<Catalog> {
  const files = new Map<string, string | Error>();
  await Promise.all(
    (await list(root)).map(async (path) => {
      files.set(path, await readBounded(join(root, path)));
    }),
  );
  return assembleCatalog(files);
}

const SKIPPED = new Set(['src', 'include', 'test', 'node_modules']);

/** Paths of the manifests below `root`. */
async function list(root: string): Promise<string[]> {
  const paths: string[] = [];
  const visit = async (relative: string, entries: readonly Dirent[], depth: number): Promise<void> => {
    await Promise.all(
      entries.map(async (entry) => {
        const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
        if (MANIFEST_FILES.has(entry.name)) paths.push(path);
        else if (entry.isDirectory()) {
          if (depth >= MAX_DEPTH || entry.name.startsWith('.') || SKIPPED.has(entry.name)) return;
          await visit(path, await readdir(join(root, path), { withFileTypes: true }).catch(() => []), depth + 1);
        }
      }),
    );
  };
  await visit('', await readdir(root, { withFileTypes: true }), 1);
  return paths;
}

async function readBounded(path: string): Promise<string | Error> {
  try {
    // In bytes; a file at the limit in UTF-16 units may have three times as many.
    if ((await stat(path)).size > MAX_FILE * 3) return new Error(`larger than ${(MAX_FILE * 3) / 1024} KB`);
    return await readFile(path, 'utf8');
  } catch (error) {
    return error as Error;
  }
}
