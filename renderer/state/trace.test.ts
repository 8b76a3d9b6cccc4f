import { expect, test } from 'vitest';
import type { TraceCall } from '../../engine/contract.ts';
import { NO_TRACE, withCalls } from './trace.ts';

const call = (number: number, endNs: number | null = 5): TraceCall => ({
  ...{ number, wire: 0, from: 'app.heap', to: 'heap.alloc', function: 'malloc', beginNs: number, endNs },
  ...{ arguments: ['64'], more: false, result: endNs === null ? null : '0x10' },
});

test('new calls are added, those that have returned are replaced, the oldest go', () => {
  const one = withCalls(NO_TRACE, [call(0), call(1, null)], 0);
  expect(one.calls).toEqual([call(0), call(1, null)]);
  const two = withCalls(one, [call(1), call(2)], 3);
  expect(two).toEqual({ calls: [call(0), call(1), call(2)], dropped: 3 });
  const many = withCalls(
    two,
    Array.from({ length: 20_000 }, (_, i) => call(i + 3)),
    3,
  );
  expect(many.calls).toHaveLength(20_000);
  expect(many.calls[0]?.number).toBe(3);
  expect(withCalls(many, [call(1)], 3).calls[0]?.number).toBe(3);
});
