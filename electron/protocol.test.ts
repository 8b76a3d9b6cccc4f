import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAppHandler } from './protocol.ts';
import { CSP } from './security.ts';

let base = '';
let handle: (request: Request) => Promise<Response>;
const get = (path: string, method = 'GET') => handle(new Request(`app://uniloom${path}`, { method }));

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'uniloom-protocol-'));
  mkdirSync(join(base, 'renderer/assets'), { recursive: true });
  writeFileSync(join(base, 'secret.json'), '{}');
  writeFileSync(join(base, 'renderer/index.html'), '<!doctype html>');
  writeFileSync(join(base, 'renderer/assets/a b.js'), '1');
  writeFileSync(join(base, 'renderer/notes'), 'no type');
  symlinkSync(join(base, 'secret.json'), join(base, 'renderer/link.json'));
  handle = createAppHandler(join(base, 'renderer'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('the page comes with its content security policy', async () => {
  const response = await get('/');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toBe(CSP);
  expect(await response.text()).toBe('<!doctype html>');
});

test('files have their type, and names may be encoded', async () => {
  const response = await get('/assets/a%20b.js');
  expect(response.headers.get('content-type')).toContain('text/javascript');
});

test.each([
  '/../secret.json',
  '/%2e%2e/secret.json',
  '/assets/..%2f..%2f..%2fsecret.json',
  '/link.json',
  '/notes',
  '/assets',
  '/absent.js',
  '/%ff',
  '/%00.js',
])('%s is refused', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test('only our host, and only reading', async () => {
  expect((await handle(new Request('app://elsewhere/index.html'))).status).toBe(404);
  expect((await get('/', 'POST')).status).toBe(405);
});
