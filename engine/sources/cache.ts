/**
 * The download cache: archives under their SHA-256 (or, put there by a person, under their file name), and what they were
 * unpacked to. Nothing in it is changed once it has its name.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { archiveName } from '../catalog/thirdparty.ts';
import type { Origin, ThirdParty } from '../catalog/types.ts';

/** A file with the hash that it must have. */
export interface Pinned {
  readonly file: string;
  readonly sha256: string;
}

/** What UNILOOM_CACHE says; else `uniloom/sources` in the user's cache. */
export function sourcesCache(environment: NodeJS.ProcessEnv = process.env): string {
  const absolute = (name: string) => (environment[name]?.startsWith('/') ? environment[name] : undefined);
  return absolute('UNILOOM_CACHE') ?? join(absolute('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'uniloom/sources');
}

/** The archive of an origin. */
export const archiveOf = (origin: Origin): Pinned =>
  origin.from === 'debian'
    ? { file: origin.file, sha256: origin.sha256 }
    : { file: new URL(origin.url).pathname.split('/').at(-1) ?? '', sha256: origin.sha256 };

/** The file of a pin that holds Debian's patches; undefined where none is applied. */
export function packagingOf({ patches, origins }: ThirdParty): Pinned | undefined {
  if (patches.length === 0) return undefined;
  return origins.flatMap((one) => (one.from === 'debian' && one.packaging !== undefined ? [one.packaging] : []))[0];
}

/** Where the sources of a pin are when they came from `origin`: another origin or patch is another folder. */
export function unpackedFolder(cache: string, pin: ThirdParty, origin: Origin): string {
  const parts = [origin.sha256, pin.strip, packagingOf(pin)?.sha256 ?? null, pin.patches];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  return join(cache, 'unpacked', `${archiveName(pin)}-${hash}`);
}

/** The folder of a pin's sources, undefined while they are not here. */
export const unpacked = (cache: string, pin: ThirdParty): string | undefined =>
  pin.origins.map((origin) => unpackedFolder(cache, pin, origin)).find((folder) => existsSync(folder));

/** @throws the system's error; the signal's reason */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A pinned file that is in the cache, and why the others there that bear its name are not it. */
export async function findCached(
  cache: string,
  { file, sha256 }: Pinned,
  signal?: AbortSignal,
): Promise<{ readonly path: string | undefined; readonly refused: readonly string[] }> {
  const refused: string[] = [];
  for (const name of [sha256, file]) {
    const path = join(cache, name);
    if (!existsSync(path)) continue;
    try {
      const found = await sha256Of(path, signal);
      if (found === sha256) return { path, refused };
      refused.push(`${path} has the SHA-256 ${found}`);
    } catch (error) {
      signal?.throwIfAborted();
      refused.push(`${path}: ${(error as Error).message}`);
    }
  }
  return { path: undefined, refused };
}
