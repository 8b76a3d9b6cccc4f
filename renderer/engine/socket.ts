/**
 * The contract over a WebSocket (`serve`). A lost connection is tried again with growing pauses; calls that were under
 * way fail (whether the engine ran them is not known), calls made meanwhile wait for the next connection.
 */
import {
  ContractError,
  type ErrorCode,
  type EventName,
  type ProcedureName,
  type Push,
  type Reply,
} from '../../engine/contract.ts';
import type { Connection, ConnectionState } from './client.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

interface Pending {
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
  readonly text: string;
  sent: boolean;
}

const isReply = (message: Reply | Push): message is Reply => 'id' in message;

/** A client on `url`, connecting at once. */
export function socketClient(url: string, make: (url: string) => WebSocket = (at) => new WebSocket(at)): Connection {
  let socket: WebSocket | null = null;
  let state: ConnectionState = 'connecting';
  let pause = FIRST_PAUSE_MS;
  let nextId = 1;
  const pending = new Map<number, Pending>();
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const watchers = new Set<(state: ConnectionState) => void>();

  const tell = (next: ConnectionState) => {
    state = next;
    for (const watcher of watchers) watcher(next);
  };

  const receive = (text: string) => {
    const message = JSON.parse(text) as Reply | Push;
    if (!isReply(message)) {
      for (const listener of listeners.get(message.event) ?? []) listener(message.payload as never);
      return;
    }
    const waiting = pending.get(message.id);
    if (waiting === undefined) return;
    pending.delete(message.id);
    if (message.ok) waiting.resolve(message.output as never);
    else {
      const { code, message: text, hint, diagnostics } = message.error;
      waiting.reject(new ContractError(code as ErrorCode, text, hint, diagnostics));
    }
  };

  const open = () => {
    const current = make(url);
    socket = current;
    current.onopen = () => {
      pause = FIRST_PAUSE_MS;
      tell('open');
      for (const call of pending.values()) {
        call.sent = true;
        current.send(call.text);
      }
    };
    current.onmessage = (event) => receive(String(event.data));
    current.onclose = () => {
      if (socket !== current) return;
      socket = null;
      tell('lost');
      for (const [id, call] of pending) {
        if (!call.sent) continue;
        pending.delete(id);
        call.reject(new ContractError('io', 'The connection to the engine was lost', 'It is tried again by itself.'));
      }
      setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
  };
  open();

  return {
    call: (procedure: ProcedureName, input: unknown) =>
      new Promise<never>((resolve, reject) => {
        const id = nextId++;
        const text = JSON.stringify({ id, procedure, input });
        const ready = socket !== null && socket.readyState === WebSocket.OPEN;
        pending.set(id, { resolve, reject, text, sent: ready });
        if (ready) socket?.send(text);
      }),
    on: (event, listener) => {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all);
      all.add(listener as (payload: never) => void);
      return () => all.delete(listener as (payload: never) => void);
    },
    watch: (watcher) => {
      watchers.add(watcher);
      watcher(state);
      return () => watchers.delete(watcher);
    },
  };
}
