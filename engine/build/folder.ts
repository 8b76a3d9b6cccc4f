/** Where builds go, and how the files that a build copies from are found. Node only. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SourceId } from '../emit/types.ts';
import type { Profile } from '../model/types.ts';

/** Largest source that is copied into a build, bytes. */
const MAX_SOURCE = 16 * 1024 * 1024;

/** The cache folder: `UNILOOM_CACHE_DIR`, else `uniloom` in the user's cache folder. */
export function cacheFolder(): string {
  const own = process.env['UNILOOM_CACHE_DIR'];
  if (own !== undefined && own !== '') return resolve(own);
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && xdg !== '' ? resolve(xdg) : join(homedir(), '.cache'), 'uniloom');
}

/** The default build folder of a composition: one for each of its folder, target and profile. */
export function buildFolder(folder: string, name: string, target: string, profile: Profile): string {
  const hash = createHash('sha256')
    .update(`${resolve(folder)}\0${name}`)
    .digest('hex')
    .slice(0, 16);
  return join(cacheFolder(), 'build', hash, `${target.replaceAll('/', '-')}-${profile}`);
}

/** Reads `catalog:REL` below `catalogRoot` and `source:REL` below `folder`. Undefined for what is no readable file. */
export function sourceReader(catalogRoot: string, folder: string): (id: SourceId) => string | undefined {
  return (id) => {
    const path = id.startsWith('catalog:') ? join(catalogRoot, id.slice(8)) : join(folder, id.slice(7));
    try {
      const info = statSync(path);
      return info.isFile() && info.size <= MAX_SOURCE ? readFileSync(path, 'utf8') : undefined;
    } catch {
      return undefined;
    }
  };
}
