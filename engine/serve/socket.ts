/** The contract over a WebSocket: requests in, replies and pushes out. */
import type { WebSocket } from 'ws';
import type { EngineClient, EventName, Push } from '../contract.ts';
import { asRequest, dispatch } from '../procedures/dispatch.ts';

/** Bytes of one message: the largest file that `files.write` takes, escaped. */
export const MAX_MESSAGE = 16 * 1024 * 1024;
/**
 * With this many bytes waiting for a slow client, what a guest tells without end is left out: `job.list` has the end of the
 * console, and the result all of the rest.
 */
const MAX_WAITING = 4 * 1024 * 1024;

const EVENTS: readonly EventName[] = ['job', 'document.changed', 'action'];

const ENDLESS: ReadonlySet<unknown> = new Set(['output', 'counters', 'timeline', 'trace']);

const isEndless = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'type' in payload && ENDLESS.has(payload.type);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Connects `socket` to `engine` until it closes. */
export function attachSocket(socket: WebSocket, engine: EngineClient): void {
  const push = (message: Push) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_WAITING && isEndless(message.payload)) return;
    socket.send(JSON.stringify(message));
  };
  const stops = EVENTS.map((event) => engine.on(event, (payload) => push({ event, payload })));
  socket.on('close', () => {
    for (const stop of stops) stop();
  });
  // A broken frame closes the socket, which is all there is to do about it.
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => {
    const request = isBinary ? null : asRequest(parse(data.toString()));
    if (!request) {
      socket.close(1008, 'not a request');
      return;
    }
    void dispatch(engine, request).then((reply) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(reply));
    });
  });
}
