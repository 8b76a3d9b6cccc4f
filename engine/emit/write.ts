/** Emitted files onto the disk: only what changed, stale ones away. Node only. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { EmittedFile } from './types.ts';

export interface Written {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Names every emitted file of the folder. */
export const LIST = 'emitted.json';

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Paths of the list in `dir` that are safe to remove: relative and inside. A damaged list removes nothing. */
function previous(dir: string): string[] {
  try {
    const parsed: unknown = JSON.parse(readIfThere(join(dir, LIST)) ?? '');
    const list = (parsed as { files?: unknown } | null)?.files;
    if (!Array.isArray(list)) return [];
    return list.filter(
      (path): path is string =>
        typeof path === 'string' &&
        !path.startsWith('/') &&
        !path.split('/').some((step) => step === '..' || step === ''),
    );
  } catch {
    return [];
  }
}

/** What a file ends in while it is written. */
const PARTIAL = '.uniloom-tmp';

/** Replaces a file in one step: whoever is killed half-way leaves the old one. */
function replace(path: string, text: string, mode: number): void {
  const temporary = path + PARTIAL;
  writeFileSync(temporary, text, { mode });
  chmodSync(temporary, mode);
  renameSync(temporary, path);
}

/**
 * Brings `dir` to what `files` say. Files that a former emission wrote and this one does not are removed, with the
 * folders that become empty. Everything else in `dir` (objects, the image) stays.
 *
 * The list of emitted files is first widened to the union of old and new and narrowed at the end, so that a kill at any
 * moment leaves a list that names every file that may have to go.
 */
export function writeEmission(dir: string, files: readonly EmittedFile[]): Written {
  mkdirSync(dir, { recursive: true });
  const before = previous(dir);
  const wanted = new Map(files.map((file) => [file.path, file]));
  const listText = (paths: Iterable<string>) => `${JSON.stringify({ files: [...paths].sort() }, null, 1)}\n`;
  const final = listText(wanted.keys());
  const union = listText(new Set([...before, ...wanted.keys()]));
  const list = readIfThere(join(dir, LIST));
  if (list !== final && list !== union) replace(join(dir, LIST), union, 0o644);

  const changed: string[] = [];
  const made = new Set<string>();
  for (const file of files) {
    const path = join(dir, file.path);
    if (readIfThere(path) === file.text) continue;
    const folder = dirname(path);
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    replace(path, file.text, file.mode ?? 0o644);
    changed.push(file.path);
  }
  const removed = before.filter((path) => !wanted.has(path));
  for (const path of removed) {
    rmSync(join(dir, path), { force: true });
    // A kill may have left the file's beginning only.
    rmSync(join(dir, path) + PARTIAL, { force: true });
    removeEmpty(dir, dirname(join(dir, path)));
  }
  if (readIfThere(join(dir, LIST)) !== final) replace(join(dir, LIST), final, 0o644);
  return { changed, removed };
}

function removeEmpty(root: string, folder: string): void {
  for (let at = folder; at.startsWith(root + sep); at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return;
    }
  }
}
