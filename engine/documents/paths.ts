/** Paths inside a folder, after resolving links: neither a name nor a link may lead out of it. */
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { ContractError } from '../contract.ts';
import { diagnostic } from '../model/diagnostic.ts';
import { pathRefusal } from '../model/sourcepath.ts';

/** Whether `path` is `folder` or lies in it; both absolute, links resolved. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function leaves(file: string, reason: string): ContractError {
  const message = `The path '${file}' may not leave the composition's folder: ${reason}`;
  return new ContractError('denied', message, 'Keep the sources in the folder of the composition.', [
    diagnostic('UL0005', 'error', message, { params: { file, reason } }),
  ]);
}

/**
 * The absolute path of `file` in `folder`, links resolved. The file, and folders above it, need not exist.
 * @throws ContractError `denied` where it would leave the folder.
 */
export async function resolveInside(folder: string, file: string): Promise<string> {
  const reason = pathRefusal(file);
  if (reason !== null) throw leaves(file, reason);
  const root = await realpath(folder);
  const whole = join(root, file);
  // The deepest part that exists decides where the rest would be made.
  for (let at = whole; ; at = dirname(at)) {
    const real = await realpath(at).catch(() => null);
    if (real !== null) {
      if (!isWithin(root, real)) throw leaves(file, 'a link leads out of it');
      return join(real, relative(at, whole));
    }
    // A link to what does not exist would be followed by whoever creates the file.
    const link = await lstat(at).catch(() => null);
    if (link?.isSymbolicLink()) throw leaves(file, 'a link in it leads nowhere');
  }
}
