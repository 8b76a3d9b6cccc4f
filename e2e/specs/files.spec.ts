/** Sources are edited, saved and built; mistakes lead to their line; what is generated is not edited. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  boot,
  bootTrusting,
  expectConsole,
  expectPoweredOff,
  node,
  openFile,
  replaceInEditor,
  run,
  showDock,
} from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

test('a copy of the app is edited, saved and booted', async ({ open }) => {
  const page = await open();
  await page.getByTestId('empty-canvas').getByRole('button', { name: 'From a template' }).click();
  await page.getByTestId('template-hello').click();
  await node(page, 'app').click();
  await page.getByTestId('edit-copy').click();
  await expect(page.getByTestId('files')).toContainText('hello.c');
  await replaceInEditor(page, 'CONFIG_TEXT', '"Woven by hand"');
  await expect(page.getByTestId('file-dirty')).toBeVisible();
  await expect(page.getByTestId('document-state')).toHaveText('unsaved');
  await page.keyboard.press('Control+s');
  await expect(page.getByTestId('file-dirty')).toHaveCount(0);
  await boot(page);
  await expectConsole(page, 'Woven by hand');
  await expectPoweredOff(page);
});

test('an error in C is a problem that opens at its line', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'hello'));
  await node(page, 'app').click();
  await page.getByTestId('edit-copy').click();
  await replaceInEditor(page, 'CONFIG_TEXT', 'CONFIG_TEXTURE');
  await bootTrusting(page);
  await expect(page.getByTestId('activity')).toHaveText('boot failed', { timeout: 60_000 });
  // What was typed was saved before it was built.
  expect(await readFile(join(folders.workspace, 'hello/app/hello.c'), 'utf8')).toContain('CONFIG_TEXTURE');
  await showDock(page, 'problems');
  const problem = page.getByTestId('problem-UL0302').first();
  await expect(problem).toContainText('CONFIG_TEXTURE');
  await problem.getByRole('button', { name: /hello\.c:8\b/ }).click();
  await expect(page.getByTestId('files').locator('.monaco-editor .squiggly-error').first()).toBeVisible();
  await expect(page.getByTestId('files').locator('.line-numbers.active-line-number')).toHaveText('8');

  await replaceInEditor(page, 'CONFIG_TEXTURE', 'CONFIG_TEXT');
  await run(page);
  await expectConsole(page, 'Hello from Uniloom');
  await expectPoweredOff(page);
});

test('generated files are for reading', async ({ open }) => {
  const page = await open();
  await page
    .getByTestId('empty-canvas')
    .getByRole('button', { name: /^Start with an app/ })
    .click();
  await boot(page);
  await expectPoweredOff(page);
  await showDock(page, 'files');
  await openFile(page, 'link.lds');
  await expect(page.getByTestId('files')).toContainText('Read-only');
  const lines = page.getByTestId('files').locator('.view-lines');
  await expect(lines).toContainText('EXTERN');
  const before = await lines.textContent();
  await lines.click();
  await page.keyboard.type('nothing');
  await expect(lines).toHaveText(before ?? '');
  await expect(page.getByTestId('file-dirty')).toHaveCount(0);
});
