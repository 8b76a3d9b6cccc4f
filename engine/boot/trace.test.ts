import { expect, it } from 'vitest';
import { decodeRecord, type RawCall, type RawTrace } from './records.ts';
import { createTrace, type TracedName, traceLine } from './trace.ts';

const NAMES: readonly TracedName[] = [
  {
    ...{ wire: 3, from: 'app.heap', to: 'heap.alloc', function: 'malloc' },
    arguments: ['unsigned'],
    more: false,
    result: 'pointer',
  },
  {
    ...{ wire: 4, from: 'app.io', to: 'io.io', function: 'seek' },
    arguments: ['signed', 'pointer'],
    more: true,
    result: 'signed',
  },
  {
    ...{ wire: 3, from: 'app.heap', to: 'heap.alloc', function: 'free' },
    arguments: ['pointer'],
    more: false,
    result: null,
  },
];

const call = (number: number, index: number, is: RawCall['is'], args: bigint[], result = 0n): RawCall => ({
  ...{ is, number, index, begin: 2000n, end: is === 'called' ? 0n : 3000n, result, arguments: args },
});

const record = (calls: RawCall[], more: Partial<RawTrace> = {}): RawTrace => ({
  ...{ baseCycles: 1000n, baseNs: 500n, nowCycles: 3000n, nowNs: 1500n, first: 0, dropped: 0, calls, ...more },
});

it('a record is decoded as control_types.h lays it out, and its size must fit', () => {
  const payload = new Uint8Array(48 + 64);
  const view = new DataView(payload.buffer);
  [1n, 2n, 3n, 4n, 7n, 5n, 10n, 20n, 30n, 41n, 42n, 43n, 44n].forEach((word, i) => {
    view.setBigUint64(i * 8, word, true);
  });
  view.setUint32(104, 6, true);
  view.setUint32(108, 1, true);
  const calls = [
    { is: 'returned', number: 7, index: 6, begin: 10n, end: 20n, result: 30n, arguments: [41n, 42n, 43n, 44n] },
  ];
  const trace = { baseCycles: 1n, baseNs: 2n, nowCycles: 3n, nowNs: 4n, first: 7, dropped: 5, calls };
  expect(decodeRecord({ type: 6, payload })).toEqual({ kind: 'trace', trace });
  view.setUint32(108, 3, true);
  expect(decodeRecord({ type: 6, payload })).toMatchObject({ trace: { calls: [{ is: 'late', number: 41 }] } });
  expect(decodeRecord({ type: 6, payload: payload.subarray(1) })).toBeNull();
  expect(decodeRecord({ type: 6, payload: payload.subarray(0, 40) })).toBeNull();
});

it('calls have their times and values as people write them', () => {
  const keeper = createTrace(NAMES);
  const calls = [
    call(0, 0, 'returned', [64n], 0x1234n),
    call(1, 1, 'returned', [2n ** 64n - 1n, 0n], 2n ** 64n - 22n),
    call(2, 2, 'returned', [0x1234n]),
    call(3, 9, 'returned', []),
    call(4, 0, 'void', []),
  ];
  const told = keeper.take(record(calls));
  expect(told.map(({ beginNs, endNs }) => [beginNs, endNs])).toEqual(Array(3).fill([1000, 1500]));
  expect(told.map((each) => traceLine(each).trim())).toEqual([
    '0.001 ms  app.heap -> heap.alloc  malloc(64) = 0x1234',
    '0.001 ms  app.io -> io.io  seek(-1, NULL, …) = -22',
    '0.001 ms  app.heap -> heap.alloc  free(0x1234)',
  ]);
});

it('a return that comes later completes its call, one of a call that is not known is nothing', () => {
  const keeper = createTrace(NAMES);
  expect(keeper.take(record([call(5, 0, 'called', [1n])]))[0]).toMatchObject({ endNs: null, result: null });
  expect(keeper.take(record([call(5, 0, 'late', [], 7n), call(6, 0, 'late', [], 7n)], { dropped: 4 }))).toHaveLength(1);
  expect(keeper.result()).toMatchObject({ calls: [{ number: 5, endNs: 1500, result: '0x7' }], dropped: 4 });
});

it('is bounded, and keeps the last calls', () => {
  const keeper = createTrace(NAMES);
  for (let first = 0; first < 21_000; first += 15)
    keeper.take(
      record(
        Array.from({ length: 15 }, (_, i) => call(first + i, 0, 'returned', [1n])),
        { first },
      ),
    );
  const { calls, dropped } = keeper.result();
  expect([calls.length, dropped, calls[0]?.number]).toEqual([20_000, 1000, 1000]);
});

it('has no time where the guest had none', () => {
  const keeper = createTrace(NAMES);
  const [one] = keeper.take(record([call(0, 0, 'returned', [1n])], { baseNs: 0n, nowNs: 0n }));
  expect(one?.beginNs).toBe(0);
});
