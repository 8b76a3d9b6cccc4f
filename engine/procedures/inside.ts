/** Whether a path stays in a folder, links resolved: what the browser shell may touch. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** The real path of `path`, of which the last part may not exist yet. Null where its folder does not. */
export async function realOf(path: string): Promise<string | null> {
  const whole = await realpath(path).catch(() => null);
  if (whole !== null) return whole;
  const folder = await realpath(dirname(path)).catch(() => null);
  return folder === null ? null : join(folder, basename(path));
}

/** Whether `path` is `folder` or in it, after links of both are resolved. A path whose folder is missing is not. */
export async function isInside(folder: string, path: string): Promise<boolean> {
  const [root, real] = await Promise.all([realOf(folder), realOf(path)]);
  if (root === null || real === null) return false;
  return real === root || real.startsWith(root === sep ? sep : root + sep);
}
