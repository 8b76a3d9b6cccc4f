/** Runs ninja in an emitted folder. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { requireBuildTools } from './toolchain.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The component that the last finished step belongs to; null for steps of the whole image. */
  readonly component: string | null;
  readonly state: 'compiling' | 'done' | 'failed';
}

export interface BuildInput {
  readonly dir: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface BuildOutput {
  readonly ok: boolean;
  /** Stripped. */
  readonly image: string;
  /** With debug information. */
  readonly elf: string;
  /** Components of which something was compiled, each once, in the order in which it was done. */
  readonly compiled: readonly string[];
  /** What the tools printed, without ninja's own status lines. */
  readonly log: string;
  /** Nothing was to do, so that no file of the folder changed. */
  readonly didNothing: boolean;
  readonly ms: number;
}

const STATUS = /^@@(\d+)\/(\d+)@@ ?(.*)$/;
/** How long ninja may take to clean up after an interrupt, in milliseconds. */
const GRACE = 2000;
const LOG_LIMIT = 4 * 1024 * 1024;

/**
 * Builds. Rejects with the signal's reason when it is aborted; a failed build is `ok: false` with the log.
 * @throws ContractError `tool-missing`
 */
export async function build({ dir, onProgress, signal }: BuildInput): Promise<BuildOutput> {
  const { ninja } = requireBuildTools();
  signal?.throwIfAborted();
  const begin = performance.now();
  const compiled = new Set<string>();
  let log = '';
  let didNothing = false;
  let last: Progress = { done: 0, total: 0, component: null, state: 'compiling' };

  const onLine = (line: string) => {
    const match = STATUS.exec(line);
    if (match === null) {
      if (line === 'ninja: no work to do.') didNothing = true;
      else if (log.length < LOG_LIMIT) log += `${line}\n`;
      return;
    }
    const component = /^(?:CC|AS) (\S+) /.exec(match[3] ?? '')?.[1] ?? null;
    const name = component === 'uniloom' ? '(runtime)' : component;
    if (name !== null) compiled.add(name);
    last = { done: Number(match[1]), total: Number(match[2]), component: name, state: 'compiling' };
    onProgress?.(last);
  };

  const code = await new Promise<number | null>((resolve, reject) => {
    // A process group of its own, so that an interrupt reaches the compilers as well.
    const child = spawn(ninja, [], {
      cwd: dir,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NINJA_STATUS: '@@%f/%t@@ ', LC_ALL: 'C', TERM: 'dumb', CLICOLOR_FORCE: '0' },
    });
    const kill = (name: NodeJS.Signals) => {
      if (child.pid === undefined || child.exitCode !== null) return;
      try {
        process.kill(-child.pid, name);
      } catch {
        // Gone already.
      }
    };
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      kill('SIGINT');
      timer = setTimeout(() => kill('SIGKILL'), GRACE);
    };
    const onExit = () => kill('SIGKILL');
    signal?.addEventListener('abort', onAbort, { once: true });
    process.once('exit', onExit);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      process.removeListener('exit', onExit);
    };
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine(line);
      });
      stream.on('end', () => {
        if (rest !== '') onLine(rest);
      });
    }
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (status) => {
      settle();
      resolve(status);
    });
  });
  signal?.throwIfAborted();
  onProgress?.({ ...last, component: null, state: code === 0 ? 'done' : 'failed' });
  return {
    ok: code === 0,
    image: join(dir, 'image'),
    elf: join(dir, 'image.elf'),
    compiled: [...compiled],
    log,
    didNothing,
    ms: performance.now() - begin,
  };
}
