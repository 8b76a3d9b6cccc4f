/** The frames that a guest sends, mirrored by QEMU: each behind its length in four bytes, the highest first. */
import type { Readable } from 'node:stream';

/** Where QEMU's user network expects the guest. */
const GUEST = Buffer.from([10, 0, 2, 15]);
const ARP = 0x0806;
const IPV4 = 0x0800;
/** No frame is longer; a peer that says so is not QEMU. */
const MAX_FRAME = 1 << 18;

/** Whether a frame shows that its sender has the address to which ports are forwarded. */
export function showsAddress(frame: Uint8Array): boolean {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (bytes.length < 34) return false;
  const type = bytes.readUInt16BE(12);
  const at = type === ARP ? 28 : type === IPV4 ? 26 : null;
  return at !== null && bytes.subarray(at, at + 4).equals(GUEST);
}

/** Resolves when the guest shows its address; never, when the stream ends before. */
export function addressShown(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    let rest = Buffer.alloc(0);
    const take = (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4) {
        const size = rest.readUInt32BE();
        if (size > MAX_FRAME) {
          rest = Buffer.alloc(0);
          break;
        }
        if (rest.length < 4 + size) break;
        const frame = rest.subarray(4, 4 + size);
        rest = rest.subarray(4 + size);
        if (!showsAddress(frame)) continue;
        stream.off('data', take);
        // QEMU waits for whoever does not read.
        stream.resume();
        resolve();
        return;
      }
    };
    stream.on('data', take);
  });
}
