/** Every screen once a theme and language. Not a test of what is on it: these are for people to look at. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { boot, edge, expectConsole, expectPoweredOff, node, port, showDock, steady } from '../composer.ts';
import { expect, test } from '../test.ts';

const root = join(import.meta.dirname, '../..');
const examples = join(root, 'assets/examples');

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

      test('empty canvas, gallery, picker', async ({ open }) => {
        const page = await open();
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

      test('hello, with and without its wire', async ({ open }) => {
        const page = await open(join(examples, 'hello'));
        await boot(page);
        await expectConsole(page, 'Hello');
        await expectPoweredOff(page);
        await shot(page, '04-hello-booted');
        await edge(page, 'app.console', 'board.console').focus();
        await page.keyboard.press('Delete');
        await expect(page.getByTestId('problems-count')).toContainText('1');
        await shot(page, '05-missing-wire');
        await port(page, 'app', 'console').click();
        await expect(page.getByTestId('port-popover')).toBeVisible();
        await shot(page, '06-candidates');
        await page.keyboard.press('Escape');
        await showDock(page, 'problems');
        await shot(page, '07-problems');
      });

      test('two allocators', async ({ open }) => {
        const page = await open(join(examples, 'two-allocators'));
        await boot(page);
        await expectPoweredOff(page);
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

      test('threads: files, command palette, keys', async ({ open }) => {
        const page = await open(join(examples, 'threads'));
        await boot(page);
        await expectPoweredOff(page);
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

      test('a stranger’s folder', async ({ open, folders }) => {
        const copy = join(folders.workspace, 'downloaded');
        cpSync(join(examples, 'hello'), copy, { recursive: true });
        const page = await open(copy);
        await boot(page);
        await expect(page.getByTestId('trust-accept')).toBeVisible();
        await shot(page, '17-trust');
      });
    });
  }
