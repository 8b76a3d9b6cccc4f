/** A loopback HTTP server that hands its requests to the handler of `protocol.handle`. */
import { createServer } from 'node:http';

/** @param {(request: Request) => Response | Promise<Response>} handle */
export function serveProtocol(handle) {
  /** @type {{ current: string | null, ready: Promise<string> }} */
  const origin = { current: null, ready: Promise.resolve('') };
  const server = createServer(async (request, reply) => {
    const response = await handle(
      new Request(`app://uniloom${request.url ?? '/'}`, { method: request.method ?? 'GET' }),
    );
    reply.writeHead(response.status, Object.fromEntries(response.headers));
    reply.end(Buffer.from(await response.arrayBuffer()));
  });
  server.unref();
  origin.ready = new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      origin.current = `http://127.0.0.1:${address.port}`;
      resolve(origin.current);
    });
  });
  return origin;
}
