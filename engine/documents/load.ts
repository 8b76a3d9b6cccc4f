/** Reading a composition's file from disk. */
import { createHash } from 'node:crypto';
import { open, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ContractError } from '../contract.ts';
import { type Diagnostic, diagnostic } from '../model/diagnostic.ts';
import type { Composition } from '../model/types.ts';
import { decodeText, MAX_TEXT, parseComposition } from '../model/yaml.ts';
import { ioError } from './errors.ts';

export const FILE_NAME = 'uniloom.yaml';

export const hashOf = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

const isFileName = (name: string) => /\.(uniloom|ya?ml)$/i.test(name);

/** The file that `path` means: a folder stands for the `uniloom.yaml` in it. Absolute; it need not exist. */
export async function compositionFile(path: string): Promise<string> {
  const whole = resolve(path);
  const info = await stat(whole).catch(() => null);
  if (info?.isDirectory()) return join(whole, FILE_NAME);
  return info !== null || isFileName(basename(whole)) ? whole : join(whole, FILE_NAME);
}

/** The bytes of a regular file of at most `limit`; never waits on a pipe or device. */
export async function readRegular(path: string, limit: number): Promise<Buffer> {
  const info = await stat(path);
  if (!info.isFile()) throw new ContractError('bad-input', `'${basename(path)}' is not a file`);
  const handle = await open(path, 'r');
  try {
    // The file may grow after `stat`, so the limit is kept while reading.
    const buffer = Buffer.alloc(limit + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, Math.min(1 << 20, buffer.length - length), length);
      length += bytesRead;
      if (bytesRead === 0 || length > limit) break;
    }
    if (length > limit) {
      const message = `'${basename(path)}' is larger than ${Math.floor(limit / 1024 / 1024)} MB`;
      throw new ContractError('bad-input', message, null, [
        diagnostic('UL0008', 'error', message, { at: { file: basename(path) } }),
      ]);
    }
    return Buffer.from(buffer.subarray(0, length));
  } finally {
    await handle.close();
  }
}

export interface Loaded {
  readonly text: string;
  readonly hash: string;
  readonly composition: Composition;
  readonly readOnly: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws ContractError `bad-input` with the diagnostics where the text is no composition. */
export function understand(text: string, file: string, bytes: string | Uint8Array = text): Loaded {
  const { composition, readOnly, diagnostics } = parseComposition(bytes, file);
  if (composition === null) {
    const first = diagnostics.find((found) => found.severity === 'error') ?? diagnostics[0];
    const line = first?.at.line === undefined ? '' : ` (line ${first.at.line})`;
    const message = `'${file}' is not a valid composition: ${first?.message ?? 'it is empty'}${line}`;
    throw new ContractError('bad-input', message, 'Correct the file in a text editor and open it again.', diagnostics);
  }
  return { text, hash: hashOf(bytes), composition, readOnly, diagnostics };
}

/** Reads and checks the composition at `path`. */
export async function load(path: string): Promise<Loaded> {
  try {
    const bytes = await readRegular(path, MAX_TEXT);
    return understand(decodeText(bytes) ?? '', basename(path), bytes);
  } catch (error) {
    throw ioError(error, `read '${basename(path)}'`);
  }
}

/** The real path of a composition that exists. */
export async function realFile(path: string): Promise<string> {
  const file = await compositionFile(path);
  try {
    return await realpath(file);
  } catch (error) {
    throw ioError(error, `open '${basename(file)}'`);
  }
}

/** The hash of what is at `path` now; null where there is nothing that can be read. */
export async function hashOnDisk(path: string): Promise<string | null> {
  try {
    return hashOf(await readRegular(path, MAX_TEXT));
  } catch {
    return null;
  }
}
