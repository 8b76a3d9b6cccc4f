/** The entries of a zip archive, by its directory at the end (APPNOTE.TXT of the format): stored and deflated files. */
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly path: string;
  readonly type: 'File' | 'Directory' | 'SymbolicLink' | 'device';
  /** Of the contents, bytes. */
  readonly size: number;
  /** @throws where the contents are damaged or longer than `size` */
  readonly contents: () => Buffer;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
/** Where a size or a place stands in a field that the format has added later. */
const ELSEWHERE = 0xffffffff;
const UNIX = 3;

function end(data: Buffer): number {
  const least = Math.max(0, data.length - END_SIZE - 0xffff);
  for (let at = data.length - END_SIZE; at >= least; at -= 1) if (data.readUInt32LE(at) === END) return at;
  throw new Error('it is no zip archive, or cut short');
}

/** What the Unix that packed it says of a file's kind. */
function typeOf(path: string, madeBy: number, attributes: number): ZipEntry['type'] {
  if (path.endsWith('/')) return 'Directory';
  const kind = madeBy >> 8 === UNIX ? (attributes >>> 16) & 0o170000 : 0;
  if (kind === 0 || kind === 0o100000) return 'File';
  if (kind === 0o040000) return 'Directory';
  return kind === 0o120000 ? 'SymbolicLink' : 'device';
}

function contents(data: Buffer, offset: number, packed: number, size: number, method: number): Buffer {
  if (data.readUInt32LE(offset) !== LOCAL) throw new Error('its directory is damaged');
  const begin = offset + 30 + data.readUInt16LE(offset + 26) + data.readUInt16LE(offset + 28);
  const bytes = data.subarray(begin, begin + packed);
  if (bytes.length !== packed) throw new Error('it is cut short');
  const plain = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
  if (plain.length !== size) throw new Error('a file in it has not the size that it should have');
  return plain;
}

/** @throws RangeError, Error where `data` is no zip archive that this reader knows */
export function zipEntries(data: Buffer): ZipEntry[] {
  const tail = end(data);
  const count = data.readUInt16LE(tail + 10);
  let at = data.readUInt32LE(tail + 16);
  if (count === 0xffff || at === ELSEWHERE) throw new Error('it is a zip64 archive');
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (data.readUInt32LE(at) !== CENTRAL) throw new Error('its directory is damaged');
    const [madeBy, flags, method] = [4, 8, 10].map((field) => data.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const [packed, size] = [data.readUInt32LE(at + 20), data.readUInt32LE(at + 24)];
    const [name, extra, comment] = [28, 30, 32].map((field) => data.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const attributes = data.readUInt32LE(at + 38);
    const offset = data.readUInt32LE(at + 42);
    const path = data.toString('utf8', at + 46, at + 46 + name);
    if ((flags & 1) !== 0) throw new Error(`'${path}' is encrypted`);
    if (method !== 0 && method !== 8) throw new Error(`'${path}' is packed by method ${method}`);
    entries.push({
      path,
      type: typeOf(path, madeBy, attributes),
      size,
      contents: () => contents(data, offset, packed, size, method),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}
