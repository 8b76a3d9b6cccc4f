/** Choosing files: the native dialog where the shell has one, else a picker over `fs.list`. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ContractError, type DirectoryEntry } from '../contract.ts';
import { isInside } from './inside.ts';
import type { Context, HandlersOf } from './types.ts';

/** More entries than this are no help in a picker. */
const MAX_ENTRIES = 5000;

const isComposition = (name: string): boolean => name === 'uniloom.yaml' || name.endsWith('.uniloom');
const byName = (a: DirectoryEntry, b: DirectoryEntry): number =>
  a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === 'folder' ? -1 : 1;

async function kindOf(path: string, name: string, files: boolean): Promise<DirectoryEntry['kind'] | null> {
  const info = await stat(path).catch(() => null);
  if (info?.isDirectory()) return 'folder';
  if (info?.isFile() && isComposition(name)) return 'composition';
  return info?.isFile() && files ? 'file' : null;
}

export function dialogHandlers(context: Context): HandlersOf<'dialog'> & HandlersOf<'fs'> {
  const { workspace } = context.places;
  return {
    async 'dialog.pick'({ purpose, suggested }) {
      if (!context.pick) return { path: null, native: false };
      return { path: await context.pick(purpose, suggested), native: true };
    },
    async 'fs.list'({ path = workspace, files = false }) {
      // Electron and the CLI have the user's own rights; a page in a browser has the workspace.
      if (context.shell === 'browser' && !(await isInside(workspace, path)))
        throw new ContractError(
          'denied',
          'That folder is not in the workspace',
          'Start `uniloom serve` in another folder.',
        );
      const folder = await realpath(path);
      const found = await readdir(folder);
      const entries: DirectoryEntry[] = [];
      for (const name of found.filter((one) => !one.startsWith('.')).slice(0, MAX_ENTRIES)) {
        const full = join(folder, name);
        if (context.shell === 'browser' && !(await isInside(workspace, full))) continue;
        const kind = await kindOf(full, name, files);
        if (kind) entries.push({ name, path: full, kind });
      }
      const top = folder === (await realpath(workspace)) || folder === dirname(folder);
      return { path: folder, parent: top ? null : dirname(folder), entries: entries.sort(byName) };
    },
  };
}
