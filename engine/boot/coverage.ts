/** Line coverage that a guest sends → the .gcda files that gcc's tools read, beside the objects in the build folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RawCoverage } from './records.ts';

export interface CoverageWriter {
  take(record: RawCoverage): void;
  /** Writes the last file; why one could not be written, or null. */
  end(): string | null;
}

/** Of a hostile guest not more is kept. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 10_000;

/** The path below the build folder that a guest means by `name`, or null: it names where it was compiled. */
export function objectPath(name: string): string | null {
  const at = name.lastIndexOf('/obj/');
  const path = name.slice(at + 1);
  if (
    at < 0 ||
    !path.endsWith('.gcda') ||
    path.includes('\0') ||
    path.split('/').some((step) => step === '..' || step === '')
  )
    return null;
  return path;
}

export function createCoverage(folder: string): CoverageWriter {
  const text = new TextDecoder();
  let path: string | null = null;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let files = 0;
  let failure: string | null = null;
  const write = () => {
    try {
      if (path !== null && files < MOST_FILES) {
        files += 1;
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), Buffer.concat(parts));
      }
    } catch (error) {
      // What a guest names may be no place for a file, and a disk may be full: the others are written all the same.
      failure ??= error instanceof Error ? error.message : String(error);
    }
    path = null;
    parts = [];
  };
  return {
    take({ part, data }) {
      if (part === 'file') {
        write();
        path = objectPath(text.decode(data));
        return;
      }
      bytes += data.length;
      if (bytes <= MOST_BYTES) parts.push(data);
    },
    end() {
      write();
      return failure;
    },
  };
}
