/**
 * What a build folder was made from. While nothing of that changed, a build neither checks nor emits again: it only
 * asks ninja. Whatever is damaged, foreign or different makes the build do everything, which is always right.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../check/types.ts';
import type { SizeReport } from '../contract.ts';
import type { SourceId } from '../emit/types.ts';
import { LIST } from '../emit/write.ts';
import { type Identity, identityAt } from './identity.ts';
import type { SourceReader } from './reader.ts';

const FILE = 'stamp.json';
/** What the size report is read from. */
const MEASURED = ['image', 'image.elf', 'link.map'];
/** A source changed this recently may change again within its file system's clock grain, unseen. Milliseconds. */
const SETTLED_MS = 2000;

/** What a build that changed nothing answers with. */
export interface Known {
  /** Warnings and notes. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null when the image is not the one that was measured. */
  readonly size: SizeReport | null;
}

interface Stamp extends Known {
  readonly key: string;
  readonly sources: readonly (readonly [SourceId, Identity | null])[];
  /** Emitted files, relative to the folder, and their list. */
  readonly files: readonly (readonly [string, Identity | null])[];
  readonly measured: readonly (Identity | null)[];
}

/** One text for all that decides what is emitted, besides the sources. */
export function stampKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

const measuredNow = (dir: string) => MEASURED.map((name) => identityAt(join(dir, name)));

function readStamp(dir: string): Stamp | null {
  try {
    return JSON.parse(readFileSync(join(dir, FILE), 'utf8')) as Stamp;
  } catch {
    return null;
  }
}

/** What is known of the build in `dir`, null when something that went into it may have changed. Never throws. */
export function knownBuild(dir: string, key: string, reader: SourceReader): Known | null {
  const stamp = readStamp(dir);
  // The key names inodes and times of this machine's catalog: a stamp that came with a foreign folder cannot have it.
  if (stamp?.key !== key) return null;
  const same =
    stamp.files.every(([path, identity]) => identity !== null && identityAt(join(dir, path)) === identity) &&
    stamp.sources.every(([id, identity]) => reader.look(id) === identity);
  if (!same) return null;
  const now = measuredNow(dir);
  const measured = now.every((identity, at) => identity !== null && identity === stamp.measured[at]);
  return { diagnostics: stamp.diagnostics, size: measured ? stamp.size : null };
}

/** Removes the stamp: what comes next changes the folder. */
export const dropStamp = (dir: string): void => rmSync(join(dir, FILE), { force: true });

export interface StampInput {
  readonly key: string;
  readonly reader: SourceReader;
  /** Paths of the emitted files; those of the stamp that is there when null. */
  readonly files: readonly string[] | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly size: SizeReport;
}

const changedMs = (identity: Identity | null) => Number(identity?.split(' ')[3] ?? 0);

/** Keeps what the finished build in `dir` was made from. A folder that takes no stamp builds slower, no more. */
export function writeStamp(dir: string, { key, reader, files, diagnostics, size }: StampInput): void {
  const before = files === null ? readStamp(dir) : null;
  const sources = before?.sources ?? reader.seen();
  if (sources.some(([, identity]) => Date.now() - changedMs(identity) < SETTLED_MS)) return;
  const stamp: Stamp = {
    key,
    diagnostics,
    size,
    sources,
    files: before?.files ?? [...(files ?? []), LIST].map((path) => [path, identityAt(join(dir, path))]),
    measured: measuredNow(dir),
  };
  const partial = join(dir, `${FILE}.uniloom-tmp`);
  try {
    writeFileSync(partial, JSON.stringify(stamp));
    renameSync(partial, join(dir, FILE));
  } catch {
    rmSync(partial, { force: true });
  }
}
