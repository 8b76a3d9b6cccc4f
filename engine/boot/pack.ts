/**
 * Packs a folder as a cpio archive. The same folder gives the same bytes on every machine: names in the order of their
 * bytes, no owners, numbers in order; permissions and times are the folder's own. Files are streamed.
 */
import { type FileHandle, lstat, open, readdir, readlink, rename, rm } from 'node:fs/promises';
import { ContractError } from '../contract.ts';
import { type CpioEntry, entryHeader, entryRefusal, padding, trailer } from './cpio.ts';

export interface Packed {
  readonly bytes: number;
  /** Names of what is neither file, folder nor link, and was left out. */
  readonly skipped: readonly string[];
}

export interface PackRequest {
  readonly folder: string;
  /** The archive; written beside it and moved there when it is whole. */
  readonly to: string;
  /** A folder that is left out where it lies inside: the one that the archive is written to. */
  readonly without: string;
  /** Bytes that the archive may have; as many as there are when undefined. */
  readonly most?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const CHUNK = 1 << 20;
const SLASH = Buffer.from('/');
/** Small entries go out together. */
const GATHER = 1 << 16;

interface Writer {
  write(bytes: Buffer): Promise<void>;
  flush(): Promise<void>;
  bytes(): number;
}

/** The archive would be larger than it may be. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

function writerTo(file: FileHandle, most = Number.POSITIVE_INFINITY): Writer {
  let parts: Buffer[] = [];
  let waiting = 0;
  let written = 0;
  const flush = async () => {
    const all = Buffer.concat(parts);
    parts = [];
    waiting = 0;
    for (let at = 0; at < all.length; ) at += (await file.write(all, at)).bytesWritten;
  };
  return {
    async write(bytes) {
      parts.push(bytes);
      waiting += bytes.length;
      written += bytes.length;
      if (written > most) throw new TooLarge(`more than ${most} bytes`);
      if (waiting >= GATHER) await flush();
    },
    flush,
    bytes: () => written,
  };
}

const cannot = (path: Buffer | string, reason: string): ContractError =>
  new ContractError('bad-input', `The root folder cannot be packed: ${path.toString()}: ${reason}`);

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' ? 'there is no room left on the disk' : message;
};

/** Awaits `work`; an error of the system becomes one that names `path`. */
async function at<T>(path: Buffer | string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isOfSystem = error instanceof Error && 'syscall' in error;
    throw isOfSystem ? cannot(path, reasonOf(error)) : error;
  }
}

/** Names are bytes: some are no text in any encoding. */
const below = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, SLASH, name]);

/** Copies `size` bytes of an open file, which may be written to meanwhile. */
async function copy(from: FileHandle, size: number, path: Buffer, to: Writer, signal?: AbortSignal): Promise<void> {
  for (let done = 0; done < size; ) {
    signal?.throwIfAborted();
    // A buffer of its own each time: the writer keeps it until it is written.
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size - done));
    const { bytesRead } = await at(path, from.read(chunk, 0, chunk.length, done));
    if (bytesRead === 0) throw cannot(path, 'it became shorter while it was read');
    await to.write(chunk.subarray(0, bytesRead));
    done += bytesRead;
  }
  await to.write(padding(size));
}

/** Writes the archive of `request.folder` to `to`, or the beginning of it. @throws as packFolder */
export async function packInto(request: PackRequest, to: FileHandle): Promise<Packed> {
  const writer = writerTo(to, request.most);
  const skipped = await at(request.to, pack(request, writer));
  return { bytes: writer.bytes(), skipped };
}

async function pack(request: PackRequest, writer: Writer): Promise<string[]> {
  const skipped: string[] = [];
  const without = Buffer.from(request.without);
  let inode = 0;

  const begin = async (path: Buffer, entry: CpioEntry) => {
    const reason = entryRefusal(entry);
    if (reason !== null) throw cannot(path, reason);
    inode += 1;
    await writer.write(entryHeader(entry, inode));
  };

  const addFile = async (path: Buffer, entry: Omit<CpioEntry, 'kind' | 'size'>) => {
    const file = await at(path, open(path, 'r'));
    try {
      const { size } = await at(path, file.stat());
      await begin(path, { ...entry, kind: 'file', size });
      await copy(file, size, path, writer, request.signal);
    } finally {
      await file.close();
    }
  };

  const addFolder = async (path: Buffer, prefix: Buffer): Promise<void> => {
    const names = await at(path, readdir(path, { encoding: 'buffer' }));
    for (const name of names.sort(Buffer.compare)) await add(below(path, name), Buffer.concat([prefix, name]));
  };

  const add = async (path: Buffer, name: Buffer): Promise<void> => {
    request.signal?.throwIfAborted();
    if (path.equals(without)) return;
    const info = await at(path, lstat(path));
    const entry = { name, permissions: info.mode, mtime: info.mtimeMs / 1000 };
    if (info.isDirectory()) {
      await begin(path, { ...entry, kind: 'folder', size: 0 });
      await addFolder(path, Buffer.concat([name, SLASH]));
    } else if (info.isSymbolicLink()) {
      const target = await at(path, readlink(path, { encoding: 'buffer' }));
      await begin(path, { ...entry, kind: 'link', size: target.length });
      await writer.write(Buffer.concat([target, padding(target.length)]));
    } else if (info.isFile()) await addFile(path, entry);
    else skipped.push(path.toString());
  };

  await addFolder(Buffer.from(request.folder), Buffer.alloc(0));
  await writer.write(trailer());
  await writer.flush();
  return skipped;
}

/** Packs `request.folder`. @throws TooLarge; ContractError bad-input for what cannot be read, packed or written. */
export async function packFolder(request: PackRequest): Promise<Packed> {
  // Beside it, and another for each boot: what runs already keeps the archive that it has.
  const beside = `${request.to}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    const file = await at(beside, open(beside, 'wx'));
    try {
      const packed = await packInto(request, file);
      await at(request.to, rename(beside, request.to));
      return packed;
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
