/** How it looks and how it is reached: themes, languages, commands, keys, exports; no serious accessibility fault. */
import { command, edge, expectConsole, faults, node, place, port, showDock } from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

test('themes and languages are chosen and kept', async ({ open }) => {
  const page = await open();
  const theme = () => page.locator('html').getAttribute('data-theme');
  const seen = new Set<string | null>();
  for (let press = 0; press < 3; press++) {
    await page.getByTestId('theme-toggle').click();
    seen.add(await theme());
  }
  expect([...seen].sort()).toEqual(['dark', 'light']);
  await page.getByTestId('language-zh').click();
  await expect(page.getByTestId('boot-button')).toHaveText(/启动/);
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  await page.reload();
  await expect(page.getByTestId('boot-button')).toHaveText(/启动/);
  await page.getByTestId('language-en').click();
  await expect(page.getByTestId('boot-button')).toHaveText('Boot');
});

test('commands by name, and the sheet of keys', async ({ open }) => {
  const page = await open();
  await command(page, 'Add TLSF');
  await expect(node(page, 'tlsf')).toBeVisible();
  await page.keyboard.press('?');
  const sheet = page.getByTestId('dialog-shortcuts');
  await expect(sheet).toContainText('Undo');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

test('composes and boots hello with the keyboard alone', async ({ open }) => {
  const page = await open();
  await expect(page.getByTestId('document-name')).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByTestId('palette-search')).toBeFocused();
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(1);

  // Take the wire away again, and put it back through the port's list.
  await page.keyboard.press('Escape');
  await edge(page, 'hello.console', 'board.console').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Delete');
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(0);
  await port(page, 'hello', 'console').focus();
  await page.keyboard.press('Enter');
  const choices = page.getByTestId('port-popover');
  await expect(choices).toBeFocused();
  const wanted = page.getByTestId('candidate-board.console');
  for (let press = 0; press < 8 && !(await wanted.evaluate((one) => one === document.activeElement)); press++)
    await page.keyboard.press('Tab');
  await expect(wanted).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(1);
  await page.keyboard.press('F5');
  await expectConsole(page, 'Hello from Uniloom');
});

test('exports are previewed and written', async ({ start, folders, shell }) => {
  const { page } = await start([], { UNILOOM_STANDIN_SAVE: `${folders.workspace}/out.json` });
  await place(page, 'hello', { x: 0.3, y: 0.4 });
  await showDock(page, 'export');
  await page.getByTestId('export-lock').click();
  await expect(page.getByTestId('export-preview')).toContainText('"hello"');
  await page.getByTestId('export-kraftfile').click();
  await expect(page.getByTestId('export-preview')).toContainText('v0.6');
  await page.getByTestId('export-lock').click();
  await page.getByTestId('export-write').click();
  if (shell === 'browser') {
    await page.getByTestId('picker-name').fill('out.json');
    await page.getByTestId('picker-accept').click();
  }
  await expect(page.getByTestId('export-result')).toContainText('out.json');
});

test('has no serious accessibility fault in either theme', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await expect(node(page, 'left')).toBeVisible();
  await node(page, 'left').click();
  for (const theme of ['dark', 'light']) {
    for (let press = 0; press < 3 && (await page.locator('html').getAttribute('data-theme')) !== theme; press++)
      await page.getByTestId('theme-toggle').click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const tab of ['console', 'problems', 'sizes'] as const) {
      await showDock(page, tab);
      expect(await faults(page), `${theme}, ${tab}`).toEqual([]);
    }
  }
});
