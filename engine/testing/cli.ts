/** The bundled CLI, for tests that run whole processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = join(import.meta.dirname, '../..');
export const bundle = join(root, 'dist/cli/uniloom.mjs');
export const example = (name: string): string => join(root, 'assets/examples', name);

/** In the environment of tests whose set-up has built the bundle. */
export const CLI_IS_BUILT = 'UNILOOM_CLI_IS_BUILT';

/** Builds the bundle where a source is newer; only once before all of them where tests run side by side (boots-setup.ts). */
export async function ensureCli(): Promise<void> {
  if (process.env[CLI_IS_BUILT] === '1') return;
  const { buildCli } = (await import(pathToFileURL(join(root, 'scripts/lib/build.mjs')).href)) as {
    buildCli: () => Promise<unknown>;
  };
  await buildCli();
}

export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Sandbox {
  /** A scratch folder. */
  readonly folder: string;
  start(args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess;
  /** Runs to the end; `input` is standard input. */
  run(args: readonly string[], input?: string, env?: NodeJS.ProcessEnv): Promise<Finished>;
  remove(): Promise<void>;
}

/** State and cache of its own. The name has a blank and Chinese characters: paths are quoted everywhere. */
export function createSandbox(): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'uniloom 测试 '));
  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawn(process.execPath, [bundle, ...args], {
      cwd: folder,
      env: {
        ...process.env,
        UNILOOM_CACHE_DIR: join(folder, 'cache'),
        UNILOOM_STATE_DIR: join(folder, 'state'),
        NO_COLOR: '1',
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  return {
    folder,
    start,
    run(args, input = '', env = {}) {
      const child = start(args, env);
      let stdout = '';
      let stderr = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
      });
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
      });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
