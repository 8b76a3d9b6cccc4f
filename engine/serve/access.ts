/**
 * Who may talk to the server. It listens on loopback only, but any web page in the user's browser can reach that: so
 * the Host must be ours (a rebound DNS name is not), requests that name an Origin must name ours, and everything wants
 * the cookie, which only the one-time token of the printed URL gives. A browser sends cookies to every port of a host, and
 * the page of a guest is on one of ours: so the app lives in a folder that nobody can guess, and the cookie is for that alone.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Access {
  /** In the printed URL; good for one visit. */
  readonly token: string;
  /** The folder of the app, as it begins every path: `/…/`. */
  readonly folder: string;
  /** Null when `request` comes to our own name and from no foreign page, else why not. */
  refusal(request: IncomingMessage): string | null;
  hasCookie(request: IncomingMessage): boolean;
  /** The Set-Cookie value for the first visit with the right token; null for a wrong or used one. */
  redeem(token: string): string | null;
}

const secret = (bytes = 32): string => randomBytes(bytes).toString('base64url');

/** What a browser says of a request that a page of ours made, or its user. */
const OURS: ReadonlySet<unknown> = new Set([undefined, 'same-origin', 'none']);

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Access to the server on `port`, 127.0.0.1. */
export function createAccess(port: number): Access {
  const token = secret();
  const session = secret();
  const folder = `/${secret(16)}/`;
  const host = `127.0.0.1:${port}`;
  // Cookies know no ports: two servers of one user must not share a name.
  const cookie = `uniloom_${port}`;
  let used = false;
  return {
    token,
    folder,
    refusal(request) {
      if (request.headers.host !== host) return 'This server answers to its own address only.';
      const { origin } = request.headers;
      if (origin !== undefined && origin !== `http://${host}`) return 'Requests from other pages are refused.';
      if (!OURS.has(request.headers['sec-fetch-site']) && request.headers['sec-fetch-mode'] !== 'navigate')
        return 'Requests from other pages are refused.';
      return null;
    },
    hasCookie(request) {
      const prefix = `${cookie}=`;
      const values = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
      return values.some((part) => part.startsWith(prefix) && same(part.slice(prefix.length), session));
    },
    redeem(given) {
      if (used || !same(given, token)) return null;
      used = true;
      return `${cookie}=${session}; HttpOnly; SameSite=Strict; Path=${folder}`;
    },
  };
}
