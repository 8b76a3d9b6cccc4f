/** Frames that a guest tells (`net_capture`) → a file of libpcap's format, with nanoseconds. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ContractError } from '../contract.ts';
import type { RawCapture } from './records.ts';

export interface CaptureWriter {
  take(record: RawCapture): void;
  /** Closes the file. */
  end(): Captured;
}

export interface Captured {
  /** In the file. */
  readonly frames: number;
  /** Those that the guest left out. */
  readonly dropped: number;
  /** Why later ones are not in the file; null where all are. */
  readonly failure: string | null;
}

/** With nanoseconds; which byte order the file has, readers see from it. */
const MAGIC = 0xa1b2_3c4d;
const ETHERNET = 1;
/** Longer frames than any card has are no frames. */
const MOST = 65_535;
const NS = 1_000_000_000n;

function fileHead(): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(MOST, 16);
  head.writeUInt32LE(ETHERNET, 20);
  return head;
}

function frameHead({ timeNs, size, keep }: RawCapture): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(Number((timeNs / NS) & 0xffff_ffffn), 0);
  head.writeUInt32LE(Number(timeNs % NS), 4);
  head.writeUInt32LE(keep, 8);
  head.writeUInt32LE(size, 12);
  return head;
}

/** A disk that is nearly full takes a part, and says so only when asked for the rest. */
function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @throws ContractError bad-input where the file cannot be written */
export function createCapture(path: string): CaptureWriter {
  let file: number;
  try {
    file = openSync(path, 'w');
    writeSync(file, fileHead());
  } catch (error) {
    throw new ContractError('bad-input', `${path} cannot be written: ${messageOf(error)}`);
  }
  let frames = 0;
  let dropped = 0;
  let failure: string | null = null;
  /** Whether it worked; a machine does not stop for a disk that is full. */
  const attempt = (work: () => void): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      failure ??= messageOf(error);
      return false;
    }
  };
  let frame: { readonly first: RawCapture; readonly parts: Uint8Array[]; have: number } | null = null;
  return {
    take(record) {
      dropped = Math.max(dropped, record.dropped);
      if (failure !== null) return;
      if (record.at === 0) frame = record.keep <= MOST ? { first: record, parts: [], have: 0 } : null;
      // A record that was lost takes its frame along, and so does one that says nothing: there could be any number of those.
      const isNext = frame !== null && record.at === frame.have && record.keep === frame.first.keep;
      if (frame === null || !isNext || (record.data.length === 0 && record.keep > 0)) {
        frame = null;
        return;
      }
      frame.parts.push(Buffer.from(record.data));
      frame.have += record.data.length;
      if (frame.have < frame.first.keep) return;
      const bytes = Buffer.concat([frameHead(frame.first), ...frame.parts]);
      frame = null;
      if (attempt(() => writeAll(file, bytes))) frames += 1;
    },
    end() {
      attempt(() => closeSync(file));
      return { frames, dropped, failure };
    },
  };
}
