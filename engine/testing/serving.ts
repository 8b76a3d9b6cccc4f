/** The examples that serve: how to talk to each from outside, and what ends it. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { example, type Finished, type Sandbox } from './cli.ts';
import { freePort, userNetwork } from './user-network.ts';

export interface Serving {
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  /** Boot options with which it ends once `talk` is over. */
  readonly set: readonly string[];
  /** What the console shows once it can be talked to. */
  readonly ready: readonly RegExp[];
  /** Rejects when an answer is wrong. */
  talk(port: number): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One request over HTTP, to its end. */
export function ask(port: number, path: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, ...options }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('error', reject);
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** Everything that `socket` receives until its end. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function same(got: Buffer | string, wanted: Buffer | string, what: string): void {
  if (!Buffer.from(got).equals(Buffer.from(wanted))) throw new Error(`${what}: ${got.slice(0, 200)}`);
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** Each file over one connection that stays open, and one that is not there. */
function web(name: string): Serving {
  const site = join(example(name), 'site');
  const files = filesOf(site);
  return {
    proto: 'tcp',
    port: 80,
    set: [`app.REQUESTS=${files.length + 3}`],
    ready: [/^app: listening on port 80/m, /by DHCP/],
    async talk(port) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (const file of files) {
        const { status, body } = await ask(port, `/${file}`, { agent });
        same(`${status}`, '200', file);
        same(body, readFileSync(join(site, file)), file);
      }
      same((await ask(port, '/', { agent })).body, readFileSync(join(site, 'index.html')), 'the root');
      const list = await ask(port, '/notes/', { agent });
      for (const file of readdirSync(join(site, 'notes')))
        if (!list.body.includes(`href="./${file}"`)) throw new Error(`not in the list: ${file}`);
      same(`${(await ask(port, '/nothing', { agent })).status}`, '404', 'a file that is not there');
      agent.destroy();
    },
  };
}

const DATAGRAMS = 20;

async function echoes(port: number): Promise<void> {
  const socket = createSocket('udp4');
  try {
    for (let n = 0; n < DATAGRAMS; n += 1) {
      const data = Buffer.from(`${n} `.repeat(1 + n * 16));
      socket.send(data, port, '127.0.0.1');
      const [back] = (await once(socket, 'message')) as [Buffer];
      same(back, data, `datagram ${n}`);
    }
  } finally {
    socket.close();
  }
}

const CONNECTIONS = 8;

/** Sends `data` and waits until as much is back. */
function returned(socket: Socket, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let left = data.length;
    const failed = (error: Error) => reject(new Error(`${error.message} with ${left} bytes to come`));
    const take = (part: Buffer) => {
      parts.push(part);
      left -= part.length;
      if (left > 0) return;
      socket.off('data', take);
      socket.off('error', failed);
      resolve(Buffer.concat(parts));
    };
    socket.on('data', take);
    socket.on('error', failed);
    socket.write(data);
  });
}

/**
 * All begin at once, and end only when all is back: the last one's end powers the machine off.
 *
 * The first words are few. QEMU's listener has a backlog of 1; when more connect before QEMU accepts, the host's kernel answers with
 * SYN cookies, and no segment but the first has a cookie to show: a connection that begins with several is reset by the host, before
 * the guest's card has a frame of it. `SyncookiesFailed` in /proc/net/netstat counts these.
 */
async function streams(port: number): Promise<void> {
  const sockets = Array.from({ length: CONNECTIONS }, () => connect({ host: '127.0.0.1', port }));
  const echo = (size: number) =>
    Promise.all(
      sockets.map(async (socket, n) => {
        const data = Buffer.alloc(size, `connection ${n}, `);
        same(await returned(socket, data), data, `connection ${n}`);
      }),
    );
  await echo(20);
  await echo(50_000);
  for (const socket of sockets) socket.on('error', () => {}).end();
}

async function values(port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(
    '*3\r\n$3\r\nSET\r\n$5\r\ncolor\r\n$4\r\nblue\r\nGET color\r\nINCR n\r\nINCR n\r\nDEL color\r\nEXISTS color n\r\nDBSIZE\r\n',
  );
  socket.write('GET color\r\nSHUTDOWN\r\n');
  same(await readAll(socket), '+OK\r\n$4\r\nblue\r\n:1\r\n:2\r\n:1\r\n:1\r\n:1\r\n$-1\r\n', 'replies');
}

/** By folder of the example. */
export const SERVING: Readonly<Record<string, Serving>> = {
  'web-server': web('web-server'),
  'file-server': web('file-server'),
  'udp-echo': {
    ...{ proto: 'udp', port: 7, set: [`app.DATAGRAMS=${DATAGRAMS}`], talk: echoes },
    ready: [/^app: listening on port 7$/m, /by DHCP/],
  },
  'udp-echo-netdev': {
    ...{ proto: 'udp', port: 7, set: [`app.DATAGRAMS=${DATAGRAMS}`], talk: echoes },
    ready: [/^app: listening on port 7 of 10\.0\.2\.15$/m],
  },
  'tcp-echo': {
    ...{ proto: 'tcp', port: 7, set: [`app.TOTAL=${CONNECTIONS}`], talk: streams },
    ready: [/^app: listening on port 7$/m, /by DHCP/],
  },
  'kv-store': {
    ...{ proto: 'tcp', port: 6379, set: [], talk: values },
    ready: [/^app: 0 keys, listening on port 6379$/m, /by DHCP/],
  },
};

/** A `uniloom boot` that goes on: what it has printed so far, and its end. */
function watch(sandbox: Sandbox, args: readonly string[]) {
  const child = sandbox.start(args);
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString().replaceAll('\r', '');
    for (const look of waiting) look();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  const shows = (line: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!line.test(stdout)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      ended.then(() => reject(new Error(`it ended without ${line}:\n${stdout}\n${stderr}`)), reject);
      look();
    });
  return { child, shows, ended };
}

/** How a guest is reached: by a port that QEMU forwards, or where it is a process by one of a network beside it. */
async function reached(args: readonly string[], { proto, port }: Serving) {
  if (args[args.indexOf('--target') + 1] !== 'host') {
    const own = await freePort();
    return { port: own, words: ['--forward', `${proto}:${own}:${port}`], close: async () => {} };
  }
  // Short: unix sockets go there.
  const folder = mkdtempSync(join(tmpdir(), 'ul-'));
  const path = join(folder, 'net');
  const network = await userNetwork(path, proto, port);
  const close = async () => {
    await network.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port: network.port, words: ['--net', `socket:${path}`], close };
}

/** Boots an example that serves, talks to it, and waits for its end. `args` are those of `uniloom`. */
export async function serveOnce(sandbox: Sandbox, args: readonly string[], serving: Serving): Promise<Finished> {
  const { port, words, close } = await reached(args, serving);
  try {
    const sets = serving.set.flatMap((one) => ['--set', one]);
    const guest = watch(sandbox, [...args, ...sets, ...words]);
    for (const line of serving.ready) await guest.shows(line);
    await serving.talk(port);
    return await guest.ended;
  } finally {
    await close();
  }
}

/** Boots it until it has shown these lines, and interrupts it. */
export async function untilShown(
  sandbox: Sandbox,
  args: readonly string[],
  serving: Serving,
  lines: readonly RegExp[],
): Promise<void> {
  const { words, close } = await reached(args, serving);
  try {
    const guest = watch(sandbox, [...args, ...words]);
    for (const line of lines) await guest.shows(line);
    guest.child.kill('SIGINT');
    await guest.ended;
  } finally {
    await close();
  }
}
