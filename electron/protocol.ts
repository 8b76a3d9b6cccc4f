/** `app://uniloom/…`: the built renderer, rooted in its folder. */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { CSP } from './security.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

const refused = (status: number): Response => new Response(null, { status });

/**
 * Answers requests of the `app` scheme from `folder`; nothing outside it, after links are resolved.
 * @param folder absolute path of the built renderer
 */
export function createAppHandler(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'uniloom') return refused(404);
    if (request.method !== 'GET') return refused(405);
    try {
      const path = decodeURIComponent(url.pathname);
      const root = await realpath(folder);
      const file = await realpath(join(root, path === '/' ? 'index.html' : path));
      const type = TYPES[extname(file)];
      if (!file.startsWith(root + sep) || type === undefined) return refused(404);
      return new Response(await readFile(file), {
        headers: {
          'content-type': type,
          'content-security-policy': CSP,
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-cache',
        },
      });
    } catch {
      return refused(404);
    }
  };
}
