/** The contract over IPC: calls come in from windows, events go out to all of them. */

import type { CallReply } from '../engine/bridge.ts';
import { ContractError, type EventName, type ProcedureName, procedures } from '../engine/contract.ts';
import type { Engine } from '../engine/procedures/engine.ts';
import { PUSH } from './channels.ts';
import { type AppWindow, focus, windows } from './window.ts';

const isProcedure = (name: unknown): name is ProcedureName =>
  typeof name === 'string' && Object.hasOwn(procedures, name);

interface OpenedDocument {
  readonly id: string;
  readonly path: string | null;
}

/** Keeps what a window shows, from the answers that it gets. */
function follow(window: AppWindow, procedure: ProcedureName, output: unknown): unknown {
  switch (procedure) {
    case 'document.open':
    case 'document.create':
    case 'document.save': {
      const { id, path } = output as OpenedDocument;
      window.documents.add(id);
      window.path = path;
      return output;
    }
    case 'app.info': {
      // The file is the window's own, and is opened once: a reload asks for what is open.
      const info = { ...(output as object), startFile: window.path ?? window.startFile };
      window.startFile = null;
      return info;
    }
    default:
      return output;
  }
}

/** Answers one call; a failure is data, since IPC would strip an error. */
export async function answerCall(engine: Engine, window: AppWindow, request: unknown): Promise<CallReply<unknown>> {
  try {
    const { procedure, input } = (request ?? {}) as { procedure?: unknown; input?: unknown };
    if (!isProcedure(procedure)) throw new ContractError('bad-input', 'there is no such procedure');
    if (procedure === 'document.open') {
      const path = (input as { path?: unknown } | null)?.path;
      const other = [...windows.values()].find((candidate) => candidate !== window && candidate.path === path);
      if (other && typeof path === 'string') {
        focus(other);
        throw new ContractError('exists', 'this composition is open in another window');
      }
    }
    return { ok: true, output: follow(window, procedure, await engine.call(procedure, input as never)) };
  } catch (error) {
    if (error instanceof ContractError) {
      const { code, message, hint, diagnostics } = error;
      return { ok: false, error: { code, message, hint, diagnostics } };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { code: 'internal', message, hint: null, diagnostics: [] } };
  }
}

const EVENTS: readonly EventName[] = ['job', 'document.changed'];

export function forwardEvents(engine: Engine): void {
  for (const event of EVENTS)
    engine.on(event, (payload) => {
      for (const { window } of windows.values()) window.webContents.send(PUSH, { event, payload });
    });
}
