/**
 * From one version of the format to the next, on plain data. The printer compares data with the document it came from,
 * so a migrated composition keeps its comments as well.
 */
import type { Json } from './types.ts';

/** The version that this code reads and writes. */
export const FORMAT_VERSION = 1;

type Data = { readonly [key: string]: Json };
type Migration = (data: Data) => Data;

/** Version 0 was a draft with one `target` where version 1 has the list `targets`. */
function from0(data: Data): Data {
  const entries = Object.entries(data).map(([key, value]): [string, Json] =>
    key === 'target' && !Object.hasOwn(data, 'targets') ? ['targets', [value]] : [key, value],
  );
  return { ...Object.fromEntries(entries), uniloom: 1 };
}

/** The step from version N is at N. */
const MIGRATIONS: readonly Migration[] = [from0];

/**
 * `data` in the current version. Data that names no older version, or a newer one, comes back as it is.
 */
export function migrate(data: Data): Data {
  let current = data;
  for (let version = current['uniloom']; typeof version === 'number'; version = current['uniloom']) {
    const step = Number.isInteger(version) && version >= 0 ? MIGRATIONS[version] : undefined;
    if (step === undefined) break;
    current = step(current);
  }
  return current;
}
