/** Where builds go. Node only. */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** The default build folder of a composition in `cache`: one for each of its folder, name, target and variant. */
export function buildFolder(cache: string, folder: string, name: string, target: string, variant: string): string {
  const hash = createHash('sha256')
    .update(`${resolve(folder)}\0${name}`)
    .digest('hex')
    .slice(0, 16);
  return join(cache, 'build', hash, `${target.replaceAll('/', '-')}-${variant}`);
}
