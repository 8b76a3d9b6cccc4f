/** Which files a shell may open and save. */
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ContractError } from '../contract.ts';
import { isWithin } from './paths.ts';

/** The real path of the deepest part of `path` that exists. */
async function deepest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const real = await realpath(at).catch(() => null);
    if (real !== null || at === dirname(at)) return real ?? at;
  }
}

/**
 * Refuses files outside `folders`: a page in a browser has the workspace, while Electron and the command line have the
 * user's own rights and do not ask.
 * @throws ContractError `denied`.
 */
export async function requireInside(folders: readonly string[], file: string): Promise<void> {
  const real = await deepest(file);
  for (const folder of folders) {
    const allowed = await realpath(folder).catch(() => null);
    if (allowed !== null && isWithin(allowed, real)) return;
  }
  throw new ContractError('denied', 'That file is not in the workspace', 'Start `uniloom serve` in another folder.');
}
