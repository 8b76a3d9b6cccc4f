/**
 * Reads the sources that an emission copies. Both roots are fences: no path leads out of them, links resolved. What was
 * read is remembered with the files' identities, so that a later build can tell that nothing changed.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { SourceId } from '../emit/types.ts';
import { type Identity, identityOf } from './identity.ts';

/** A source larger than this is no source, bytes. */
const MAX_SOURCE = 16 * 1024 * 1024;

export interface SourceReader {
  /** The text behind an id, or undefined where there is none that may be read. */
  readonly read: (id: SourceId) => string | undefined;
  /** Whatever was asked for, with what the file was then; null where nothing could be read. */
  readonly seen: () => readonly (readonly [SourceId, Identity | null])[];
  /** What the file behind an id is now, without reading it. */
  readonly look: (id: SourceId) => Identity | null;
}

/** @param catalogRoot absolute, `microlibs/` @param folder the composition's own, absolute */
export function sourceReader(catalogRoot: string, folder: string): SourceReader {
  const real = new Map<string, string>();
  const rootOf = (id: SourceId): string => {
    const root = id.startsWith('catalog:') ? catalogRoot : folder;
    const known = real.get(root) ?? realpathSync(root);
    real.set(root, known);
    return known;
  };
  const find = (id: SourceId): { path: string; identity: Identity } | null => {
    try {
      const root = rootOf(id);
      const path = realpathSync(join(root, id.slice(id.indexOf(':') + 1)));
      const info = statSync(path);
      if (!path.startsWith(root + sep) || !info.isFile() || info.size > MAX_SOURCE) return null;
      return { path, identity: identityOf(info) };
    } catch {
      return null;
    }
  };
  const known = new Map<SourceId, { text: string | undefined; identity: Identity | null }>();
  return {
    read(id) {
      const before = known.get(id);
      if (before) return before.text;
      // Looked at before it is read: a change in between shows as a file that is newer than its text.
      const found = find(id);
      let text: string | undefined;
      try {
        text = found === null ? undefined : readFileSync(found.path, 'utf8');
      } catch {
        text = undefined;
      }
      known.set(id, { text, identity: text === undefined ? null : (found?.identity ?? null) });
      return text;
    },
    seen: () => [...known].map(([id, { identity }]) => [id, identity] as const),
    look: (id) => find(id)?.identity ?? null,
  };
}
