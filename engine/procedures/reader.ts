/** Reads the sources that an emission copies. Both roots are fences: no path leads out of them, links resolved. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { SourceId } from '../emit/types.ts';

/** A source larger than this is no source. */
const MAX_SOURCE = 16 * 1024 * 1024;

/** @returns the text behind an id, or undefined where there is none that may be read */
export function sourceReader(catalogRoot: string, folder: string): (id: SourceId) => string | undefined {
  const roots = { catalog: catalogRoot, source: folder } as const;
  const known = new Map<SourceId, string | undefined>();
  const read = (id: SourceId): string | undefined => {
    const at = id.indexOf(':');
    const kind = id.slice(0, at);
    if (kind !== 'catalog' && kind !== 'source') return undefined;
    try {
      const root = realpathSync(roots[kind]);
      const path = realpathSync(join(root, id.slice(at + 1)));
      const info = statSync(path);
      if (!path.startsWith(root + sep) || !info.isFile() || info.size > MAX_SOURCE) return undefined;
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  };
  return (id) => {
    if (!known.has(id)) known.set(id, read(id));
    return known.get(id);
  };
}
