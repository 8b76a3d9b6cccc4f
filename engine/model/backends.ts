/**
 * What stands behind an image's devices, as boot settings and the command line say it in the same words:
 * `[NAME=]FILE[,readonly]` of disks and shared folders, `[NAME=]user|socket:PATH|listen:PATH|tap:INTERFACE` of networks,
 * `[NAME:]tcp:8080:80` of forwarded ports (the host's port 0: any free one). NAME is the component that drives the device; without one it is the next.
 */

/** `[NAME=]REST`. */
export interface Named {
  readonly name: string | null;
  readonly rest: string;
}

export interface PathEntry {
  readonly name: string | null;
  readonly path: string;
  readonly readOnly: boolean;
}

export type NetKind = 'user' | 'socket' | 'listen' | 'tap';

export interface NetEntry {
  readonly name: string | null;
  readonly net: NetKind;
  /** A socket's path or an interface's name. */
  readonly at: string;
}

export interface ForwardEntry {
  readonly name: string | null;
  readonly protocol: 'tcp' | 'udp';
  readonly host: number;
  readonly guest: number;
}

const READ_ONLY = ',readonly';

export function parseNamed(text: string): Named {
  const match = /^([a-z][a-z0-9_]{0,30})=([\s\S]*)$/.exec(text);
  return match ? { name: match[1] ?? null, rest: match[2] ?? '' } : { name: null, rest: text };
}

/** A file or folder, or null where no path is named. */
export function parsePathEntry(text: string): PathEntry | null {
  const { name, rest } = parseNamed(text);
  const readOnly = rest.endsWith(READ_ONLY);
  const path = readOnly ? rest.slice(0, -READ_ONLY.length) : rest;
  return path === '' || path.includes('\0') ? null : { name, path, readOnly };
}

export const pathEntryText = ({ name, path, readOnly }: PathEntry): string =>
  `${name === null ? '' : `${name}=`}${path}${readOnly ? READ_ONLY : ''}`;

export function parseNetEntry(text: string): NetEntry | null {
  const { name, rest } = parseNamed(text);
  if (rest === 'user') return { name, net: 'user', at: '' };
  const match = /^(socket|listen|tap):([^\0]+)$/.exec(rest);
  if (!match) return null;
  const [, net, at = ''] = match;
  // The kernel's limit for the name of an interface.
  if (net === 'tap' && !/^[\w.-]{1,15}$/.test(at)) return null;
  return { name, net: net as NetKind, at };
}

export const netEntryText = ({ name, net, at }: NetEntry): string =>
  `${name === null ? '' : `${name}=`}${net}${net === 'user' ? '' : `:${at}`}`;

/** `tcp:8080:80`: the host's port 8080 (on loopback; 0: any free one) leads to the guest's 80. Null when it is no forward. */
export function parseForwardEntry(text: string): ForwardEntry | null {
  const match = /^(?:([a-z][a-z0-9_]{0,30}):)?(tcp|udp):(\d{1,5}):(\d{1,5})$/.exec(text);
  const host = Number(match?.[3]);
  const guest = Number(match?.[4]);
  if (!match || host > 65535 || guest < 1 || guest > 65535) return null;
  return { name: match[1] ?? null, protocol: match[2] === 'udp' ? 'udp' : 'tcp', host, guest };
}

export const forwardEntryText = ({ name, protocol, host, guest }: ForwardEntry): string =>
  `${name === null ? '' : `${name}:`}${protocol}:${host}:${guest}`;

/** The boot settings of which an entry may name a component. */
export const BACKEND_KEYS = ['disks', 'shares', 'nets', 'forwards'] as const;

/** The entry with `to` in place of `from`, which it names; without `to` none is left of it. */
export function renamedEntry(entry: string, from: string, to: string | null): string | null {
  const separator = entry.startsWith(`${from}=`) ? '=' : entry.startsWith(`${from}:`) ? ':' : null;
  if (separator === null) return entry;
  return to === null ? null : `${to}${entry.slice(from.length)}`;
}

/** The entry that is for `name`: the one that names it, else the first that names nobody. */
export function entryOf(entries: readonly string[] | undefined, name: string): string | null {
  return (
    entries?.find((entry) => parseNamed(entry).name === name) ??
    entries?.find((entry) => parseNamed(entry).name === null) ??
    null
  );
}
