import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCapture } from './capture.ts';
import { decodeRecord, type RawCapture } from './records.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-capture-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const part = (over: Partial<RawCapture>): RawCapture => ({
  ...{ timeNs: 1_700_000_000_123_456_789n, size: 6, keep: 6, at: 0, dropped: 0, data: Buffer.from('abcdef') },
  ...over,
});

it('writes whole frames, and leaves out those of which a part was lost', () => {
  const path = join(folder, 'net.pcap');
  const capture = createCapture(path);
  capture.take(part({}));
  capture.take(part({ size: 100, data: Buffer.from('abc') }));
  capture.take(part({ size: 100, at: 3, data: Buffer.from('xyz') }));
  // Its first record is missing; its second is; the next one comes in between.
  capture.take(part({ at: 3, data: Buffer.from('def') }));
  capture.take(part({ data: Buffer.from('abc') }));
  capture.take(part({ at: 4, data: Buffer.from('ef'), dropped: 7 }));
  capture.take(part({ data: Buffer.from('abc') }));
  capture.take(part({ data: Buffer.from('ghijkl') }));
  capture.take(part({ size: 70_000, keep: 70_000, data: Buffer.alloc(1000) }));
  expect(capture.end()).toEqual({ frames: 3, dropped: 7, failure: null });
  const file = readFileSync(path);
  expect(file.length).toBe(24 + 3 * (16 + 6));
  expect(file.readUInt32LE(0)).toBe(0xa1b23c4d);
  expect([file.readUInt16LE(4), file.readUInt16LE(6), file.readUInt32LE(20)]).toEqual([2, 4, 1]);
  expect([24, 28, 32, 36].map((at) => file.readUInt32LE(at))).toEqual([1_700_000_000, 123_456_789, 6, 6]);
  expect(file.readUInt32LE(24 + 22 + 12)).toBe(100);
  expect(file.subarray(62, 68).toString()).toBe('abcxyz');
  expect(file.subarray(84).toString()).toBe('ghijkl');
});

it('keeps nothing of records without bytes, however many come', () => {
  const path = join(folder, 'empty.pcap');
  const capture = createCapture(path);
  capture.take(part({ data: Buffer.from('abc') }));
  capture.take(part({ at: 3, data: Buffer.alloc(0) }));
  // It belonged to the frame that is given up.
  capture.take(part({ at: 3, data: Buffer.from('def') }));
  expect(capture.end().frames).toBe(0);
});

it('goes on where the file takes no more, and says why', async () => {
  const path = join(folder, 'fifo');
  execFileSync('mkfifo', [path]);
  // It takes the head of the file and goes.
  const reader = spawn('head', ['-c', '24', path], { stdio: 'ignore' });
  const gone = once(reader, 'exit');
  const capture = createCapture(path);
  await gone;
  capture.take(part({}));
  capture.take(part({ dropped: 2 }));
  expect(capture.end()).toEqual({ frames: 0, dropped: 2, failure: expect.stringContaining('EPIPE') });
});

it('says where it cannot write', () => {
  expect(() => createCapture(join(folder, 'no/such/folder'))).toThrow('cannot be written');
  expect(() => createCapture('/dev/full')).toThrow('ENOSPC');
});

it('reads records, and none that contradicts itself', () => {
  const payload = Buffer.alloc(28);
  payload.writeBigUInt64LE(5n, 0);
  payload.writeUInt32LE(60, 8);
  payload.writeUInt32LE(10, 12);
  payload.writeUInt32LE(6, 16);
  payload.writeUInt32LE(3, 20);
  payload.write('wxyz', 24);
  expect(decodeRecord({ type: 10, payload })).toMatchObject({
    kind: 'capture',
    capture: { timeNs: 5n, size: 60, keep: 10, at: 6, dropped: 3, data: Buffer.from('wxyz') },
  });
  payload.writeUInt32LE(7, 16);
  expect(decodeRecord({ type: 10, payload })).toBeNull();
  payload.writeUInt32LE(6, 16);
  payload.writeUInt32LE(9, 8);
  expect(decodeRecord({ type: 10, payload })).toBeNull();
  expect(decodeRecord({ type: 10, payload: payload.subarray(0, 23) })).toBeNull();
});
