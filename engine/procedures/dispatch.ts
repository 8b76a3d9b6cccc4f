/** Requests of a message transport, answered: every failure is data, since transports would strip an error. */
import {
  ContractError,
  type EngineClient,
  type ProcedureName,
  procedures,
  type Reply,
  type Request,
} from '../contract.ts';
import { errorInfo } from '../jobs/error.ts';

/** The shape of a request, or null when `value` is none. */
export function asRequest(value: unknown): Request | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!('id' in value) || !Number.isSafeInteger(value.id)) return null;
  if (!('procedure' in value) || typeof value.procedure !== 'string') return null;
  return { id: value.id as number, procedure: value.procedure, input: 'input' in value ? value.input : undefined };
}

export const isProcedure = (name: string): name is ProcedureName => Object.hasOwn(procedures, name);

/** Answers `request`; never rejects. Input is validated by the engine, against the contract. */
export async function dispatch(engine: Pick<EngineClient, 'call'>, request: Request): Promise<Reply> {
  const { id, procedure, input } = request;
  try {
    if (!isProcedure(procedure))
      throw new ContractError('bad-input', `There is no procedure '${procedure.slice(0, 64)}'`);
    return { id, ok: true, output: await engine.call(procedure, input as never) };
  } catch (error) {
    const diagnostics = error instanceof ContractError ? error.diagnostics : [];
    return { id, ok: false, error: { ...errorInfo(error), diagnostics } };
  }
}
