/**
 * Unpacks an archive into a folder. It is pinned, and read with suspicion all the same: what would leave the folder, is no
 * file, folder or link, or is more than sources ever are, refuses the whole archive.
 */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { findTool } from '../build/toolchain.ts';
import type { ArchiveFormat } from '../catalog/thirdparty.ts';
import { ContractError } from '../contract.ts';
import { zipEntries } from './zip.ts';

export interface Limits {
  /** Of the archive when it is not compressed. */
  readonly bytes: number;
  readonly files: number;
}
export const LIMITS: Limits = { bytes: 1024 * 1024 * 1024, files: 200_000 };

/** What an entry of an archive says of itself. */
export interface Entry {
  readonly path: string;
  readonly type: string;
  readonly linkpath?: string | undefined;
}

const FILES = new Set(['File', 'OldFile', 'ContiguousFile', 'Directory']);
const LINKS = new Set(['SymbolicLink', 'Link']);

const climbs = (path: string) => path.startsWith('/') || path.split('/').includes('..') || /[\\\0]/.test(path);

/** `a/b/c` without its first `strip` folders; null where nothing is left, or where it begins with others than `like`. */
function inner(path: string, strip: number, like: string): string | null {
  const steps = path.split('/');
  const first = like.split('/').slice(0, strip);
  if (steps.length <= strip || first.some((step, at) => step !== steps[at])) return null;
  return steps.slice(strip).join('/');
}

/**
 * Why an entry is refused; undefined when it is not.
 * @param strip leading folders that are taken away: a link must not lead to where they are no more
 */
export function refusal({ path, type, linkpath = '' }: Entry, strip: number): string | undefined {
  if (climbs(path)) return `'${path}' leaves the folder`;
  if (FILES.has(type)) return undefined;
  if (!LINKS.has(type)) return `'${path}' is a ${type}`;
  // A hard link names a path of the archive, a symbolic one a path from its own folder.
  const own = inner(path, strip, path);
  const target =
    type === 'Link' ? inner(linkpath, strip, path) : own && posix.normalize(posix.join(posix.dirname(own), linkpath));
  const isInside = own !== null && target !== null && target !== '' && !linkpath.startsWith('/') && !climbs(target);
  return isInside ? undefined : `the link '${path}' leads to '${linkpath}'`;
}

/** Lets so many bytes through. */
function bounded(limit: number, refuse: (why: string) => void): Transform {
  let count = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      if (count <= limit) return done(null, chunk);
      refuse(`it is larger than ${limit} bytes`);
      return done(new Error('too large'));
    },
  });
}

/** `xz -dc` as a stream. */
function xz(file: string): { readonly out: NodeJS.ReadableStream; readonly ended: Promise<void>; kill(): void } {
  const tool = findTool('xz');
  if (tool === null) throw new ContractError('tool-missing', 'missing: xz', 'apt-get install xz-utils');
  const child = spawn(tool, ['-dc', '--', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) =>
      status === 0 ? resolve() : reject(new Error(said.trim() || `xz ended with ${status}`)),
    );
  });
  ended.catch(() => {});
  return { out: child.stdout, ended, kill: () => child.kill('SIGKILL') };
}

/**
 * Sources are read only: nobody changes the copy that microlibs share.
 * @throws Error for a link that leads out of the folder by way of others
 */
async function protect(folder: string): Promise<void> {
  const top = await realpath(folder);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const info = await lstat(path);
    if (info.isFile()) await chmod(path, 0o444);
    else if (info.isDirectory()) await chmod(path, 0o755);
    else if (info.isSymbolicLink()) {
      // One that leads nowhere may stay.
      const target = await realpath(path).catch(() => top);
      if (target !== top && !target.startsWith(top + sep))
        throw new Error(`the link '${relative(folder, path)}' leads to '${target}'`);
    }
  }
}

/**
 * Unpacks `file` into `into`, which exists and is empty.
 * @param strip leading folders that are taken away
 * @throws Error that says what is wrong with the archive; then `into` holds a part of it. ContractError `tool-missing`
 */
export async function unpack(
  file: string,
  format: ArchiveFormat,
  into: string,
  strip: number,
  signal?: AbortSignal,
  limits: Limits = LIMITS,
): Promise<void> {
  if (format === 'zip') await unzip(file, into, strip, signal, limits);
  else await untar(file, format, into, strip, signal, limits);
  await protect(into);
}

/** Links in a zip are refused: nobody packs sources so. */
async function unzip(file: string, into: string, strip: number, signal: AbortSignal | undefined, limits: Limits) {
  const info = await stat(file);
  if (info.size > limits.bytes) throw new Error(`it is larger than ${limits.bytes} bytes`);
  const entries = zipEntries(await readFile(file));
  if (entries.length > limits.files) throw new Error(`it has more than ${limits.files} files`);
  if (entries.reduce((sum, { size }) => sum + size, 0) > limits.bytes)
    throw new Error(`it is larger than ${limits.bytes} bytes`);
  for (const { path, type, contents } of entries) {
    signal?.throwIfAborted();
    const why = type === 'SymbolicLink' ? `'${path}' is a link` : refusal({ path, type }, strip);
    if (why !== undefined) throw new Error(why);
    const rest = path.split('/').filter(Boolean).slice(strip).join('/');
    if (rest === '') continue;
    const target = join(into, rest);
    await mkdir(type === 'Directory' ? target : dirname(target), { recursive: true });
    if (type === 'File') await writeFile(target, contents(), { flag: 'wx' });
  }
}

async function untar(
  file: string,
  format: Exclude<ArchiveFormat, 'zip'>,
  into: string,
  strip: number,
  signal: AbortSignal | undefined,
  limits: Limits,
): Promise<void> {
  const { extract } = await import('tar');
  const refused: string[] = [];
  const controller = new AbortController();
  const stop = () => controller.abort();
  signal?.throwIfAborted();
  signal?.addEventListener('abort', stop, { once: true });
  const refuse = (why: string) => {
    refused.push(why);
    stop();
  };
  let files = 0;
  const take = (path: string, entry: unknown): boolean => {
    if (refused.length > 0) return false;
    const { type, linkpath } = entry as Entry;
    files += 1;
    const why =
      files > limits.files ? `it has more than ${limits.files} files` : refusal({ path, type, linkpath }, strip);
    if (why !== undefined) refuse(why);
    return why === undefined;
  };
  const sink = extract({ cwd: into, strip, strict: true, filter: take, preserveOwner: false, noMtime: true });
  const limit = bounded(limits.bytes, refuse);
  const options = { signal: controller.signal };
  const decoder = format === 'tar.xz' ? xz(file) : undefined;
  try {
    if (decoder !== undefined) {
      await Promise.all([
        pipeline(decoder.out, limit, sink as unknown as NodeJS.WritableStream, options),
        decoder.ended,
      ]);
    } else {
      const input = createReadStream(file);
      const plain = format === 'tar.gz' ? [input, createGunzip(), limit] : [input, limit];
      await pipeline([...plain, sink as unknown as NodeJS.WritableStream] as never, options);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw refused.length > 0 ? new Error(refused[0]) : error;
  } finally {
    decoder?.kill();
    signal?.removeEventListener('abort', stop);
  }
  if (refused.length > 0) throw new Error(refused[0]);
}
