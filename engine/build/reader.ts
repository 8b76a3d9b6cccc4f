/**
 * Reads the sources that an emission copies. All roots are fences: no path leads out of them, links resolved. What was
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

/** Where an archive, `NAME-VERSION`, has been unpacked to; undefined while it is not. */
export type ArchiveFolder = (name: string) => string | undefined;

/**
 * @param catalogRoot absolute, `microlibs/`
 * @param folder the composition's own, absolute
 * @param archives third-party sources (engine/sources/archives.ts)
 */
export function sourceReader(
  catalogRoot: string,
  folder: string,
  archives: ArchiveFolder = () => undefined,
): SourceReader {
  const real = new Map<string, string>();
  const realRoot = (root: string): string => {
    const known = real.get(root) ?? realpathSync(root);
    real.set(root, known);
    return known;
  };
  /** The fence and the path below it. @throws where there is no such fence */
  const split = (id: SourceId): { root: string; path: string } => {
    const path = id.slice(id.indexOf(':') + 1);
    if (!id.startsWith('archive:')) return { root: realRoot(id.startsWith('catalog:') ? catalogRoot : folder), path };
    const slash = path.indexOf('/');
    const root = archives(path.slice(0, slash));
    if (root === undefined) throw new Error(`${id} is not here`);
    return { root: realRoot(root), path: path.slice(slash + 1) };
  };
  const find = (id: SourceId): { path: string; identity: Identity } | null => {
    try {
      const { root, path: inner } = split(id);
      const path = realpathSync(join(root, inner));
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
