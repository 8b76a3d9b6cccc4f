/** What a run amounts to: its failure in a sentence, and the diagnostics that explain it. */
import { type Diagnostic, diagnostic } from '../check/types.ts';
import type { Panic } from './records.ts';

export interface RunFacts {
  /** Status of the exit record; null when there was none. */
  readonly exitStatus: number | null;
  readonly panic: Panic | null;
  /** Backtrace lines, innermost first. */
  readonly backtrace: readonly string[];
  /** The expectation as written, when it was not seen. */
  readonly missed: string | null;
  readonly timedOutAfterMs: number | null;
  readonly cancelled: boolean;
  /** What QEMU itself said on its standard error. */
  readonly messages: string;
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Verdict {
  /** Null when the run did what was asked. */
  readonly failure: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

const EXCEPTIONS: Readonly<Record<number, string>> = {
  0: 'divide error',
  1: 'debug',
  2: 'non-maskable interrupt',
  3: 'breakpoint',
  4: 'overflow',
  6: 'invalid opcode',
  8: 'double fault',
  12: 'stack fault',
  13: 'general protection',
  14: 'page fault',
  16: 'floating-point error',
  17: 'alignment check',
  19: 'SIMD floating-point error',
};

const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** `page fault: write to text at 0x8 (error 0x3)`, or the reason that the program gave. */
export function panicText(panic: Panic): string {
  if (panic.vector === null) return panic.message || 'no reason given';
  const name = EXCEPTIONS[panic.vector] ?? `exception ${panic.vector}`;
  // The guest's own name for the exception says no more; what it knows of a page fault does.
  const what = panic.vector === 14 && panic.message !== name && panic.message !== '' ? `: ${panic.message}` : '';
  const where = panic.vector === 14 ? ` at ${hex(panic.address)}` : '';
  return `${name}${what}${where} (error ${hex(panic.error)})`;
}

/** What QEMU says when a device's backend cannot be had, and what that means. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/Failed to get ".*" lock/, 'the file is in use by another machine'],
  [/Could not set up host forwarding rule '([^']*)'/, 'a port of the host is taken'],
  [/-netdev .*: .*(?:could not|Failed|cannot)/i, 'its network cannot be had'],
  [/-(?:blockdev|fsdev) .*: /, 'its file or folder cannot be had'],
];

function refusedBackend(messages: string): Diagnostic | null {
  for (const line of messages.split('\n')) {
    const reason = REFUSALS.find(([pattern]) => pattern.test(line))?.[1];
    if (reason === undefined) continue;
    const id = /\bid=(?:console\.)?([a-z][a-z0-9_]*)|node-name=([a-z][a-z0-9_]*)/.exec(line);
    const component = id?.[1] ?? id?.[2];
    const who = component === undefined ? 'A device' : `'${component}'`;
    return diagnostic('UL0414', 'error', `${who} cannot have its backend: ${reason}`, {
      params: { component: component ?? '', reason },
      at: component === undefined ? {} : { component },
      because: [line],
    });
  }
  return null;
}

function noExitRecord(facts: RunFacts): Diagnostic {
  const refused = refusedBackend(facts.messages);
  if (refused !== null) return refused;
  const because = facts.messages === '' ? [] : facts.messages.split('\n');
  if (facts.signal !== null) because.push(`the process was ended by ${facts.signal}`);
  else if (facts.code !== null) because.push(`the process ended with ${facts.code}`);
  return diagnostic('UL0402', 'error', 'The machine stopped without an exit record', { because });
}

/** Judges a run. The exit record alone decides about the status; a process' own exit code is only told. */
export function judge(facts: RunFacts): Verdict {
  if (facts.cancelled) return { failure: 'Cancelled', diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  if (facts.panic)
    diagnostics.push(
      diagnostic('UL0401', 'error', `The guest panicked: ${panicText(facts.panic)}`, {
        params: { reason: panicText(facts.panic) },
        because: facts.backtrace,
      }),
    );
  if (facts.timedOutAfterMs !== null) {
    const seconds = facts.timedOutAfterMs / 1000;
    const message = `The guest did not end within ${seconds} s`;
    diagnostics.push(diagnostic('UL0405', 'error', message, { params: { seconds } }));
  } else if (facts.exitStatus === null) diagnostics.push(noExitRecord(facts));
  else if (facts.exitStatus !== 0 && !facts.panic) {
    const message = `The guest ended with status ${facts.exitStatus}`;
    diagnostics.push(diagnostic('UL0403', 'error', message, { params: { status: facts.exitStatus } }));
  }
  if (facts.missed !== null) {
    const message = `The console never showed ${facts.missed}`;
    diagnostics.push(diagnostic('UL0404', 'error', message, { params: { expect: facts.missed } }));
  }
  return { failure: diagnostics[0]?.message ?? null, diagnostics };
}
