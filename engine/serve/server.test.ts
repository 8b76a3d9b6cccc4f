import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ContractError, type EngineClient } from '../contract.ts';
import { type Server, serve } from './server.ts';
import { MAX_MESSAGE } from './socket.ts';

let folder = '';
let server: Server;
let push: (payload: unknown) => void = () => {};

const engine = {
  call: async (procedure: string, input: unknown) => {
    if (procedure === 'catalog.get') throw new ContractError('io', 'no catalog', 'look');
    return { procedure, input };
  },
  on: (event: string, listener: (payload: unknown) => void) => {
    if (event === 'job') push = listener;
    return () => {};
  },
} as unknown as EngineClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uniloom serve 服务 '));
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html>');
  await writeFile(join(folder, 'renderer/assets/main-1.js'), 'run()');
  await writeFile(join(folder, 'renderer/notes.secret'), 'unknown type');
  await writeFile(join(folder, 'outside.html'), 'outside');
  await symlink(join(folder, 'outside.html'), join(folder, 'renderer/link.html'));
  server = await serve({ engine, renderer: join(folder, 'renderer'), port: 0 });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on('error', reject);
    call.end();
  });
}
/** The folder of the app, without the slash at its end. */
const home = () => new URL(server.url).pathname.slice(0, -1);
const origin = () => `http://127.0.0.1:${server.port}`;
async function login(): Promise<string> {
  const answer = await get(server.url.slice(origin().length));
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe(`${home()}/`);
  const cookie = answer.headers['set-cookie']?.[0] ?? '';
  expect(cookie.split('; ').slice(1)).toEqual(['HttpOnly', 'SameSite=Strict', `Path=${home()}/`]);
  return cookie.split(';')[0] ?? '';
}

describe('a page', () => {
  it('is served with the cookie, and its policy', async () => {
    const cookie = await login();
    const answer = await get(`${home()}/`, { cookie });
    expect(answer).toMatchObject({ status: 200, body: '<!doctype html>' });
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; font-src 'self'; " +
        "img-src 'self' data: blob:; worker-src 'self'; " +
        `connect-src 'self' ws://127.0.0.1:${server.port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect((await get(`${home()}/assets/main-1.js`, { cookie })).headers['content-type']).toBe(
      'text/javascript; charset=utf-8',
    );
  });

  it('is refused without the cookie, with a wrong one, or with a used token', async () => {
    const cookie = await login();
    const used = server.url.slice(origin().length);
    expect((await get(`${home()}/`)).status).toBe(403);
    expect((await get(`${home()}/`, { cookie: `${cookie.slice(0, -1)}~` })).status).toBe(403);
    expect((await get(`${home()}/?token=wrong`)).status).toBe(403);
    expect((await get(used)).status).toBe(403);
    // The same browser may follow its link again.
    expect((await get(used, { cookie })).status).toBe(303);
  });

  it('is refused under another name (DNS rebinding) and to other pages', async () => {
    const cookie = await login();
    for (const host of ['evil.example', `evil.example:${server.port}`, `localhost:${server.port}`, '127.0.0.1'])
      expect((await get(`${home()}/`, { cookie, host })).status).toBe(403);
    for (const from of ['http://evil.example', 'null', `http://127.0.0.1:${server.port + 1}`])
      expect((await get(`${home()}/`, { cookie, origin: from })).status).toBe(403);
    // A guest's page is of the same site: that is blind to ports.
    for (const site of ['cross-site', 'same-site']) {
      const embedded = { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
      expect((await get(`${home()}/`, embedded)).status).toBe(403);
    }
    const own = { cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
    expect((await get(`${home()}/`, own)).status).toBe(200);
  });

  it('lives in a folder that no other server on this host can guess, and its cookie with it', async () => {
    const cookie = await login();
    expect(home()).toMatch(/^\/[\w-]{22}$/);
    for (const path of ['/', '/ws', '/index.html', home(), `/x${home()}/`])
      expect((await get(path, { cookie })).status, path).toBe(403);
    const other = await serve({ engine, renderer: join(folder, 'renderer'), port: 0 });
    expect(new URL(other.url).pathname).not.toBe(new URL(server.url).pathname);
    await other.close();
  });

  it('outside the folder, a folder, a link out, an unknown type: not found', async () => {
    const cookie = await login();
    const paths = ['/../outside.html', '/%2e%2e/outside.html', '/..%2foutside.html', '/assets/..%2f..%2foutside.html'];
    const others = [
      '/link.html',
      '/assets',
      '/assets/',
      '/notes.secret',
      '/nothing.html',
      '/%00',
      '/%ff',
      '//etc/passwd',
    ];
    for (const path of [...paths, ...others]) {
      const { status } = await get(`${home()}${path}`, { cookie });
      // Steps upwards that are plain to see lead out of the app's folder before anybody looks.
      expect(status, path).toBe(new URL(`http://x${home()}${path}`).pathname.startsWith(home()) ? 404 : 403);
    }
    expect((await get(`${home()}/`, { cookie }, 'POST')).status).toBe(405);
    expect((await get('http://evil.example/', { cookie })).status).toBe(400);
  });
});

it('listens on loopback only', async () => {
  const { networkInterfaces } = await import('node:os');
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((info) => info.family === 'IPv4' && !info.internal);
  // 127.0.0.2 is loopback too, but not the address that we bind.
  for (const host of ['127.0.0.2', ...others.map((info) => info.address)]) {
    const socket = connect({ host, port: server.port });
    await expect(
      new Promise((resolve, reject) => {
        socket.on('connect', resolve);
        socket.on('error', reject);
      }),
    ).rejects.toThrow('ECONNREFUSED');
    socket.destroy();
  }
});

describe('the socket', () => {
  const open = (headers: Record<string, string>, path = `${home()}/ws`) =>
    new Promise<WebSocket>((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('error', reject);
    });
  const next = (socket: WebSocket) =>
    new Promise<unknown>((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));
  const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));

  it('carries requests, replies, errors and pushes', async () => {
    const socket = await open({ cookie: await login(), origin: origin() });
    socket.send(JSON.stringify({ id: 1, procedure: 'app.info', input: {} }));
    expect(await next(socket)).toEqual({ id: 1, ok: true, output: { procedure: 'app.info', input: {} } });
    socket.send(JSON.stringify({ id: 2, procedure: 'catalog.get', input: {} }));
    expect(await next(socket)).toMatchObject({
      id: 2,
      ok: false,
      error: { code: 'io', message: 'no catalog', hint: 'look' },
    });
    socket.send(JSON.stringify({ id: 3, procedure: 'toString', input: {} }));
    expect(await next(socket)).toMatchObject({ id: 3, ok: false, error: { code: 'bad-input' } });
    const pushed = next(socket);
    push({ type: 'phase', job: 'a', phase: 'building' });
    expect(await pushed).toEqual({ event: 'job', payload: { type: 'phase', job: 'a', phase: 'building' } });
    socket.terminate();
  });

  it('is refused without cookie or origin, from other pages, and elsewhere', async () => {
    const cookie = await login();
    await expect(open({ origin: origin() })).rejects.toThrow('403');
    await expect(open({ cookie })).rejects.toThrow('403');
    await expect(open({ cookie, origin: 'http://evil.example' })).rejects.toThrow('403');
    await expect(open({ cookie, origin: origin(), host: 'evil.example' })).rejects.toThrow('403');
    await expect(open({ cookie, origin: origin() }, `${home()}/other`)).rejects.toThrow('404');
    await expect(open({ cookie, origin: origin() }, '/ws')).rejects.toThrow('404');
  });

  it('closes on what is no request, and on too much', async () => {
    const cookie = await login();
    for (const text of ['nonsense', '[]', '{"id":"a","procedure":"app.info"}', '{"id":1}']) {
      const socket = await open({ cookie, origin: origin() });
      socket.send(text);
      expect(await closed(socket)).toBe(1008);
    }
    const socket = await open({ cookie, origin: origin() });
    socket.on('error', () => {});
    socket.send('x'.repeat(MAX_MESSAGE + 1));
    expect([1006, 1009]).toContain(await closed(socket));
  });
});
