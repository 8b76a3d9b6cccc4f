import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../testing/scale.ts';
import { createFrameParser, encodeFrame, type Frame, MAX_PAYLOAD } from './control.ts';
import { decodeRecord } from './records.ts';

const concat = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const bytes = (max: number) => fc.uint8Array({ maxLength: max });

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ type: fc.integer({ min: 0, max: 255 }), payload: bytes(64) }), { maxLength: 6 }),
        fc.array(fc.nat(40), { minLength: 1, maxLength: 20 }),
        (frames, cuts) => {
          const stream = concat(frames.map((frame) => encodeFrame(frame.type, frame.payload)));
          const parser = createFrameParser();
          const got: Frame[] = [];
          for (let at = 0, i = 0; at < stream.length; i++) {
            const step = (cuts[i % cuts.length] ?? 0) + 1;
            got.push(...parser.push(stream.subarray(at, at + step)));
            at += step;
          }
          expect(got).toEqual(frames);
          expect(parser.skipped).toBe(0);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  it('of the largest size pass, and a larger size is not waited for', () => {
    const parser = createFrameParser();
    expect(parser.push(encodeFrame(9, new Uint8Array(MAX_PAYLOAD)))).toHaveLength(1);
    expect(() => encodeFrame(9, new Uint8Array(MAX_PAYLOAD + 1))).toThrow(RangeError);
    const tooLarge = Uint8Array.of(0xa5, 0x5a, 1, 0xff, 0xff);
    expect(parser.push(concat([tooLarge, encodeFrame(1, Uint8Array.of(7, 0, 0, 0))]))).toHaveLength(1);
  });

  it('are found again after a damaged one', () => {
    const damaged = encodeFrame(4, new Uint8Array(24));
    damaged[10] = 1;
    const exit = encodeFrame(1, Uint8Array.of(3, 0, 0, 0));
    const parser = createFrameParser();
    const frames = parser.push(concat([Uint8Array.of(0xa5, 0xa5, 0x5a), damaged, exit]));
    expect(frames.map(decodeRecord)).toEqual([{ kind: 'exit', status: 3 }]);
    expect(parser.skipped).toBe(damaged.length + 3);
  });
});

describe('a hostile guest', () => {
  it('cannot make the parser throw, hold memory, or lose the frame that follows', () => {
    const type = fc.constantFrom(1, 2, 3, 4, 5, 200);
    const frame = fc.tuple(type, bytes(220)).map(([kind, payload]) => encodeFrame(kind, payload));
    const damaged = fc.tuple(frame, fc.nat(), fc.nat(255)).map(([data, at, value]) => {
      data[at % data.length] = value;
      return data;
    });
    const noise = fc
      .array(fc.constantFrom(0xa5, 0x5a, 0, 1, 4, 255), { maxLength: 40 })
      .map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, damaged, noise, bytes(60)), { maxLength: 4 }), (parts) => {
        const parser = createFrameParser();
        for (const part of parts) for (const found of parser.push(part)) decodeRecord(found);
        // A pending half frame can swallow at most one frame's length; then the stream is in step again.
        const exit = encodeFrame(1, Uint8Array.of(42, 0, 0, 0));
        const tail = Array.from({ length: Math.ceil((MAX_PAYLOAD + 6) / exit.length) + 1 }, () => exit);
        const last = parser.push(concat(tail)).at(-1);
        expect(last && decodeRecord(last)).toEqual({ kind: 'exit', status: 42 });
      }),
      { seed: 2, numRuns: scaled(20_000) },
    );
  });
});

describe('records', () => {
  const payload = (size: number, fill: (view: DataView) => void) => {
    const data = new Uint8Array(size);
    fill(new DataView(data.buffer));
    return data;
  };

  it('decode as control_types.h lays them out', () => {
    const timeline = payload(32, (view) => {
      view.setBigUint64(0, 5n, true);
      view.setUint32(8, 2, true);
      view.setUint32(12, 1, true);
      view.setBigUint64(16, 10n, true);
      view.setBigUint64(24, 30n, true);
    });
    expect(decodeRecord({ type: 2, payload: timeline })).toEqual({
      kind: 'timeline',
      startNs: 5,
      entries: [{ index: 2, isMain: true, beginNs: 10, endNs: 30 }],
    });
    const panic = payload(176 + 16 + 3, (view) => {
      view.setBigUint64(0, 15n, true);
      view.setBigUint64(16, 0xdeadn, true);
      view.setBigUint64(24, 0x100000n, true);
      view.setUint32(168, 2, true);
      view.setUint32(172, 3, true);
      view.setBigUint64(176, 0x100010n, true);
      view.setBigUint64(184, 0x100020n, true);
      for (const [i, byte] of [111, 104, 33].entries()) view.setUint8(192 + i, byte);
    });
    expect(decodeRecord({ type: 3, payload: panic })).toMatchObject({
      panic: { vector: 14, address: 0xdeadn, pc: 0x100000n, frames: [0x100010n, 0x100020n], message: 'oh!' },
    });
    const stats = concat([
      payload(40, (view) => {
        for (let i = 0; i < 5; i++) view.setBigUint64(i * 8, BigInt(i + 1), true);
      }),
      new TextEncoder().encode('left'),
    ]);
    expect(decodeRecord({ type: 5, payload: stats })).toEqual({
      kind: 'stats',
      stats: { name: 'left', used: 1, peak: 2, allocations: 3, failures: 4, live: 5 },
    });
  });

  it('add up what was not freed', () => {
    const leaks = payload(48, (view) => {
      for (let i = 0; i < 6; i++) view.setBigUint64(i * 8, BigInt(i + 1), true);
    });
    expect(decodeRecord({ type: 9, payload: leaks })).toEqual({
      kind: 'leaks',
      rows: [
        { caller: 1n, bytes: 2, blocks: 3 },
        { caller: 4n, bytes: 5, blocks: 6 },
      ],
    });
    expect(decodeRecord({ type: 9, payload: new Uint8Array(25) })).toBeNull();
  });

  it('refuse counts that the payload does not hold', () => {
    const panic = payload(176, (view) => view.setUint32(168, 0xffffffff, true));
    expect(decodeRecord({ type: 3, payload: panic })).toBeNull();
    expect(decodeRecord({ type: 1, payload: new Uint8Array(5) })).toBeNull();
    expect(decodeRecord({ type: 4, payload: new Uint8Array(25) })).toBeNull();
  });
});
