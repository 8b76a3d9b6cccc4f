/** HTTP requests over plain sockets, to load a server that is measured: no more work a request than must be. */
import { connect } from 'node:net';

/**
 * One connection. `answer()` is the next whole response's status and the bytes of its body; it wants Content-Length.
 * @param {number} port
 */
function open(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let text = Buffer.alloc(0);
  let ended = false;
  /** @type {Error | null} */
  let broken = null;
  /** @type {() => void} */
  let wake = () => {};
  socket.on('data', (chunk) => {
    text = text.length === 0 ? chunk : Buffer.concat([text, chunk]);
    wake();
  });
  socket.on('error', (error) => {
    broken = error;
    wake();
  });
  socket.on('close', () => {
    ended = true;
    wake();
  });
  const more = () =>
    new Promise((resolve) => {
      wake = () => resolve(undefined);
    });
  return {
    socket,
    /** @param {string} request */
    send: (request) => socket.write(request),
    async answer() {
      for (;;) {
        const end = text.indexOf('\r\n\r\n');
        if (end >= 0) {
          const head = text.toString('latin1', 0, end);
          const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
          const whole = end + 4 + length;
          if (text.length >= whole) {
            text = text.subarray(whole);
            return { status: Number(head.slice(9, 12)), bytes: length };
          }
        }
        if (broken !== null) throw broken;
        if (ended) throw new Error('the server has closed the connection');
        await more();
      }
    },
    async closed() {
      while (!ended) await more();
    },
  };
}

/**
 * `count` GETs of `path` over `connections` at once, each over a connection of its own or all over the same ones. Throws when one
 * is not answered with 200 and `bytes`.
 * @param {{ port: number, path: string, bytes: number, count: number, connections: number, keepAlive: boolean }} how
 */
export async function load({ port, path, bytes, count, connections, keepAlive }) {
  const request = `GET ${path} HTTP/1.1\r\nHost: bench\r\n${keepAlive ? '' : 'Connection: close\r\n'}\r\n`;
  let left = count;
  const check = (/** @type {{ status: number, bytes: number }} */ answer) => {
    if (answer.status !== 200 || answer.bytes !== bytes)
      throw new Error(`a request was answered with ${answer.status} and ${answer.bytes} bytes`);
  };
  const client = async () => {
    if (keepAlive) {
      const connection = open(port);
      while (left-- > 0) {
        connection.send(request);
        check(await connection.answer());
      }
      connection.socket.destroy();
    } else
      while (left-- > 0) {
        const connection = open(port);
        connection.send(request);
        check(await connection.answer());
        await connection.closed();
      }
  };
  await Promise.all(Array.from({ length: connections }, client));
}

/**
 * Milliseconds on `performance`'s clock when the first answer with 200 came. QEMU accepts connections before the guest is up, and
 * what it sends there is lost: a new one is made every few milliseconds.
 * @param {number} port @param {string} path @param {() => boolean} given up when true
 */
export function firstAnswer(port, path, given) {
  return new Promise((resolve, reject) => {
    /** @type {Set<import('node:net').Socket>} */
    const sockets = new Set();
    const finish = (/** @type {() => void} */ then) => {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      then();
    };
    const attempt = () => {
      if (given()) return finish(() => reject(new Error('the guest has ended before it answered')));
      if (sockets.size > 40) for (const socket of [...sockets].slice(0, 20)) socket.destroy();
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
      socket.once('data', (data) => {
        const at = performance.now();
        if (data.toString('latin1', 0, 12) === 'HTTP/1.1 200') finish(() => resolve(at));
      });
      socket.write(`GET ${path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n`);
    };
    const timer = setInterval(attempt, 4);
    attempt();
  });
}
