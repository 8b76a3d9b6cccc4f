/** The calls of a running boot, as they come in. */
import type { Trace, TraceCall } from '../../engine/contract.ts';

export const NO_TRACE: Trace = { calls: [], dropped: 0 };

/** Calls kept of a boot: the last ones. */
const MOST = 20_000;

/** `trace` with `calls`, of which some are new and some have returned since they were first told. Sorted by number. */
export function withCalls(trace: Trace, calls: readonly TraceCall[], dropped: number): Trace {
  const last = trace.calls.at(-1)?.number ?? -1;
  const back = new Map(calls.filter(({ number }) => number <= last).map((call) => [call.number, call]));
  const before = back.size === 0 ? trace.calls : trace.calls.map((call) => back.get(call.number) ?? call);
  const all = [...before, ...calls.filter(({ number }) => number > last)];
  return { calls: all.length > MOST ? all.slice(-MOST) : all, dropped };
}
