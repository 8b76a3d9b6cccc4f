/** Gets the files of a pin: from the download cache, else from its origins in their order. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { archiveName } from '../catalog/thirdparty.ts';
import type { Origin, ThirdParty } from '../catalog/types.ts';
import { ContractError } from '../contract.ts';
import { withSourcePackage } from './apt.ts';
import { archiveOf, findCached, type Pinned, packagingOf } from './cache.ts';
import { store } from './store.ts';

export interface FetchProgress {
  /** `lwip-2.1.3`. */
  readonly archive: string;
  /** Where it comes from, for people. */
  readonly from: string;
  readonly bytes: number;
  /** Null where the other side does not say. */
  readonly total: number | null;
}

export interface FetchOptions {
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
  /** `/etc` and Node's fetch, but in tests. */
  readonly etc?: string | undefined;
  readonly get?: typeof fetch | undefined;
}

export interface Fetched {
  readonly origin: Origin;
  readonly archive: string;
  /** The file with the patches, where any is applied. */
  readonly packaging: string | undefined;
}

/** What was tried for one file, and why it was of no use. */
type Tried = string[];

const labelOf = (origin: Origin): string =>
  origin.from === 'debian' ? `Debian's source package ${origin.package} ${origin.version}` : origin.url;

/** `fetch failed` says nothing: the reason is behind it. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const detail = cause && ('code' in cause ? `${cause.message || String(cause.code)}` : cause.message);
  return detail ? `${error.message} (${detail})` : error.message;
}

/** Runs `work`, and on failure notes why. An abort is no failure of the origin. */
async function attempt<T>(tried: Tried, label: string, signal: AbortSignal | undefined, work: () => Promise<T>) {
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    tried.push(`${label}: ${reason(error)}`);
    return undefined;
  }
}

/** A file that apt has brought. Opened when it is read: nobody hears of a stream that fails before. */
async function* bytesOf(path: string, file: string, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  if (!existsSync(path)) throw new Error(`it has no ${file}`);
  yield* createReadStream(path, { signal });
}

async function fromDebian(
  origin: Extract<Origin, { from: 'debian' }>,
  wanted: readonly Pinned[],
  name: string,
  options: FetchOptions,
): Promise<void> {
  const { cache, signal, onProgress } = options;
  onProgress?.({ archive: name, from: labelOf(origin), bytes: 0, total: null });
  await withSourcePackage({ cache, etc: options.etc }, origin, signal, async (folder) => {
    for (const pinned of wanted) await store(cache, pinned, bytesOf(join(folder, pinned.file), pinned.file, signal));
  });
}

async function fromUpstream(
  origin: Extract<Origin, { from: 'upstream' }>,
  name: string,
  options: FetchOptions,
): Promise<void> {
  const { cache, signal, onProgress, get = fetch } = options;
  const response = await get(origin.url, { redirect: 'follow', signal });
  const refused =
    !response.ok || response.body === null
      ? `the server answered ${response.status}`
      : response.url !== '' && new URL(response.url).protocol !== 'https:'
        ? 'it leads away from https'
        : null;
  if (refused !== null) {
    // A body that nobody reads would keep the connection.
    await response.body?.cancel();
    throw new Error(refused);
  }
  const length = Number(response.headers.get('content-length'));
  const total = Number.isSafeInteger(length) && length > 0 ? length : null;
  const body = response.body as unknown as AsyncIterable<Uint8Array>;
  await store(cache, archiveOf(origin), body, (bytes) =>
    onProgress?.({ archive: name, from: origin.url, bytes, total }),
  );
}

/** What the archive and the patches are, where all of it is in the cache. */
async function cached(pin: ThirdParty, options: FetchOptions, tried: Tried | undefined): Promise<Fetched | undefined> {
  const find = async (pinned: Pinned) => {
    const { path, refused } = await findCached(options.cache, pinned, options.signal);
    tried?.push(...refused);
    return path;
  };
  const wanted = packagingOf(pin);
  const packaging = wanted && (await find(wanted));
  if (wanted !== undefined && packaging === undefined) return undefined;
  for (const origin of pin.origins) {
    const archive = await find(archiveOf(origin));
    if (archive !== undefined) return { origin, archive, packaging };
  }
  return undefined;
}

/** @throws ContractError source-missing that says what was tried and what a person can do; the signal's reason */
export async function fetchPin(pin: ThirdParty, options: FetchOptions): Promise<Fetched> {
  const { cache, signal } = options;
  const name = archiveName(pin);
  const tried: Tried = [];
  const there = await cached(pin, options, tried);
  if (there !== undefined) return there;
  const packaging = packagingOf(pin);
  for (const origin of pin.origins) {
    const own = archiveOf(origin);
    await attempt(tried, labelOf(origin), signal, () =>
      origin.from === 'debian'
        ? fromDebian(origin, packaging === undefined ? [own] : [own, packaging], name, options)
        : fromUpstream(origin, name, options),
    );
    const now = await cached(pin, options, undefined);
    if (now !== undefined) return now;
  }
  const files = [...pin.origins.map(archiveOf).slice(0, 1), ...(packaging === undefined ? [] : [packaging])];
  const byHand = files.map(({ file, sha256 }) => `${file} (SHA-256 ${sha256})`).join(' and ');
  throw new ContractError(
    'source-missing',
    `The sources of ${name} cannot be had. Tried: ${[`${cache}: not there`, ...tried].join('; ')}`,
    `Once this machine reaches one of these, try again; or put ${byHand} into ${cache}.`,
  );
}
