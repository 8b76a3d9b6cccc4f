/**
 * The control channel's frames, guest to host (microlibs/apis/control/include/control_types.h):
 *
 *     0xA5 0x5A | type u8 | size u16 | payload[size] | checksum u8
 *
 * little-endian; type, size bytes, payload and checksum sum to 0 modulo 256. The guest is not trusted: any bytes at
 * all are accepted, what is no frame is skipped, nothing here throws.
 */

export const SYNC0 = 0xa5;
export const SYNC1 = 0x5a;
export const MAX_PAYLOAD = 1024;

const HEADER = 5;
const OVERHEAD = HEADER + 1;

export interface Frame {
  readonly type: number;
  /** A copy; the parser keeps nothing of it. */
  readonly payload: Uint8Array;
}

export interface FrameParser {
  /** Takes the next bytes of the stream, cut anywhere, and returns the frames that they complete. */
  push(bytes: Uint8Array): Frame[];
  /** Bytes skipped so far because they belonged to no valid frame. */
  readonly skipped: number;
}

/** The bytes of one frame; what a guest sends. For tests and stand-ins. @throws RangeError past MAX_PAYLOAD. */
export function encodeFrame(type: number, payload: Uint8Array): Uint8Array {
  if (payload.length > MAX_PAYLOAD) throw new RangeError(`a frame holds at most ${MAX_PAYLOAD} bytes`);
  const frame = new Uint8Array(payload.length + OVERHEAD);
  frame.set([SYNC0, SYNC1, type, payload.length & 0xff, payload.length >> 8]);
  frame.set(payload, HEADER);
  let sum = 0;
  for (const byte of frame.subarray(2)) sum += byte;
  frame[frame.length - 1] = -sum & 0xff;
  return frame;
}

/** How many bytes the frame at `at` takes, 0 when more bytes are needed to know, -1 when there is none at `at`. */
function frameAt(buffer: Uint8Array, at: number): number {
  if (buffer[at] !== SYNC0) return -1;
  const left = buffer.length - at;
  if (left >= 2 && buffer[at + 1] !== SYNC1) return -1;
  if (left < HEADER) return 0;
  const size = (buffer[at + 3] ?? 0) | ((buffer[at + 4] ?? 0) << 8);
  if (size > MAX_PAYLOAD) return -1;
  if (left < size + OVERHEAD) return 0;
  let sum = 0;
  for (let i = at + 2; i < at + size + OVERHEAD; i++) sum += buffer[i] ?? 0;
  return (sum & 0xff) === 0 ? size + OVERHEAD : -1;
}

/**
 * A parser for one stream. After a damaged frame it goes on one byte further, so that a valid frame inside or behind
 * it is still found; it holds at most one incomplete frame (MAX_PAYLOAD + 6 bytes) between calls.
 */
export function createFrameParser(): FrameParser {
  let rest: Uint8Array = new Uint8Array(0);
  let skipped = 0;
  return {
    push(bytes) {
      let buffer = bytes;
      if (rest.length > 0) {
        buffer = new Uint8Array(rest.length + bytes.length);
        buffer.set(rest);
        buffer.set(bytes, rest.length);
      }
      const frames: Frame[] = [];
      let at = 0;
      while (at < buffer.length) {
        const length = frameAt(buffer, at);
        if (length === 0) break;
        if (length < 0) {
          skipped++;
          at++;
          continue;
        }
        frames.push({ type: buffer[at + 2] ?? 0, payload: buffer.slice(at + HEADER, at + length - 1) });
        at += length;
      }
      rest = buffer.slice(at);
      return frames;
    },
    get skipped() {
      return skipped;
    },
  };
}
