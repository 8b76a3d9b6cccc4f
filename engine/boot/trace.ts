/** Traced calls: records of the control channel → what was called, when, with what. The guest is not trusted. */
import type { Trace, TraceCall } from '../contract.ts';
import type { RawCall, RawTrace } from './records.ts';

/** What an index of the guest's records means; a row of `traced.json`. */
export interface TracedName {
  readonly wire: number;
  readonly from: string;
  readonly to: string;
  readonly function: string;
  /** `signed`, `unsigned` or `pointer`, one for each argument that is told. */
  readonly arguments: readonly string[];
  readonly more: boolean;
  readonly result: string | null;
}

export interface TraceKeeper {
  /** Takes a record; gives the calls that it brought or completed. */
  take(record: RawTrace): readonly TraceCall[];
  dropped(): number;
  result(): Trace;
}

/** So many calls are kept: the last ones. */
const MOST_CALLS = 20_000;

/** A value of a C type as people write it. */
function shown(value: bigint, kind: string): string {
  if (kind === 'pointer') return value === 0n ? 'NULL' : `0x${value.toString(16)}`;
  return String(kind === 'signed' ? BigInt.asIntN(64, value) : value);
}

/** Nanoseconds at a number of cycles, by two moments of which both are known; 0 while nothing is. */
function timeOf(record: RawTrace, cycles: bigint): number {
  const { baseCycles, baseNs, nowCycles, nowNs } = record;
  if (baseNs === 0n || nowCycles <= baseCycles || nowNs <= baseNs) return nowNs === 0n ? 0 : Number(baseNs);
  const perCycle = Number(nowNs - baseNs) / Number(nowCycles - baseCycles);
  // Differences of what a hostile guest sends wrap as its numbers do.
  const since = Number(BigInt.asIntN(64, cycles - baseCycles));
  return Math.max(0, Math.round(Number(baseNs) + since * perCycle));
}

export function createTrace(names: readonly TracedName[]): TraceKeeper {
  const calls = new Map<number, TraceCall>();
  let inGuest = 0;
  let forgotten = 0;

  function called(raw: RawCall, record: RawTrace, name: TracedName): TraceCall {
    const isBack = raw.is === 'returned';
    return {
      number: raw.number,
      wire: name.wire,
      from: name.from,
      to: name.to,
      function: name.function,
      beginNs: timeOf(record, raw.begin),
      endNs: isBack ? timeOf(record, raw.end) : null,
      arguments: name.arguments.map((kind, at) => shown(raw.arguments[at] ?? 0n, kind)),
      more: name.more,
      result: isBack && name.result !== null ? shown(raw.result, name.result) : null,
    };
  }

  function oneOf(raw: RawCall, record: RawTrace): TraceCall | undefined {
    const name = names[raw.index];
    if (raw.is === 'void' || name === undefined) return undefined;
    if (raw.is !== 'late') return called(raw, record, name);
    const before = calls.get(raw.number);
    if (before === undefined) return undefined;
    const result = name.result === null ? null : shown(raw.result, name.result);
    return { ...before, endNs: timeOf(record, raw.end), result };
  }

  return {
    take(record) {
      inGuest = record.dropped;
      const found: TraceCall[] = [];
      for (const raw of record.calls) {
        const one = oneOf(raw, record);
        if (one === undefined) continue;
        calls.set(one.number, one);
        found.push(one);
      }
      for (const oldest of calls.keys()) {
        if (calls.size <= MOST_CALLS) break;
        calls.delete(oldest);
        forgotten++;
      }
      return found;
    },
    dropped: () => inGuest + forgotten,
    result: () => ({
      calls: [...calls.values()].sort((a, b) => a.number - b.number),
      dropped: inGuest + forgotten,
    }),
  };
}

/** `12.345 ms  app.heap -> heap.alloc  malloc(64) = 0x1234`: one call as a line of text. */
export function traceLine(call: TraceCall): string {
  const args = [...call.arguments, ...(call.more ? ['…'] : [])].join(', ');
  const time = `${(call.beginNs / 1e6).toFixed(3)} ms`.padStart(13);
  const end = call.endNs === null ? '  (has not returned)' : call.result === null ? '' : ` = ${call.result}`;
  return `${time}  ${call.from} -> ${call.to}  ${call.function}(${args})${end}`;
}
