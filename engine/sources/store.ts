/** Bytes into the download cache: hashed while they come, and under their name only when they are all there and right. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pinned } from './cache.ts';

/** Larger than any archive of sources, bytes. */
export const MAX_ARCHIVE = 1024 * 1024 * 1024;

/** What the names of files end with that are not all there yet. */
export const PARTIAL = '.uniloom-partial';

/**
 * @param onBytes how many have come so far
 * @returns the path, `CACHE/SHA256`
 * @throws Error where the bytes are too many or others than the pinned ones; then nothing is left behind
 */
export async function store(
  cache: string,
  { sha256 }: Pinned,
  bytes: AsyncIterable<Uint8Array>,
  onBytes?: (count: number) => void,
): Promise<string> {
  await mkdir(cache, { recursive: true });
  const partial = join(cache, `.${sha256}.${randomBytes(6).toString('hex')}${PARTIAL}`);
  const hash = createHash('sha256');
  let count = 0;
  try {
    const handle = await open(partial, 'wx');
    try {
      for await (const chunk of bytes) {
        count += chunk.length;
        if (count > MAX_ARCHIVE) throw new Error(`it is larger than ${MAX_ARCHIVE / 1024 / 1024} MB`);
        hash.update(chunk);
        await handle.writeFile(chunk);
        onBytes?.(count);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const found = hash.digest('hex');
    if (found !== sha256) throw new Error(`its SHA-256 is ${found}, not the pinned one`);
    const path = join(cache, sha256);
    await rename(partial, path);
    return path;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
