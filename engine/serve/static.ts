/** The built renderer's files: rooted in their folder, known types only, no listings. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** The Content-Security-Policy of the app served on `port` (docs: Electron's, and our own WebSocket). */
export function contentSecurityPolicy(port: number): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "worker-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The file that `pathname` (percent-encoded) names below `folder`, links resolved; null when there is none to serve. */
export async function resolveFile(folder: string, pathname: string): Promise<{ file: string; type: string } | null> {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path === '/' ? 'index.html' : path));
    const type = TYPES[extname(file)];
    if (!file.startsWith(root + sep) || type === undefined || !(await stat(file)).isFile()) return null;
    return { file, type };
  } catch {
    return null;
  }
}

/** Sends `file`. Names with a content hash (`assets/`) may be kept for ever, all else is asked for again. */
export async function sendFile(response: ServerResponse, file: string, type: string, head: boolean): Promise<void> {
  const hashed = file.includes(`${sep}assets${sep}`);
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', hashed ? 'private, max-age=31536000, immutable' : 'no-cache');
  if (head) {
    response.end();
    return;
  }
  // A client that goes away in the middle is no error of ours.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}
