/** An init that fails: the guest knows its place in the table, and the error; names are here. */
import type { Panic } from './records.ts';

/** Those that an init of ours returns; Linux's numbers (`uniloom/errno.h`). */
const REASONS: Readonly<Record<number, string>> = {
  2: 'what it wants is not there',
  5: 'its device failed',
  12: 'out of memory',
  16: 'what it wants is taken',
  22: 'an option or a device cannot be what it is',
  28: 'no room is left',
};

/** `heap: init failed: out of memory (-12)`; any other panic as it is. @param inits component names in the order of the table */
export function namedRefusal(panic: Panic, inits: readonly string[]): Panic {
  const match = /^init (\d+) failed with -(\d+)$/.exec(panic.message);
  const name = inits[Number(match?.[1] ?? -1)];
  if (match === null || name === undefined) return panic;
  const error = Number(match[2]);
  const reason = REASONS[error];
  const why = reason === undefined ? `-${error}` : `${reason} (-${error})`;
  return { ...panic, message: `${name}: init failed: ${why}` };
}
