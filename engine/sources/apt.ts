/**
 * apt with a configuration of its own: other lists, other state, other cache. It needs no privileges, changes nothing of the
 * machine's own apt, and keeps from that one's configuration only how to reach mirrors (`Acquire`: proxies).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTool } from '../build/toolchain.ts';
import { type AptList, sourceMirrors } from './mirrors.ts';

/** Lists younger than this are used as they are, in milliseconds. */
const FRESH_MS = 24 * 60 * 60 * 1000;
/** Characters that are kept of what apt says. */
const SAID = 16_000;
/** What the names of folders begin with in which a package is downloaded. */
export const APT_SCRATCH = '.apt-';

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], cwd: string, conf: string | null, signal?: AbortSignal) {
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive', ...(conf && { APT_CONFIG: conf }) },
      signal,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = conf === null ? output + text : (output + text).slice(-SAID);
      });
    child.once('error', (error) => reject(signal?.aborted ? signal.reason : error));
    child.once('close', (status) => resolve({ status, output }));
  });
}

/** The lists of the machine, as far as they can be read. */
function machineLists(etc: string): AptList[] {
  const parts = join(etc, 'apt/sources.list.d');
  let names: string[] = [];
  try {
    names = readdirSync(parts)
      .filter((name) => /\.(list|sources)$/.test(name))
      .sort()
      .map((name) => join(parts, name));
  } catch {
    // There need not be any.
  }
  return [join(etc, 'apt/sources.list'), ...names].flatMap((path) => {
    try {
      return [{ name: path, text: readFileSync(path, 'utf8') }];
    } catch {
      return [];
    }
  });
}

function codenameOf(etc: string): string | undefined {
  try {
    return /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(readFileSync(join(etc, 'os-release'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** What failed, in one line: apt's first error, which the others follow from, else the end of what it said. */
function complaint({ status, output }: Ended): string {
  const lines = output.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => line.startsWith('E: '));
  return errors[0] ?? lines.filter(Boolean).at(-1) ?? `it ended with ${status}`;
}

/** How the machine's apt reaches mirrors. Hooks and everything else of its configuration stay out. */
async function acquireLines(cwd: string, signal?: AbortSignal): Promise<string> {
  const tool = findTool('apt-config');
  if (tool === null) return '';
  const { output } = await run(tool, ['dump'], cwd, null, signal);
  return output
    .split('\n')
    .filter((line) => /^Acquire::[^"]*"[^"]*";$/.test(line) && !/^Acquire::IndexTargets/.test(line))
    .join('\n');
}

export interface AptPlaces {
  /** Lists and their state are kept here. */
  readonly cache: string;
  /** `/etc`, but in tests. */
  readonly etc?: string | undefined;
}

/**
 * Downloads the files of a source package into a folder of their own and hands that to `use`; it is gone afterwards. The
 * version is asked for first, then whatever the release has: a point release may have moved on with the same archive.
 * @throws Error that says what apt complained of; the signal's reason
 */
export async function withSourcePackage<T>(
  places: AptPlaces,
  wanted: { readonly package: string; readonly version: string },
  signal: AbortSignal | undefined,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const etc = places.etc ?? '/etc';
  const apt = findTool('apt-get');
  if (apt === null) throw new Error('there is no apt-get on this machine');
  const codename = codenameOf(etc);
  const mirrors = codename === undefined ? '' : sourceMirrors(machineLists(etc), codename);
  if (mirrors === '') throw new Error(`apt on this machine has no mirror of ${codename ?? 'a Debian release'}`);

  const state = join(places.cache, 'apt', createHash('sha256').update(mirrors).digest('hex').slice(0, 16));
  for (const dir of ['lists/partial', 'cache/archives/partial', 'sources', 'none'])
    mkdirSync(join(state, dir), { recursive: true });
  writeFileSync(join(state, 'sources/uniloom.sources'), mirrors);
  const scratch = mkdtempSync(join(places.cache, APT_SCRATCH));
  try {
    const conf = join(scratch, 'apt.conf');
    const quoted = (path: string) => `"${join(state, path)}"`;
    writeFileSync(
      conf,
      `${await acquireLines(scratch, signal)}
Dir::Etc::Main "/dev/null";
Dir::Etc::Parts ${quoted('none')};
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts ${quoted('sources')};
Dir::State "${state}";
Dir::State::Lists ${quoted('lists')};
Dir::Cache ${quoted('cache')};
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::GzipIndexes "true";
${process.getuid?.() === 0 ? 'APT::Sandbox::User "root";\n' : ''}`,
    );
    const files = join(scratch, 'files');
    mkdirSync(files);
    const stamp = join(state, 'updated');
    const update = async (): Promise<string> => {
      const ended = await run(apt, ['-q', 'update'], files, conf, signal);
      if (ended.status === 0) writeFileSync(stamp, '');
      return ended.status === 0 ? '' : `update: ${complaint(ended)}`;
    };
    const download = async (): Promise<string> => {
      let last = '';
      for (const name of [`${wanted.package}=${wanted.version}`, wanted.package]) {
        const ended = await run(apt, ['-q', 'source', '--download-only', name], files, conf, signal);
        if (ended.status === 0) return '';
        last ||= complaint(ended);
      }
      return last;
    };
    const age = Date.now() - (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    const reused = age >= 0 && age < FRESH_MS;
    let refused = reused ? '' : await update();
    let failed = await download();
    if (failed !== '' && reused) {
      refused = await update();
      failed = await download();
    }
    // What is not there may be so because the lists are not.
    if (failed !== '') throw new Error(`apt-get: ${refused || failed}`);
    return await use(files);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
