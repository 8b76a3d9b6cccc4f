/** Third-party sources as emission wants them: fetched, verified, patched, in a folder that nobody changes. */
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inFolder } from '../build/lock.ts';
import type { ArchiveFolder } from '../build/reader.ts';
import { archiveFormat, archiveName, pinsOf } from '../catalog/thirdparty.ts';
import type { Catalog, ThirdParty } from '../catalog/types.ts';
import { ContractError } from '../contract.ts';
import { APT_SCRATCH } from './apt.ts';
import { archiveOf, sourcesCache, unpacked, unpackedFolder } from './cache.ts';
import { type Fetched, type FetchOptions, fetchPin } from './fetch.ts';
import { applyPatches } from './patches.ts';
import { PARTIAL } from './store.ts';
import { unpack } from './unpack.ts';

/** Finds the catalog's archives, those that are here. */
export function archiveFolders(catalog: Catalog, cache = sourcesCache()): ArchiveFolder {
  const pins = new Map(pinsOf(Object.values(catalog.microlibs)).map((pin) => [archiveName(pin), pin]));
  const known = new Map<string, string>();
  return (name) => {
    const pin = pins.get(name);
    const folder = known.get(name) ?? (pin && unpacked(cache, pin));
    if (folder !== undefined) known.set(name, folder);
    return folder;
  };
}

const TEMPORARY = '.unpacking-';

/** Removes what whoever was killed half-way has left in `folder`: the lock that it held is ours now. */
async function tidy(folder: string, isLeft: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder))
    if (isLeft(name)) await rm(join(folder, name), { recursive: true, force: true });
}

async function unpackPin(pin: ThirdParty, fetched: Fetched, options: FetchOptions): Promise<string> {
  const folder = unpackedFolder(options.cache, pin, fetched.origin);
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await tidy(parent, (name) => name.startsWith(TEMPORARY));
  const temporary = await mkdtemp(join(parent, TEMPORARY));
  try {
    const { file } = archiveOf(fetched.origin);
    await unpack(fetched.archive, archiveFormat(file) ?? 'tar', temporary, pin.strip, options.signal);
    if (fetched.packaging !== undefined) await applyPatches(pin, fetched.packaging, temporary, options.signal);
    await chmod(temporary, 0o755);
    await rename(temporary, folder);
    return folder;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof ContractError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ContractError('source-missing', `The archive of ${archiveName(pin)} cannot be unpacked: ${message}`);
  } finally {
    // Files that were under way may still come.
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
}

export type ArchiveOptions = Omit<FetchOptions, 'cache'> & { readonly cache?: string | undefined };

/**
 * Makes sure that the sources of `pins` are here. Answers with their folders, in the same order.
 * @throws ContractError source-missing, tool-missing; the signal's reason; I/O errors of the cache
 */
export async function ensureArchives(pins: readonly ThirdParty[], given: ArchiveOptions = {}): Promise<string[]> {
  const options: FetchOptions = { ...given, cache: given.cache ?? sourcesCache() };
  const { cache, signal } = options;
  const folders: string[] = [];
  for (const pin of pins) {
    folders.push(
      unpacked(cache, pin) ??
        (await inFolder(cache, signal, async () => {
          // Somebody else may have had the lock for just this.
          const there = unpacked(cache, pin);
          if (there !== undefined) return there;
          await tidy(cache, (name) => name.endsWith(PARTIAL) || name.startsWith(APT_SCRATCH));
          return unpackPin(pin, await fetchPin(pin, options), options);
        })),
    );
  }
  return folders;
}
