/** Where the engine keeps things: XDG's folders, or what UNILOOM_STATE_DIR and UNILOOM_CACHE_DIR say. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Places } from './types.ts';

/** An absolute path from the environment; XDG says to ignore others. */
function fromEnvironment(name: string, fallback: string): string {
  const value = process.env[name];
  return value?.startsWith('/') ? value : fallback;
}

export interface PlaceOptions {
  readonly root: string;
  readonly workspace: string;
  readonly stateDir?: string | undefined;
  readonly cacheDir?: string | undefined;
}

export function places(options: PlaceOptions): Places {
  const state = join(fromEnvironment('XDG_STATE_HOME', join(homedir(), '.local/state')), 'uniloom');
  const cache = join(fromEnvironment('XDG_CACHE_HOME', join(homedir(), '.cache')), 'uniloom');
  return {
    root: resolve(options.root),
    workspace: resolve(options.workspace),
    state: resolve(options.stateDir ?? (process.env['UNILOOM_STATE_DIR'] || state)),
    cache: resolve(options.cacheDir ?? (process.env['UNILOOM_CACHE_DIR'] || cache)),
  };
}

/** `path` for people: home as `~`. */
export function pathLabel(path: string): string {
  const home = homedir();
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
