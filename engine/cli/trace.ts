/** What `boot --trace` prints: a line for each call, when it has returned; at the end those that never did. */
import { traceLine } from '../boot/trace.ts';
import type { Trace, TraceCall } from '../contract.ts';

export interface Tracer {
  /** Lines for calls that have come or returned. */
  lines(calls: readonly TraceCall[]): readonly string[];
  /** What is left to say when the guest has ended. */
  rest(trace: Trace): readonly string[];
}

const NOTHING = 'Nothing was called on a traced wire (uniloom wire FILE FROM TO --kind traced makes one)';

export function createTracer(): Tracer {
  const open = new Map<number, TraceCall>();
  let isSilent = true;
  return {
    lines(calls) {
      const lines: string[] = [];
      for (const call of calls) {
        isSilent = false;
        open.delete(call.number);
        if (call.endNs === null) open.set(call.number, call);
        else lines.push(traceLine(call));
      }
      return lines;
    },
    rest({ dropped }) {
      if (isSilent) return [NOTHING];
      const lost = dropped === 0 ? [] : [`${dropped} ${dropped === 1 ? 'call was' : 'calls were'} left out`];
      return [...[...open.values()].map(traceLine), ...lost];
    },
  };
}
