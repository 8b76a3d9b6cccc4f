/** The app for a browser: the built renderer over HTTP and one engine over a WebSocket, on loopback only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ContractError, type EngineClient } from '../contract.ts';
import { type Access, createAccess } from './access.ts';
import { attachSocket, MAX_MESSAGE } from './socket.ts';
import { contentSecurityPolicy, resolveFile, sendFile } from './static.ts';

export interface ServeOptions {
  readonly engine: EngineClient;
  /** The built renderer (`dist/renderer`). */
  readonly renderer: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface Server {
  /** With the one-time token. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Where the WebSocket is, in the app's folder. */
const SOCKET_PATH = '/ws';

function plain(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.end(`${text}\n`);
}

function setSecurityHeaders(response: ServerResponse, policy: string): void {
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
}

/** The target of a request; a base that is never looked at makes it a URL. Null where it is none. */
function targetOf(request: IncomingMessage): URL | null {
  const target = request.url ?? '/';
  return target.startsWith('/') && URL.canParse(`http://x${target}`) ? new URL(`http://x${target}`) : null;
}

/** The path of `url` in the app's folder, from `/` on; null where it is elsewhere. */
const innerPath = ({ pathname }: URL, { folder }: Access): string | null =>
  pathname.startsWith(folder) ? pathname.slice(folder.length - 1) : null;

const AGAIN = 'Open the address that `uniloom serve` printed; it is good for one visit. Start it again for a new one.';

async function answer(request: IncomingMessage, response: ServerResponse, access: Access, renderer: string) {
  const refusal = access.refusal(request);
  if (refusal !== null) return plain(response, 403, refusal);
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET is answered.');
  const url = targetOf(request);
  if (!url) return plain(response, 400, 'That is no address.');
  const path = innerPath(url, access);
  if (path === null) return plain(response, 403, AGAIN);
  const token = url.searchParams.get('token');
  if (token !== null && path === '/') {
    const cookie = access.redeem(token);
    if (cookie === null && !access.hasCookie(request)) return plain(response, 403, AGAIN);
    if (cookie !== null) response.setHeader('Set-Cookie', cookie);
    // The token leaves the address bar and the history.
    response.statusCode = 303;
    response.setHeader('Location', access.folder);
    response.setHeader('Cache-Control', 'no-store');
    response.end();
    return;
  }
  if (!access.hasCookie(request)) return plain(response, 403, AGAIN);
  const found = await resolveFile(renderer, path);
  if (!found) return plain(response, 404, 'There is no such file.');
  return sendFile(response, found.file, found.type, request.method === 'HEAD');
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Serves until `close`. @throws ContractError io when the port cannot be had. */
export async function serve({ engine, renderer, port }: ServeOptions): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((error: Error) => {
    throw new ContractError('io', `Port ${port} cannot be used: ${error.message}`, 'Choose another with --port.');
  });
  const actual = (server.address() as AddressInfo).port;
  const access = createAccess(actual);
  const policy = contentSecurityPolicy(actual);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });

  server.on('request', (request, response) => {
    setSecurityHeaders(response, policy);
    answer(request, response, access, renderer).catch(() => {
      if (!response.headersSent) plain(response, 500, 'That went wrong.');
      else response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    // A browser names the Origin of every WebSocket; what names none is no page, and has no business here.
    const foreign = access.refusal(request) !== null || request.headers.origin === undefined;
    if (foreign || !access.hasCookie(request)) return refuseUpgrade(socket, '403 Forbidden');
    const url = targetOf(request);
    if (url === null || innerPath(url, access) !== SOCKET_PATH) return refuseUpgrade(socket, '404 Not Found');
    sockets.handleUpgrade(request, socket, head, (client) => attachSocket(client, engine));
  });

  return {
    url: `http://127.0.0.1:${actual}${access.folder}?token=${access.token}`,
    port: actual,
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
