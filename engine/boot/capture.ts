/** Frames that a guest tells (`net_capture`) → a file of libpcap's format, with nanoseconds. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ContractError } from '../contract.ts';
import type { RawCapture } from './records.ts';

export interface CaptureWriter {
  take(record: RawCapture): void;
  /** Closes the file. Frames in it, and those that the guest left out. */
  end(): { readonly frames: number; readonly dropped: number };
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

/** @throws ContractError bad-input where the file cannot be written */
export function createCapture(path: string): CaptureWriter {
  let file: number;
  try {
    file = openSync(path, 'w');
    writeSync(file, fileHead());
  } catch (error) {
    throw new ContractError(
      'bad-input',
      `${path} cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
  let frames = 0;
  let dropped = 0;
  let frame: { readonly first: RawCapture; readonly parts: Uint8Array[]; have: number } | null = null;
  return {
    take(record) {
      dropped = Math.max(dropped, record.dropped);
      if (record.at === 0) frame = record.keep <= MOST ? { first: record, parts: [], have: 0 } : null;
      // A record that was lost takes its frame along.
      if (frame === null || record.at !== frame.have || record.keep !== frame.first.keep) {
        frame = null;
        return;
      }
      frame.parts.push(Buffer.from(record.data));
      frame.have += record.data.length;
      if (frame.have < frame.first.keep) return;
      writeSync(file, Buffer.concat([frameHead(frame.first), ...frame.parts]));
      frames += 1;
      frame = null;
    },
    end() {
      closeSync(file);
      return { frames, dropped };
    },
  };
}
