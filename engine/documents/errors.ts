/** Errors of the file system as the contract has them, with what to do next. */
import { ContractError } from '../contract.ts';

const HINTS: Record<string, string> = {
  ENOSPC: 'The disk is full. Free some space and try again; your changes are kept until then.',
  EDQUOT: 'Your disk quota is used up. Free some space and try again; your changes are kept until then.',
  EACCES: 'You may not write there. Choose another place, or change the permissions.',
  EPERM: 'You may not write there. Choose another place, or change the permissions.',
  EROFS: 'That file system cannot be written. Choose another place.',
  ENAMETOOLONG: 'The path is too long. Choose a shorter one.',
  EISDIR: 'There is a folder of that name. Choose another name.',
  ENOTDIR: 'A part of the path is a file, not a folder. Choose another place.',
  ELOOP: 'The links in that path lead in a circle.',
  EFBIG: 'The file is too large for that file system.',
  EIO: 'The disk reports an error. Save to another one.',
};

/** The code of a system error (`ENOENT`), or null. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** `doing` completes "Uniloom could not …". Contract errors pass as they are. */
export function ioError(error: unknown, doing: string): ContractError {
  if (error instanceof ContractError) return error;
  const code = systemCode(error);
  if (code === 'ENOENT') return new ContractError('not-found', `Uniloom could not ${doing}: there is no such file`);
  const why = code ?? (error instanceof Error ? error.message : String(error));
  return new ContractError('io', `Uniloom could not ${doing} (${why})`, (code && HINTS[code]) ?? null);
}
