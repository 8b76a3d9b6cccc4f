/**
 * What the control channel's frames say (control_types.h). Decoding is total: a payload of the wrong size gives
 * `null`, never an exception, and counts that a guest states are checked against the bytes that are there.
 */
import type { Stats } from '../contract.ts';
import type { Frame } from './control.ts';

export type GuestRecord =
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'timeline'; readonly startNs: number; readonly entries: readonly RawTimelineEntry[] }
  | { readonly kind: 'panic'; readonly panic: Panic }
  | { readonly kind: 'counters'; readonly rows: readonly RawCounter[] }
  | { readonly kind: 'stats'; readonly stats: Stats }
  | { readonly kind: 'trace'; readonly trace: RawTrace }
  | { readonly kind: 'heap'; readonly rows: readonly RawHeap[] }
  | { readonly kind: 'coverage'; readonly coverage: RawCoverage }
  | { readonly kind: 'leaks'; readonly rows: readonly Leak[] }
  | { readonly kind: 'capture'; readonly capture: RawCapture };

/** Indices into the image's init or main table; nanoseconds of the guest's clock. */
export interface RawTimelineEntry {
  readonly index: number;
  readonly isMain: boolean;
  readonly beginNs: number;
  readonly endNs: number;
}

/** `index` among the image's counted wires and functions, in the order of `counters.json`. */
export interface RawCounter {
  readonly index: number;
  readonly calls: number;
  readonly cycles: number;
}

/** Two moments of which cycles and time are known, and calls that are numbered from `first`. */
export interface RawTrace {
  readonly baseCycles: bigint;
  readonly baseNs: bigint;
  readonly nowCycles: bigint;
  readonly nowNs: bigint;
  readonly first: number;
  readonly dropped: number;
  readonly calls: readonly RawCall[];
}

/** A call, or with `of` only the return of one that an earlier record had; `is` tells. Times in cycles. */
export interface RawCall {
  readonly is: 'called' | 'returned' | 'late' | 'void';
  readonly number: number;
  /** Index in `traced.json`. */
  readonly index: number;
  readonly begin: bigint;
  readonly end: bigint;
  readonly result: bigint;
  readonly arguments: readonly bigint[];
}

/** A file's name, or the next bytes of the file that was named last. */
export interface RawCoverage {
  readonly part: 'file' | 'data';
  readonly data: Uint8Array;
}

/** Bytes after the init at `index`; `used` is null where no allocator has statistics. */
export interface RawHeap {
  readonly index: number;
  readonly claimed: number;
  readonly used: number | null;
}

/** Blocks that were not freed, allocated by the call that returns to `caller`. */
export interface Leak {
  readonly caller: bigint;
  readonly bytes: number;
  readonly blocks: number;
}

/** Bytes of a frame of `size` bytes, of which `keep` are told: here from `at` on. */
export interface RawCapture {
  /** Since 1970, or since boot where the guest does not know the time of day. */
  readonly timeNs: bigint;
  readonly size: number;
  readonly keep: number;
  readonly at: number;
  /** Frames left out so far. */
  readonly dropped: number;
  readonly data: Uint8Array;
}

export interface Panic {
  /** The exception's vector, or null for a panic that was called. */
  readonly vector: number | null;
  readonly error: bigint;
  readonly address: bigint;
  readonly pc: bigint;
  /** rax rbx rcx rdx rsi rdi rbp rsp r8…r15. */
  readonly registers: readonly bigint[];
  readonly flags: bigint;
  /** Return addresses, innermost first. */
  readonly frames: readonly bigint[];
  readonly message: string;
}

const EXIT = 1;
const TIMELINE = 2;
const PANIC = 3;
const COUNTERS = 4;
const STATS = 5;
const TRACE = 6;
const HEAP = 7;
const COVERAGE = 8;
const LEAKS = 9;
const CAPTURE = 10;

const ENTRY_SIZE = 24;
const PANIC_SIZE = 176;
const STATS_SIZE = 40;
const LEAK_SIZE = 24;
const CAPTURE_SIZE = 24;
const TRACE_SIZE = 48;
const UNKNOWN = 2n ** 64n - 1n;
const CALL_SIZE = 64;

// Malformed UTF-8 becomes U+FFFD: a guest's text is shown, not trusted.
const text = new TextDecoder('utf-8');

/** A u64 as a number; exact below 2^53, rounded above (years of nanoseconds). */
const u64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

function timeline(view: DataView): GuestRecord | null {
  if (view.byteLength < 8 || (view.byteLength - 8) % ENTRY_SIZE !== 0) return null;
  const entries: RawTimelineEntry[] = [];
  for (let at = 8; at < view.byteLength; at += ENTRY_SIZE)
    entries.push({
      index: view.getUint32(at, true),
      isMain: view.getUint32(at + 4, true) !== 0,
      beginNs: u64(view, at + 8),
      endNs: u64(view, at + 16),
    });
  return { kind: 'timeline', startNs: u64(view, 0), entries };
}

function panic(view: DataView, payload: Uint8Array): GuestRecord | null {
  if (view.byteLength < PANIC_SIZE) return null;
  const count = view.getUint32(168, true);
  const size = view.getUint32(172, true);
  if (PANIC_SIZE + count * 8 + size !== view.byteLength) return null;
  const words = (at: number, n: number) => Array.from({ length: n }, (_, i) => view.getBigUint64(at + i * 8, true));
  const kind = view.getBigUint64(0, true);
  return {
    kind: 'panic',
    panic: {
      vector: kind === 0n ? null : Number(kind - 1n),
      error: view.getBigUint64(8, true),
      address: view.getBigUint64(16, true),
      pc: view.getBigUint64(24, true),
      registers: words(32, 16),
      flags: view.getBigUint64(160, true),
      frames: words(PANIC_SIZE, count),
      message: text.decode(payload.subarray(PANIC_SIZE + count * 8)),
    },
  };
}

function counters(view: DataView): GuestRecord | null {
  if (view.byteLength % ENTRY_SIZE !== 0) return null;
  const rows: RawCounter[] = [];
  for (let at = 0; at < view.byteLength; at += ENTRY_SIZE)
    rows.push({ index: view.getUint32(at, true), calls: u64(view, at + 8), cycles: u64(view, at + 16) });
  return { kind: 'counters', rows };
}

function stats(view: DataView, payload: Uint8Array): GuestRecord | null {
  if (view.byteLength < STATS_SIZE) return null;
  return {
    kind: 'stats',
    stats: {
      used: u64(view, 0),
      peak: u64(view, 8),
      allocations: u64(view, 16),
      failures: u64(view, 24),
      live: u64(view, 32),
      name: text.decode(payload.subarray(STATS_SIZE)),
    },
  };
}

function heap(view: DataView): GuestRecord | null {
  if (view.byteLength % ENTRY_SIZE !== 0) return null;
  const rows: RawHeap[] = [];
  for (let at = 0; at < view.byteLength; at += ENTRY_SIZE) {
    const used = view.getBigUint64(at + 16, true);
    const index = view.getUint32(at, true);
    rows.push({ index, claimed: u64(view, at + 8), used: used === UNKNOWN ? null : Number(used) });
  }
  return { kind: 'heap', rows };
}

const RETURNED = 1;
const LATE = 2;
const VOID = 4;

function call(view: DataView, at: number, number: number): RawCall {
  const flags = view.getUint32(at + 60, true);
  const words = Array.from({ length: 7 }, (_, i) => view.getBigUint64(at + i * 8, true));
  const [begin = 0n, end = 0n, result = 0n, ...args] = words;
  const isLate = (flags & LATE) !== 0;
  return {
    is: (flags & VOID) !== 0 ? 'void' : isLate ? 'late' : (flags & RETURNED) !== 0 ? 'returned' : 'called',
    number: isLate ? Number(args[0]) : number,
    index: view.getUint32(at + 56, true),
    begin,
    end,
    result,
    arguments: isLate ? [] : args,
  };
}

function trace(view: DataView): GuestRecord | null {
  if (view.byteLength < TRACE_SIZE || (view.byteLength - TRACE_SIZE) % CALL_SIZE !== 0) return null;
  const first = u64(view, 32);
  const calls: RawCall[] = [];
  for (let at = TRACE_SIZE; at < view.byteLength; at += CALL_SIZE) calls.push(call(view, at, first + calls.length));
  return {
    kind: 'trace',
    trace: {
      baseCycles: view.getBigUint64(0, true),
      baseNs: view.getBigUint64(8, true),
      nowCycles: view.getBigUint64(16, true),
      nowNs: view.getBigUint64(24, true),
      first,
      dropped: u64(view, 40),
      calls,
    },
  };
}

function leaks(view: DataView): GuestRecord | null {
  if (view.byteLength % LEAK_SIZE !== 0) return null;
  const rows: Leak[] = [];
  for (let at = 0; at < view.byteLength; at += LEAK_SIZE)
    rows.push({ caller: view.getBigUint64(at, true), bytes: u64(view, at + 8), blocks: u64(view, at + 16) });
  return { kind: 'leaks', rows };
}

function capture(view: DataView, payload: Uint8Array): GuestRecord | null {
  if (view.byteLength < CAPTURE_SIZE) return null;
  const word = (at: number) => view.getUint32(at, true);
  const data = payload.subarray(CAPTURE_SIZE);
  const [size, keep, at, dropped] = [word(8), word(12), word(16), word(20)];
  if (keep > size || at + data.length > keep) return null;
  return { kind: 'capture', capture: { timeNs: view.getBigUint64(0, true), size, keep, at, dropped, data } };
}

/** The record in `frame`, or null for a type that this version does not know or a payload of the wrong size. */
export function decodeRecord(frame: Frame): GuestRecord | null {
  const { payload } = frame;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  switch (frame.type) {
    case EXIT:
      return view.byteLength === 4 ? { kind: 'exit', status: view.getInt32(0, true) } : null;
    case TIMELINE:
      return timeline(view);
    case PANIC:
      return panic(view, payload);
    case COUNTERS:
      return counters(view);
    case STATS:
      return stats(view, payload);
    case TRACE:
      return trace(view);
    case HEAP:
      return heap(view);
    case COVERAGE:
      if (view.byteLength < 4 || view.getUint32(0, true) > 1) return null;
      return {
        kind: 'coverage',
        coverage: { part: view.getUint32(0, true) === 0 ? 'file' : 'data', data: payload.subarray(4) },
      };
    case LEAKS:
      return leaks(view);
    case CAPTURE:
      return capture(view, payload);
    default:
      return null;
  }
}
