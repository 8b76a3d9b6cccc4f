/** Which file a path leads to and in which state, as far as that can be told without reading it. */
import { lstatSync, type Stats } from 'node:fs';

/** Inode, size in bytes, and times of the last change of the contents and of the file, as text. */
export type Identity = string;

/** The time of the last change cannot be set by a program, so a file with the same identity was not written to. */
export const identityOf = ({ ino, size, mtimeMs, ctimeMs, mode }: Stats): Identity =>
  [ino, size, mtimeMs, ctimeMs, mode].join(' ');

/** Of the file at `path` itself, not of what a link there leads to; null where there is none. */
export function identityAt(path: string): Identity | null {
  const info = lstatSync(path, { throwIfNoEntry: false });
  return info === undefined ? null : identityOf(info);
}
