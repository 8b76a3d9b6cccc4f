/** The files of an emission, as `emitted.json` in the build folder lists them; objects and images are not among them. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ContractError } from '../contract.ts';

export const LIST = 'emitted.json';

/** Paths relative to `folder`, sorted by bytes. @throws ContractError io when the list cannot be read. */
export async function emittedFiles(folder: string): Promise<string[]> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, LIST), 'utf8'));
    const files = typeof value === 'object' && value !== null && 'files' in value ? value.files : null;
    if (!Array.isArray(files)) throw new Error('it has no list');
    const inside = files.filter(
      (path): path is string => typeof path === 'string' && !path.startsWith('/') && !path.split('/').includes('..'),
    );
    return [...inside, LIST].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ContractError('io', `The build folder's ${LIST} cannot be read: ${message}`, 'Build again.');
  }
}

/** SHA-256 in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
