/** Writing a document to its file or to another one, with the sources that belong to it. */
import { mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ContractError } from '../contract.ts';
import { writeAtomic } from './atomic.ts';
import { ioError, systemCode } from './errors.ts';
import { compositionFile, hashOf, hashOnDisk, readRegular } from './load.ts';
import { resolveInside } from './paths.ts';
import { type Replica, textOf } from './replica.ts';

const MAX_SOURCE = 64 * 1024 * 1024;

export interface Saved {
  readonly file: string;
  readonly text: string;
  readonly hash: string;
  /** The folder was made for this document, so nothing of others is in it. */
  readonly ownFolder: boolean;
}

/** Where `path` leads: the real path of the file, which need not exist. */
export async function saveTarget(path: string): Promise<string> {
  const file = await compositionFile(path);
  const folder = await realpath(dirname(file)).catch(() => dirname(file));
  return realpath(join(folder, basename(file))).catch(() => join(folder, basename(file)));
}

async function isFree(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return true;
    throw error;
  }
}

/** Own sources of all components, relative to the folder; of a draft everything that came from its template. */
async function belongings(replica: Replica): Promise<string[]> {
  if (!replica.draft) return Object.values(replica.composition.components).flatMap(({ sources }) => sources ?? []);
  const folder = dirname(replica.file);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => path !== basename(replica.file));
}

/** Copies what belongs to the document; a file of the same content at the target is no obstacle. */
async function copyBelongings(replica: Replica, folder: string, overwrite: boolean): Promise<void> {
  const copies: { readonly target: string; readonly data: Buffer }[] = [];
  for (const path of await belongings(replica)) {
    const source = await resolveInside(dirname(replica.file), path);
    const data = await readRegular(source, MAX_SOURCE).catch((error: unknown) => {
      // A source that is listed but missing is a diagnostic elsewhere; saving does not fail for it.
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (data === null) continue;
    const target = await resolveInside(folder, path);
    if (await isFree(target)) copies.push({ target, data });
    else if ((await hashOnDisk(target)) !== hashOf(data)) {
      if (!overwrite)
        throw new ContractError('exists', `'${path}' is there already, with other content`, 'Choose an empty folder.');
      copies.push({ target, data });
    }
  }
  for (const { target, data } of copies) await writeAtomic(target, data);
}

async function checkInPlace(replica: Replica, overwrite: boolean): Promise<void> {
  const now = await hashOnDisk(replica.file);
  if (now !== null && now !== replica.hash && !overwrite)
    throw new ContractError(
      'conflict',
      `'${basename(replica.file)}' was changed by another program since it was read`,
      'Save it elsewhere, load it again, or overwrite it.',
    );
}

/**
 * Saves to `target` (from `saveTarget`), or in place. The file is the old or the new one at any moment; when anything
 * fails the document and its journal are as they were.
 */
export async function saveReplica(replica: Replica, target: string | null, overwrite: boolean): Promise<Saved> {
  const inPlace = target === null || target === replica.file;
  if (inPlace && replica.draft)
    throw new ContractError('bad-input', 'The document was never saved', 'Say where to save it.');
  const file = inPlace ? replica.file : target;
  const text = textOf(replica);
  const hash = hashOf(text);
  try {
    let ownFolder = false;
    if (inPlace) await checkInPlace(replica, overwrite);
    else {
      if (!overwrite && !(await isFree(file)))
        throw new ContractError('exists', `'${basename(file)}' exists already`, 'Choose another name, or replace it.');
      ownFolder = (await mkdir(dirname(file), { recursive: true })) !== undefined;
      await copyBelongings(replica, dirname(file), overwrite);
    }
    // Unchanged, so that build tools and watchers see no new file.
    if (!inPlace || (await hashOnDisk(file)) !== hash) await writeAtomic(file, text);
    return { file: await realpath(file), text, hash, ownFolder };
  } catch (error) {
    throw ioError(error, `save '${basename(file)}'`);
  }
}

/** Removes a draft's folder; what cannot be removed stays. */
export async function removeDraft(replica: Replica): Promise<void> {
  await rm(dirname(replica.file), { recursive: true, force: true }).catch(() => {});
}
