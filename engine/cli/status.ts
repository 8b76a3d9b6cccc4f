/** Exit statuses, as docs and scripts rely on them. */
import type { ErrorCode } from '../contract.ts';

export const DONE = 0;
/** The composition, the build or the guest failed. */
export const FAILED = 1;
export const USAGE = 2;
export const TOOL_MISSING = 3;
export const INTERRUPTED = 130;

/** A command that was used wrongly: told with a hint, exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export function statusOf(code: ErrorCode): number {
  if (code === 'tool-missing' || code === 'source-missing') return TOOL_MISSING;
  return code === 'bad-input' || code === 'not-found' ? USAGE : FAILED;
}
