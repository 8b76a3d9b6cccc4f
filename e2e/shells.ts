/** Starts the app in one of its shells, with a state, a cache and a workspace of its own, and hands out its page. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, type Browser, chromium, type Page } from '@playwright/test';
import { chromiumPath } from './chromium.mjs';

export type Shell = 'browser' | 'electron-standin' | 'electron';

export interface Folders {
  /** What the shell is started in: the root of the browser shell's picker. */
  readonly workspace: string;
  readonly state: string;
  readonly cache: string;
  /** For temporary files of the shell, so that a killed one leaves nothing behind. */
  readonly temporary: string;
}

export interface RunningApp {
  readonly page: Page;
  /** The shell's process; undefined where it is not ours to look at. */
  readonly pid: number | undefined;
  /** Ends the shell and everything that it started. */
  close(): Promise<void>;
  /** Ends the shell as a crash does: it gets no chance to do anything. */
  kill(): Promise<void>;
}

/** Variables for the shell's process, such as the answers to the stand-in's native dialogs. */
export type Environment = Readonly<Record<string, string>>;

/** Hears of the page before (where the shell allows it) its first script runs. */
export type Watch = (page: Page) => void;

const root = join(import.meta.dirname, '..');
const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const environment = (folders: Folders, more: Environment): NodeJS.ProcessEnv => ({
  ...process.env,
  ...more,
  TMPDIR: folders.temporary,
  UNILOOM_STATE_DIR: folders.state,
  UNILOOM_CACHE_DIR: folders.cache,
  NO_COLOR: '1',
});

/** Resolves with the first group of `pattern` in what `child` prints on the given stream; rejects when it ends first. */
function lineOf(child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    const input = child[stream];
    if (!input) throw new Error(`no ${stream}`);
    createInterface({ input }).on('line', (line) => {
      seen.push(line);
      const match = pattern.exec(line);
      if (match?.[1]) resolve(match[1]);
    });
    child.once('exit', (code) => reject(new Error(`the shell ended with ${code}:\n${seen.join('\n')}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

async function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  child.kill(signal);
  await ended(child);
}

/** The ways to end a shell and the browser that shows it. */
const endsOf = (child: ChildProcess, browser: Browser) => ({
  close: async () => {
    await browser.close();
    await stop(child, 'SIGTERM');
  },
  kill: async () => {
    await stop(child, 'SIGKILL');
    await browser.close();
  },
});

interface Launch {
  readonly folders: Folders;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly watch: Watch;
}

async function openInBrowser({ folders, args, env, watch }: Launch): Promise<RunningApp> {
  const child = spawn(process.execPath, [join(root, 'dist/cli/uniloom.mjs'), 'serve', '--no-open', ...args], {
    cwd: folders.workspace,
    env: environment(folders, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr?.resume();
  const url = await lineOf(child, 'stdout', /(http:\/\/127\.0\.0\.1:\d+\/\S*)/);
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath(), args: BROWSER_ARGS });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  watch(page);
  await page.goto(url);
  return { page, pid: child.pid, ...endsOf(child, browser) };
}

async function openStandin({ folders, args, env, watch }: Launch): Promise<RunningApp> {
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'e2e/standin/register.mjs'), join(root, 'dist/electron/main.mjs'), ...args],
    { cwd: folders.workspace, env: environment(folders, env), stdio: ['ignore', 'inherit', 'pipe'] },
  );
  const url = await lineOf(child, 'stderr', /standin: (http:\S+)/);
  const browser = await chromium.connectOverCDP(url);
  const [context] = browser.contexts();
  if (!context) throw new Error('the stand-in has no browser context');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  watch(page);
  return { page, pid: child.pid, ...endsOf(child, browser) };
}

async function openElectron({ folders, args, env, watch }: Launch): Promise<RunningApp> {
  const app = await _electron.launch({
    args: [join(root, 'dist/electron/main.mjs'), ...args],
    cwd: folders.workspace,
    env: Object.fromEntries(
      Object.entries(environment(folders, env)).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  });
  const page = await app.firstWindow();
  watch(page);
  return {
    page,
    pid: app.process().pid,
    close: () => app.close(),
    kill: () => stop(app.process(), 'SIGKILL'),
  };
}

const shells = { browser: openInBrowser, 'electron-standin': openStandin, electron: openElectron };

/** Opens the app in `shell` on `args` (a file, or nothing for the start screen) and waits until it can be used. */
export async function openApp(shell: Shell, launch: Launch): Promise<RunningApp> {
  const app = await shells[shell](launch);
  app.page.setDefaultTimeout(15_000);
  await app.page.getByTestId('boot-button').waitFor({ timeout: 60_000 });
  return app;
}
