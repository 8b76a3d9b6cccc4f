/**
 * Writing a file so that at any moment it is the old or the new one, whole. (The npm package of that name takes a short
 * write on a full disk for a finished one and does not sync the folder.)
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What files of ours that are not finished end in; such a file may be deleted at any time. */
export const PARTIAL = '.uniloom-partial';

async function syncFolder(folder: string): Promise<void> {
  // Makes the new name last through a power failure; some file systems cannot, which is no reason to fail.
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/**
 * Replaces the file at `path` (or what a link there points to), keeping its permissions. Missing folders are made.
 * @throws the system's error; the old file is untouched then.
 */
export async function writeAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const target = await realpath(path).catch(() => path);
  const mode = (await stat(target).catch(() => null))?.mode;
  const partial = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}${PARTIAL}`);
  try {
    const handle = await open(partial, 'wx', mode === undefined ? 0o666 : mode & 0o7777);
    try {
      await handle.writeFile(data);
      if (mode !== undefined) await handle.chmod(mode & 0o7777).catch(() => {});
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, target);
  } catch (error) {
    await unlink(partial).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(target));
}
