/** The fixtures of every spec: the app in the project's shell, and no violation of the content security policy. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { type Environment, type Folders, openApp, type RunningApp, type Shell } from './shells.ts';

interface Fixtures {
  readonly shell: Shell;
  readonly folders: Folders;
  /** Opens the app; it is closed, and its CSP violations are asserted absent, when the test ends. */
  readonly open: (...args: string[]) => Promise<Page>;
  /** What the page's policy has refused and scripts have not caught. A test that provokes some takes them out. */
  readonly violations: string[];
  /** The same, with variables of its process, and the process in hand. */
  readonly start: (args: readonly string[], env?: Environment) => Promise<RunningApp>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  shell: async ({}, use, info) => use(info.project.name as Shell),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  folders: async ({}, use) => {
    const base = await mkdtemp(join(tmpdir(), 'uniloom-e2e-'));
    const folders: Folders = {
      workspace: join(base, 'work'),
      state: join(base, 'state'),
      cache: join(base, 'cache'),
      temporary: join(base, 'tmp'),
    };
    await Promise.all([folders.workspace, folders.temporary].map((path) => mkdir(path)));
    await use(folders);
    await rm(base, { recursive: true, force: true });
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  violations: async ({}, use) => {
    const violations: string[] = [];
    await use(violations);
    expect(violations).toEqual([]);
  },
  start: async ({ shell, folders, violations }, use) => {
    const apps: RunningApp[] = [];
    const watch = (page: Page) => {
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) violations.push(message.text());
      });
      page.on('pageerror', (error) => violations.push(`uncaught: ${error.stack ?? error.message}`));
    };
    await use(async (args, env = {}) => {
      const app = await openApp(shell, { folders, args, env, watch });
      apps.push(app);
      return app;
    });
    for (const app of apps) await app.close();
  },
  open: async ({ start }, use) => {
    await use(async (...args) => (await start(args)).page);
  },
});

/** Copies an example into the workspace, where nobody has trusted it yet. @returns the path of its composition. */
export async function copyExample(folders: Folders, name: string): Promise<string> {
  const folder = join(folders.workspace, name);
  await cp(join(import.meta.dirname, '../assets/examples', name), folder, { recursive: true });
  return join(folder, 'uniloom.yaml');
}

export { expect, type Folders };
