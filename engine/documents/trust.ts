/**
 * Folders that the user trusts: only there may a composition run a toolchain or a guest. What is in a trusted folder is
 * trusted as well. A single file can be trusted too: one that the user saved among files of others.
 */
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ioError } from './errors.ts';
import { queue, readJson, writeJson } from './jsonfile.ts';
import { isWithin } from './paths.ts';

const stored = z.object({ folders: z.array(z.string()).catch([]), files: z.array(z.string()).catch([]) });

export interface TrustStore {
  /** Whether the composition at `path` (a folder or a file) is trusted. What does not exist is not. */
  isTrusted(path: string): Promise<boolean>;
  /** Trusts a folder with all in it, or a file. */
  trust(path: string, kind?: 'folder' | 'file'): Promise<void>;
}

/** @param always Folders that are ours and always trusted; need not exist. */
export function createTrust(stateDir: string, always: readonly string[]): TrustStore {
  const file = join(stateDir, 'trusted.json');
  const inTurn = queue();
  const read = async () => {
    const found = stored.safeParse(await readJson(file));
    return found.success ? found.data : { folders: [], files: [] };
  };
  return {
    async isTrusted(path) {
      const real = await realpath(path).catch(() => null);
      if (real === null) return false;
      const ours = await Promise.all(always.map((folder) => realpath(folder).catch(() => null)));
      const { folders, files } = await read();
      const all = [...folders, ...ours.filter((folder) => folder !== null)];
      return files.includes(real) || all.some((folder) => isWithin(folder, real));
    },
    trust: (path, kind = 'folder') =>
      inTurn(async () => {
        try {
          const real = await realpath(path);
          const { folders, files } = await read();
          const add = (list: readonly string[], wanted: boolean) =>
            wanted ? [...new Set([...list, real])].sort() : list;
          await writeJson(file, { folders: add(folders, kind === 'folder'), files: add(files, kind === 'file') });
        } catch (error) {
          throw ioError(error, 'note that the folder is trusted');
        }
      }),
  };
}
