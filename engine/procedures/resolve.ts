/** Completion of an open document. */
import { ContractError } from '../contract.ts';
import type { Context, HandlersOf } from './types.ts';

export function resolveHandlers(_context: Context): HandlersOf<'resolve'> {
  return {
    'resolve.complete': () => {
      throw new ContractError('internal', 'there is no solver');
    },
  };
}
