/** Reads a tree from disk the way the C tools do: a name as it is, then below the source tree. Synchronous. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file of Kconfig text that is larger is a mistake. */
const LARGEST = 32 * 1024 * 1024;

export interface TreeFiles {
  readonly read: (path: string) => string | undefined;
  readonly glob: (pattern: string) => readonly string[];
  /** Whether a file that was read may have changed since this time, in milliseconds of the epoch. */
  readonly hasChangedSince: (path: string, time: number) => boolean;
}

/** A file system's clock may lag behind by as many milliseconds. */
export const LAG = 50;

const changeTime = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ctimeMs;

const SLASH = 47;
const buffer = Buffer.allocUnsafe(1 << 16);

function readText(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    // Nearly all fit: one read, no question for the size before.
    const count = readSync(file, buffer, 0, buffer.length, 0);
    if (count < buffer.length) return buffer.toString('utf8', 0, count);
    const text = readFileSync(path, 'utf8');
    return text.length > LARGEST ? undefined : text;
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** `*`, `?` and `[…]` of one path component, as glob(7). A leading period is matched only by a period. */
function componentPattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const c = pattern[at] ?? '';
    const close = c === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (c === '*') source += '[^/]*';
    else if (c === '?') source += '[^/]';
    else if (close > 0) {
      const set = pattern
        .slice(at + 1, close)
        .replace(/[\\\]^]/g, '\\$&')
        .replace(/^!/, '^');
      source += `[${set}]`;
      at = close;
    } else source += c.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${pattern.startsWith('.') ? '' : '(?!\\.)'}${source}$`, 's');
}

function expand(base: string, pattern: string): string[] {
  const parts = pattern.split('/').filter((part, at) => part !== '' || at === 0);
  let found = [''];
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1;
    const next: string[] = [];
    for (const prefix of found) {
      const separator = at === 0 ? '' : '/';
      if (!/[*?[]/.test(part)) {
        next.push(`${prefix}${separator}${part}`);
        continue;
      }
      const pattern = componentPattern(part);
      try {
        const folder = join(base, prefix === '' && at === 1 ? '/' : prefix || '.');
        for (const entry of readdirSync(folder, { withFileTypes: true }))
          if (pattern.test(entry.name) && (last || entry.isDirectory() || entry.isSymbolicLink()))
            next.push(`${prefix}${separator}${entry.name}`);
      } catch {
        // A folder that is not there matches nothing.
      }
    }
    found = next;
  }
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** What stands before a relative path to make it one of `folder`; nothing where that is the current one. */
const prefixOf = (folder: string): string =>
  folder === process.cwd() ? '' : folder.endsWith('/') ? folder : `${folder}/`;

/**
 * Files as a tool sees them that was started in `folder`, the source tree; what is not there is looked for in `second`,
 * where one is given. The C tools look in the current folder and then in `$srctree`.
 */
export function treeFiles(folder: string, second?: string): TreeFiles {
  const first = prefixOf(folder);
  const then = second === undefined || second === folder ? undefined : prefixOf(second);
  const found = new Map<string, boolean>();
  const read = (path: string): string | undefined => {
    if (path.charCodeAt(0) === SLASH) return readText(path);
    const text = readText(first + path);
    return text !== undefined || then === undefined ? text : readText(then + path);
  };
  const exists = (path: string): boolean => {
    let known = found.get(path);
    if (known === undefined) {
      known = read(path) !== undefined;
      found.set(path, known);
    }
    return known;
  };
  return {
    hasChangedSince: (path, time) => {
      const changed =
        path.charCodeAt(0) === SLASH || then === undefined
          ? changeTime(path.charCodeAt(0) === SLASH ? path : first + path)
          : (changeTime(first + path) ?? changeTime(then + path));
      return changed === undefined || changed >= time - LAG;
    },
    read: (path) => (path.includes('\0') ? undefined : read(path)),
    glob: (pattern) => {
      if (pattern.includes('\0')) return [];
      if (pattern.charCodeAt(0) === SLASH) return expand('/', pattern).filter(exists);
      const here = expand(folder, pattern).filter(exists);
      if (here.length > 0 || second === undefined || second === folder) return here;
      return expand(second, pattern).filter(exists);
    },
  };
}
