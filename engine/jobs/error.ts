import { ContractError, type ErrorInfo } from '../contract.ts';

const IO_CODES = new Set([
  'EACCES',
  'EPERM',
  'ENOSPC',
  'EROFS',
  'EISDIR',
  'ENOTDIR',
  'EIO',
  'EBUSY',
  'EMFILE',
  'ENAMETOOLONG',
]);

/** What a client is told about `error`. Anything unforeseen is `internal`: its message, never its stack. */
export function errorInfo(error: unknown): ErrorInfo {
  if (error instanceof ContractError) return { code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return { code: 'not-found', message, hint: null };
  if (code === 'EEXIST') return { code: 'exists', message, hint: null };
  return { code: IO_CODES.has(code) ? 'io' : 'internal', message, hint: null };
}
