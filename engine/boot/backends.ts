/** The files, folders and ports behind devices: where they are, and that they can be used. */
import { createSocket } from 'node:dgram';
import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { ContractError } from '../contract.ts';
import { resolveInside } from '../documents/paths.ts';
import type { Backend, BackendWords } from '../graph/backends.ts';
import {
  type ForwardEntry,
  forwardEntryText,
  netEntryText,
  parseNetEntry,
  parsePathEntry,
  pathEntryText,
} from '../model/backends.ts';
import type { BootSettings } from '../model/types.ts';

type Place = (path: string) => Promise<string>;

async function placed(words: BackendWords, place: Place): Promise<BackendWords> {
  const paths = (texts: readonly string[]) =>
    Promise.all(
      texts.map(async (text) => {
        const entry = parsePathEntry(text);
        return entry === null ? text : pathEntryText({ ...entry, path: await place(entry.path) });
      }),
    );
  const nets = (texts: readonly string[]) =>
    Promise.all(
      texts.map(async (text) => {
        const entry = parseNetEntry(text);
        const isPath = entry?.net === 'socket' || entry?.net === 'listen';
        return isPath ? netEntryText({ ...entry, at: await place(entry.at) }) : text;
      }),
    );
  return {
    ...(words.rootfs !== undefined && { rootfs: await place(words.rootfs) }),
    ...(words.disks && { disks: await paths(words.disks) }),
    ...(words.shares && { shares: await paths(words.shares) }),
    ...(words.nets && { nets: await nets(words.nets) }),
    ...(words.forwards && { forwards: words.forwards }),
  };
}

/** The composition's settings with whole paths. @throws ContractError denied for one that leaves its folder. */
export const settingsIn = async (folder: string, boot: BootSettings): Promise<BootSettings> => ({
  ...boot,
  ...(await placed(boot, (path) => resolveInside(folder, path))),
});

/** The same for what a user says at the command line, who may name any path. */
export const wordsIn = (folder: string, words: BackendWords): Promise<BackendWords> =>
  placed(words, async (path) => resolve(folder, path));

/** Why nothing can listen there on the host, as the system's code; null where something can. */
function taken({ protocol, host }: ForwardEntry): Promise<string | null> {
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve('code' in error ? String(error.code) : error.message);
    if (protocol === 'udp') {
      const socket = createSocket('udp4');
      socket.once('error', failed);
      socket.bind(host, '127.0.0.1', () => socket.close(() => resolve(null)));
    } else {
      const server = createServer();
      server.once('error', failed);
      server.listen(host, '127.0.0.1', () => server.close(() => resolve(null)));
    }
  });
}

async function portReason(forward: ForwardEntry): Promise<string | null> {
  const code = forward.host === 0 ? null : await taken(forward);
  if (code === null) return null;
  const port = `${forward.protocol} port ${forward.host} of the host`;
  const asked = `the forward ${forwardEntryText(forward)} wants it; 0 takes any free one`;
  if (code === 'EADDRINUSE') return `${port} is taken by another program, and ${asked}`;
  return code === 'EACCES'
    ? `${port} is for root alone, and ${asked}`
    : `${port} cannot be had (${code}), and ${asked}`;
}

async function unusable(backend: Backend): Promise<string | null> {
  if (backend.kind === 'net') {
    const reasons = await Promise.all(backend.forwards.map(portReason));
    return reasons.find((reason) => reason !== null) ?? null;
  }
  if (backend.kind !== 'disk' && backend.kind !== 'share') return null;
  const { kind, path, readOnly } = backend;
  const info = await stat(path).catch(() => null);
  if (info === null)
    return kind === 'disk' ? `there is no ${path}; \`truncate -s 16M FILE\` makes one` : `there is no ${path}`;
  if (kind === 'share' && !info.isDirectory()) return `${path} is no folder`;
  if (kind === 'disk' && !info.isFile() && !info.isBlockDevice()) return `${path} is no file`;
  const mode = constants.R_OK | (kind === 'disk' && !readOnly ? constants.W_OK : 0);
  return access(path, mode).then(
    () => null,
    () => (readOnly ? `${path} may not be read` : `${path} may not be written; add ,readonly to only read it`),
  );
}

function finding(component: string, reason: string): Diagnostic {
  const message = `'${component}' cannot have its backend: ${reason}`;
  return diagnostic('UL0414', 'error', message, { params: { component, reason }, at: { component } });
}

/** What ends a boot that only then finds out. */
export function withoutBackend(component: string, reason: string): ContractError {
  const found = finding(component, reason);
  return new ContractError('bad-input', found.message, null, [found]);
}

/** UL0414 for each backend that cannot be used. */
export async function checkBackends(backends: readonly Backend[]): Promise<Diagnostic[]> {
  const reasons = await Promise.all(backends.map(unusable));
  return backends.flatMap(({ component }, index) => {
    const reason = reasons[index];
    if (reason === null || reason === undefined) return [];
    return [finding(component, reason)];
  });
}
