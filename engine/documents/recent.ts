/** Compositions opened lately, newest first. */
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { queue, readJson, writeJson } from './jsonfile.ts';

const KEPT = 20;
const stored = z.array(z.object({ path: z.string(), name: z.string() }));

export interface RecentEntry {
  readonly path: string;
  /** `path` for people: home as `~`. */
  readonly label: string;
  readonly name: string;
}

export interface RecentStore {
  /** Without those that are gone. */
  list(): Promise<readonly RecentEntry[]>;
  add(path: string, name: string): Promise<void>;
}

/** `path` for people: home as `~`. */
export function pathLabel(path: string): string {
  const home = homedir();
  return path === home ? '~' : path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}

export function createRecent(stateDir: string): RecentStore {
  const file = join(stateDir, 'recent.json');
  const inTurn = queue();
  const read = async () => stored.safeParse(await readJson(file)).data ?? [];
  return {
    async list() {
      const entries = await read();
      const there = await Promise.all(
        entries.map(({ path }) =>
          access(path).then(
            () => true,
            () => false,
          ),
        ),
      );
      return entries
        .filter((_entry, index) => there[index])
        .map((entry) => ({ ...entry, label: pathLabel(entry.path) }));
    },
    add: (path, name) =>
      inTurn(async () => {
        const others = (await read()).filter((entry) => entry.path !== path);
        // Forgetting a recent file is no reason to fail what the user asked for.
        await writeJson(file, [{ path, name }, ...others].slice(0, KEPT)).catch(() => {});
      }),
  };
}
