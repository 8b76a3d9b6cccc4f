/** A disk for images that have a FAT beside programs that write sectors. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** 128 KiB, of which the second half is a partition with a FAT12: the first half is for who writes sectors. */
export function fatDisk(): Buffer {
  const half = 1 << 16;
  const folder = mkdtempSync(join(tmpdir(), 'uniloom-fat-'));
  try {
    const volume = join(folder, 'volume');
    writeFileSync(volume, Buffer.alloc(half));
    execFileSync('/usr/sbin/mkfs.fat', ['-F', '12', volume], { stdio: 'pipe' });
    const bytes = Buffer.concat([Buffer.alloc(half), readFileSync(volume)]);
    bytes.writeUInt8(0x01, 446 + 4);
    bytes.writeUInt32LE(half / 512, 446 + 8);
    bytes.writeUInt32LE(half / 512, 446 + 12);
    bytes.writeUInt16LE(0xaa55, 510);
    return bytes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
