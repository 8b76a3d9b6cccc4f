/** Every screen once a theme and language. Not a test of what is on it: these are for people to look at. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  boot,
  bootTrusting,
  expectConsole,
  focusCanvas,
  node,
  optionRow,
  port,
  rewire,
  run,
  selectWire,
  setOption,
  showDock,
  showOptions,
  steady,
} from '../composer.ts';
import { test as base, copyExample, expect } from '../test.ts';

const root = join(import.meta.dirname, '../..');

/** Opens a copy of an example, in a home of its own, so that no picture shows where it was made. */
type Change = (text: string) => string;

const test = base.extend<{ example: (name: string, change?: Change) => Promise<Page> }>({
  example: async ({ start, folders }, use) => {
    await use(async (name, change) => {
      const file = await copyExample(folders, name);
      if (change !== undefined) writeFileSync(file, change(readFileSync(file, 'utf8')));
      return (await start([file], { HOME: dirname(folders.workspace) })).page;
    });
  },
});

/** In every language. */
const poweredOff = (page: Page) => expect(page.getByTestId('activity')).toHaveClass(/\bok\b/, { timeout: 60_000 });

for (const theme of ['light', 'dark'] as const)
  for (const language of ['en', 'zh'] as const) {
    const folder = join(root, 'screenshots', `${theme}-${language}`);
    const shot = async (page: Page, name: string) => {
      await steady(page);
      await page.screenshot({ path: join(folder, `${name}.png`) });
    };

    test.describe(`${theme}, ${language}`, () => {
      test.beforeEach(({ folders }) => {
        mkdirSync(folder, { recursive: true });
        mkdirSync(folders.state, { recursive: true });
        writeFileSync(join(folders.state, 'settings.json'), JSON.stringify({ theme, language }));
      });

      test('empty canvas, gallery, picker', async ({ start, folders }) => {
        const { page } = await start([], { HOME: dirname(folders.workspace) });
        await expect(page.getByTestId('empty-canvas')).toBeVisible();
        await shot(page, '01-empty');
        await page.keyboard.press('Control+Alt+N');
        await expect(page.getByTestId('template-hello')).toBeVisible();
        await shot(page, '02-gallery');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+O');
        await expect(page.getByTestId('picker-path')).toBeVisible();
        await shot(page, '03-picker');
      });

      test('hello, with and without its wire', async ({ example }) => {
        const page = await example('hello');
        await bootTrusting(page);
        await expectConsole(page, 'Hello');
        await poweredOff(page);
        await shot(page, '04-hello-booted');
        await selectWire(page, 'app.console', 'board.console');
        await page.keyboard.press('Delete');
        await expect(page.getByTestId('problems-count')).toContainText('1');
        await shot(page, '05-missing-wire');
        await port(page, 'app', 'console').click();
        await expect(page.getByTestId('port-popover')).toBeVisible();
        await shot(page, '06-candidates');
        await page.keyboard.press('Escape');
        await showDock(page, 'problems');
        await page.getByTestId('preview-UL0102-0').first().click();
        await shot(page, '07-problems');
        await node(page, 'app').click();
        await page.keyboard.press('Control+.');
        await expect(page.getByTestId('quick-fix-preview')).toBeVisible();
        await shot(page, '18-quick-fix');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+Shift+Enter');
        await expect(page.getByTestId('complete-apply')).toBeFocused();
        await shot(page, '19-complete');
      });

      test('completion with questions', async ({ start, folders }) => {
        const file = join(folders.workspace, 'uniloom.yaml');
        mkdirSync(folders.workspace, { recursive: true });
        writeFileSync(
          file,
          'uniloom: 1\nname: bare\ntargets: [x86_64/microvm]\ncomponents: { app: { microlib: threads } }\n',
        );
        const { page } = await start([file], { HOME: dirname(folders.workspace) });
        await expect(node(page, 'app')).toBeVisible();
        await page.getByTestId('complete-button').click();
        await expect(page.getByTestId('complete-apply')).toBeFocused();
        await shot(page, '20-questions');
        await page.getByTestId('complete-diff').click();
        await shot(page, '21-completion-diff');
        await page.getByTestId('complete-apply').click();
        await expect(page.getByTestId('dialog-complete')).toBeHidden();
        await shot(page, '22-completed');
      });

      test('options', async ({ example }) => {
        const page = await example('two-allocators');
        await expect(node(page, 'left')).toBeVisible();
        await selectWire(page, 'left_stats.control', 'board.control');
        await page.keyboard.press('Delete');
        await showOptions(page);
        await optionRow(page, 'left_stats', 'REPORT_EVERY').click();
        await shot(page, '23-options');
        await page.getByTestId('options-search').fill('pool');
        await optionRow(page, 'fast', 'POOL_KB').click();
        await shot(page, '24-options-search');
        await page.getByTestId('options-search').fill('');
        await page.getByTestId('options-changed').click();
        await shot(page, '25-options-changed');
      });

      test('two allocators', async ({ example }) => {
        const page = await example('two-allocators');
        await bootTrusting(page);
        await poweredOff(page);
        await shot(page, '08-two-allocators');
        await node(page, 'fast').click();
        await shot(page, '09-component');
        await showDock(page, 'sizes');
        await shot(page, '10-sizes');
        await showDock(page, 'export');
        await shot(page, '11-export');
        await node(page, 'board').click();
        await shot(page, '12-board');
      });

      test('threads: files, command palette, keys', async ({ example }) => {
        const page = await example('threads');
        await bootTrusting(page);
        await poweredOff(page);
        await focusCanvas(page);
        await shot(page, '13-threads');
        await showDock(page, 'files');
        await page
          .getByTestId(/^file-.*threads\.c/)
          .first()
          .click();
        await expect(page.getByTestId('code')).toContainText('SPDX');
        await shot(page, '14-files');
        await page.keyboard.press('Control+K');
        await shot(page, '15-commands');
        await page.keyboard.press('Escape');
        await page.getByTestId('menu-button').click();
        await shot(page, '16-menu');
      });

      test('a device, and a traced wire', async ({ example }) => {
        const frames = await example('frames');
        await node(frames, 'net0').click();
        await expect(frames.getByTestId('node-net0')).toBeVisible();
        await shot(frames, '26-device');
        await selectWire(frames, 'app.net', 'net0.netdev');
        await frames.locator('.kinds input').nth(2).check({ force: true });
        await bootTrusting(frames);
        await poweredOff(frames);
        await showDock(frames, 'trace');
        await shot(frames, '27-trace');
      });

      test('what components cost, before a build, after a change, and of memory', async ({ example }) => {
        const page = await example('two-allocators');
        await node(page, 'fast').click();
        await expect(page.getByTestId('costs')).toBeVisible();
        await page.getByTestId('costs').scrollIntoViewIfNeeded();
        await shot(page, '28-cost-estimate');
        await bootTrusting(page);
        await poweredOff(page);
        await rewire(page, port(page, 'fast', 'alloc'), port(page, 'pages', 'alloc'));
        await node(page, 'left').click();
        await setOption(page, 'left', 'NAME', 'the one on the left');
        await setOption(page, 'left', 'ROUNDS', '41');
        await run(page);
        await poweredOff(page);
        await page.getByTestId('costs').scrollIntoViewIfNeeded();
        await shot(page, '29-cost-changed');
        await showDock(page, 'sizes');
        await page.getByTestId('size-left_stats').hover();
        await shot(page, '30-sizes-image');
        await page.getByTestId('metric-memory').click();
        await page.getByTestId('treemap').hover();
        await shot(page, '31-sizes-memory');
        await node(page, 'board').click();
        await shot(page, '32-board-costs');
      });

      test('forwarded ports', async ({ example }) => {
        const page = await example('frames');
        await node(page, 'net0').click();
        for (let row = 0; row < 3; row++) await page.getByTestId('forward-add').click();
        await page
          .getByRole('combobox', { name: /Protocol|协议/ })
          .nth(2)
          .click();
        await page.getByRole('option', { name: 'udp' }).click();
        await page.getByTestId('forward-guest').nth(1).fill('7');
        await page.keyboard.press('Enter');
        await page.getByTestId('forward-host').nth(1).fill('8080');
        await shot(page, '33-forwards-refused');
        await page.getByTestId('forward-host').nth(1).fill('');
        await page.keyboard.press('Enter');
        await bootTrusting(page);
        await poweredOff(page);
        await shot(page, '34-forwards');
        await page.keyboard.press('Escape');
        await focusCanvas(page);
        await shot(page, '35-composition');
      });

      test('a server that answers', async ({ example }) => {
        test.setTimeout(300_000);
        // Other screens have the port at the same time.
        const page = await example('web-server', (text) => text.replace('tcp:8080:80', 'tcp:0:80, tcp:0:7, udp:0:53'));
        await bootTrusting(page);
        await expect(page.getByTestId('forward-tcp-80')).toHaveAttribute('data-state', 'ready', { timeout: 200_000 });
        await shot(page, '36-server');
        await page.getByTestId('stop-button').click();
      });

      test('a stranger’s folder', async ({ example }) => {
        const page = await example('hello');
        await boot(page);
        await expect(page.getByTestId('trust-accept')).toBeVisible();
        await shot(page, '17-trust');
      });
    });
  }
