/** The engine as the renderer sees it: over Electron's preload where there is one, else over the WebSocket of `serve`. */

import type { Bridge } from '../../engine/bridge.ts';
import { ContractError, type EngineClient } from '../../engine/contract.ts';
import { socketClient } from './socket.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

export interface Connection extends EngineClient {
  /** Told at once of the state it is in. Returns the function that ends the subscription. */
  watch(listener: (state: ConnectionState) => void): () => void;
}

function bridgeClient(bridge: Bridge): Connection {
  return {
    call: async (procedure, input) => {
      const reply = await bridge.call(procedure, input);
      if (reply.ok) return reply.output;
      throw new ContractError(reply.error.code, reply.error.message, reply.error.hint, reply.error.diagnostics);
    },
    on: (event, listener) => bridge.on(event, listener),
    watch: (listener) => {
      listener('open');
      return () => {};
    },
  };
}

function connect(): Connection {
  if (window.uniloom !== undefined) return bridgeClient(window.uniloom);
  const url = new URL('ws', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return socketClient(url.href);
}

let connection: Connection | undefined;

/** The one connection of this page, made at first use. */
export function engine(): Connection {
  connection ??= connect();
  return connection;
}

/** Replaces the connection; for tests. */
export function replaceConnection(other: Connection): void {
  connection = other;
}
