/** File names in the picker: what may be typed, what is added, what would be overwritten. */
import type { DirectoryEntry } from '../../engine/contract.ts';

const MOST_BYTES = 255;

/** The name with the extension where it has none of its own; trimmed. */
export function withExtension(name: string, extension: string): string {
  const clean = name.trim();
  if (clean === '' || clean.toLowerCase().endsWith(`.${extension.toLowerCase()}`)) return clean;
  // `uniloom.yaml` is the other spelling of a composition's file.
  if (extension === 'uniloom' && clean === 'uniloom.yaml') return clean;
  return `${clean}.${extension}`;
}

/** One path segment that a file system takes: no slash, no NUL, not `.` or `..`, at most 255 bytes. */
export function isFileName(name: string): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  if (name.includes('/') || name.includes('\u0000')) return false;
  return new TextEncoder().encode(name).length <= MOST_BYTES;
}

export const join = (folder: string, name: string): string => (folder.endsWith('/') ? folder : `${folder}/`) + name;

/** The entry that saving as `name` would replace. */
export const existing = (entries: readonly DirectoryEntry[], name: string): DirectoryEntry | undefined =>
  entries.find((entry) => entry.name === name);

/** Folders first, then by name as people sort (numbers by value). */
export function sortEntries(entries: readonly DirectoryEntry[]): DirectoryEntry[] {
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  return [...entries].sort((a, b) =>
    a.kind === b.kind ? order.compare(a.name, b.name) : a.kind === 'folder' ? -1 : 1,
  );
}
