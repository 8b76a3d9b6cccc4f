/** Entries of a cpio archive in the format `newc` (Linux, "initramfs buffer format"). Pure. */

export interface CpioEntry {
  /** Relative, without a slash in front; bytes, since names are. */
  readonly name: Buffer;
  readonly kind: 'file' | 'folder' | 'link';
  readonly permissions: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Of the data: a file's bytes, or a link's target. */
  readonly size: number;
}

/** The longest name that the guest takes, and the longest part of one, in bytes (microlibs/apis/fs). */
const NAME_MOST = 1022;
const PART_MOST = 255;
/** A size and a time have eight hexadecimal digits. */
const FIELD_MOST = 0xffff_ffff;

const TYPE = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const;

const SLASH = 0x2f;

/** Zeroes up to the next multiple of four. */
export const padding = (size: number): Buffer => Buffer.alloc((4 - (size % 4)) % 4);

/** Why an archive cannot have this entry, or null. */
export function entryRefusal({ name, kind, size }: CpioEntry): string | null {
  if (name.length > NAME_MOST) return `its name is longer than ${NAME_MOST} bytes`;
  let part = 0;
  for (const byte of name) {
    part = byte === SLASH ? 0 : part + 1;
    if (part > PART_MOST) return `a part of its name is longer than ${PART_MOST} bytes`;
  }
  if (size > FIELD_MOST) return 'it has more than 4 GiB';
  return kind === 'link' && size > NAME_MOST ? `its target is longer than ${NAME_MOST} bytes` : null;
}

function header(inode: number, mode: number, links: number, mtime: number, size: number, name: Buffer): Buffer {
  const seconds = Math.min(Math.max(Math.floor(mtime), 0), FIELD_MOST);
  // Owner and devices are 0: the guest has no users, and the archive should not depend on who packs it.
  const fields = [inode, mode, 0, 0, links, seconds, size, 0, 0, 0, 0, name.length + 1, 0];
  const text = `070701${fields.map((value) => value.toString(16).padStart(8, '0')).join('')}`;
  const bytes = Buffer.concat([Buffer.from(text, 'latin1'), name, Buffer.alloc(1)]);
  return Buffer.concat([bytes, padding(bytes.length)]);
}

/** What stands before the data of an entry. `inode` is its number in the archive. */
export const entryHeader = (entry: CpioEntry, inode: number): Buffer =>
  header(
    inode,
    TYPE[entry.kind] | (entry.permissions & 0o7777),
    entry.kind === 'folder' ? 2 : 1,
    entry.mtime,
    entry.size,
    entry.name,
  );

/** What ends an archive. */
export const trailer = (): Buffer => header(0, 0, 1, 0, 0, Buffer.from('TRAILER!!!', 'latin1'));
