/** The option tree: found by search, changed, filtered, walked by keys, led through by links; never more rows than are seen. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { edge, faults, node, optionRow, selectWire, showDock, showOptions, treeField } from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

const current = (page: Page) => page.locator('[role=treeitem][aria-selected=true]');

test('finds an option by its help, changes it, resets it; each is one step', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await expect(node(page, 'pages')).toBeVisible();
  await showOptions(page);
  await expect(page.getByTestId('options-search')).toBeFocused();
  await page.keyboard.type('power of two');
  const row = optionRow(page, 'pages', 'MIN_ORDER');
  await expect(row.locator('mark').first()).toBeVisible();
  // Its component stays; what does not match is gone.
  await expect(page.getByTestId('component:pages')).toBeVisible();
  await expect(optionRow(page, 'fast', 'POOL_KB')).toHaveCount(0);
  await page.getByTestId('options-search').fill('never grows');
  await expect(optionRow(page, 'pages', 'POOL_KB')).toContainText('The pool never grows');

  await page.getByTestId('options-search').fill('smallest block');
  await row.click();
  // Its component is the selected one.
  await expect(page.locator('.inspector')).toContainText('Buddy');
  await expect(page.getByTestId('option-details')).toContainText('CONFIG_PAGES_MIN_ORDER');
  await treeField(page, 'pages', 'MIN_ORDER').fill('99');
  await expect(row).toContainText('allowed 5 … 12');
  await treeField(page, 'pages', 'MIN_ORDER').fill('8');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('options-tree')).toBeFocused();
  await expect(page.getByTestId('undo')).toHaveAttribute('title', /Set pages\.MIN_ORDER/);
  await expect(row).toHaveAttribute('data-changed', 'true');
  // The inspector says the same.
  await expect(page.locator('#option-pages-MIN_ORDER')).toHaveValue('8');

  await row.getByRole('button', { name: 'Back to 6' }).click();
  await expect(treeField(page, 'pages', 'MIN_ORDER')).toHaveValue('6');
  await page.keyboard.press('Control+z');
  await expect(treeField(page, 'pages', 'MIN_ORDER')).toHaveValue('8');
  await page.keyboard.press('Control+z');
  await expect(treeField(page, 'pages', 'MIN_ORDER')).toHaveValue('6');
  await expect(page.getByTestId('undo')).toHaveAttribute('aria-disabled', 'true');
});

test('shows only what is changed; a component is reset at once; the pane is remembered', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await showOptions(page);
  await page.getByTestId('options-changed').click();
  await expect(page.getByTestId('component:left')).toBeVisible();
  await expect(optionRow(page, 'left', 'ROUNDS')).toBeVisible();
  await expect(page.getByTestId('component:pages')).toHaveCount(0);
  await expect(optionRow(page, 'left_stats', 'REPORT_EVERY')).toHaveCount(0);
  await page.getByTestId('component:left').getByRole('button', { name: 'Reset all options of left' }).click();
  await expect(page.getByTestId('component:left')).toHaveCount(0);
  await expect(page.getByTestId('undo')).toHaveAttribute('title', /Reset all options of left/);
  await page.getByTestId('undo').click();
  await expect(optionRow(page, 'left', 'NAME')).toBeVisible();
  await expect(optionRow(page, 'left', 'ROUNDS')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('options-tree')).toBeVisible();
  await page.keyboard.press('Control+3');
  await expect(page.getByTestId('option-pane')).toHaveCount(0);
});

test('follows the canvas, and the keys walk, fold, type, switch and reset', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'threads'));
  await expect(node(page, 'threads')).toBeVisible();
  await showOptions(page);
  await node(page, 'threads').click();
  await expect(current(page)).toHaveAttribute('data-testid', 'component:threads');
  const tree = page.getByTestId('options-tree');
  await tree.focus();
  await page.keyboard.press('ArrowDown');
  await expect(current(page)).toHaveAttribute('data-testid', 'option:threads.STACK_KB');
  await expect(tree).toHaveAttribute('aria-activedescendant', (await current(page).getAttribute('id')) ?? '');
  await expect(current(page)).toHaveAttribute('aria-level', '2');
  await page.keyboard.type('32');
  await page.keyboard.press('Enter');
  await expect(treeField(page, 'threads', 'STACK_KB')).toHaveValue('32');
  await expect(tree).toBeFocused();
  // Escape gives up what was typed.
  await page.keyboard.type('9');
  await page.keyboard.press('Escape');
  await expect(treeField(page, 'threads', 'STACK_KB')).toHaveValue('32');
  await page.keyboard.press('Delete');
  await expect(treeField(page, 'threads', 'STACK_KB')).toHaveValue('16');
  await expect(node(page, 'threads')).toBeVisible();

  await page.keyboard.press('ArrowDown');
  await expect(current(page)).toHaveAttribute('data-testid', 'option:threads.CHECK_STACKS');
  const check = optionRow(page, 'threads', 'CHECK_STACKS').getByRole('switch');
  await page.keyboard.press('Enter');
  await expect(check).not.toBeChecked();
  await page.keyboard.press('y');
  await expect(check).toBeChecked();

  await page.keyboard.press('ArrowLeft');
  await expect(current(page)).toHaveAttribute('data-testid', 'component:threads');
  await page.keyboard.press('ArrowLeft');
  await expect(current(page)).toHaveAttribute('aria-expanded', 'false');
  await expect(optionRow(page, 'threads', 'CHECK_STACKS')).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(current(page)).toHaveAttribute('data-testid', 'board');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(current(page)).toHaveAttribute('data-testid', /^component:board_/);
  await expect(page.locator('.inspector')).toContainText('Drivers');
  await page.keyboard.press('f');
  await expect(page.getByTestId('options-search')).toBeFocused();
  await page.keyboard.type('nothing like it');
  await expect(page.getByTestId('option-pane')).toContainText('No option matches');
});

test('an option of the board is set without replacing its driver', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'hello'));
  await showOptions(page);
  await page.keyboard.type('uart0 transmit');
  const row = optionRow(page, 'board_uart0', 'FIFO');
  await row.click();
  await expect(page.getByTestId('option-details')).toContainText('CONFIG_BOARD_UART0_FIFO');
  await treeField(page, 'board_uart0', 'FIFO').fill('1');
  await page.keyboard.press('Enter');
  await expect(row).toHaveAttribute('data-changed', 'true');
  await expect(page.getByTestId('problems-count')).toHaveText(/no problems/i);
  await page.keyboard.press('Delete');
  await expect(row).not.toHaveAttribute('data-changed');
});

test('a hidden option says what it waits for, and leads there', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await expect(node(page, 'left_stats')).toBeVisible();
  await selectWire(page, 'left_stats.control', 'board.control');
  await page.keyboard.press('Delete');
  await expect(edge(page, 'left_stats.control', 'board.control')).toHaveCount(0);
  await showOptions(page);
  await page.keyboard.type('left_stats calls');
  const row = optionRow(page, 'left_stats', 'REPORT_EVERY');
  await expect(row).toHaveAttribute('data-dimmed', 'true');
  await expect(row).toContainText('needs a wire at control');
  await expect(treeField(page, 'left_stats', 'REPORT_EVERY')).toBeDisabled();
  await row.click();
  // While no frame is drawn the canvas is still on its way: what can be chosen there must not slide under the pointer.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.getByTestId('option-details').getByTestId('go-left_stats.control').first().click();
  await expect(page.getByTestId('port-popover')).toHaveCount(0);
  await page.clock.resume();
  await expect(page.getByTestId('port-popover')).toContainText('left_stats.control');
  await page.getByTestId('candidate-board.control').click();
  await expect(row).not.toHaveAttribute('data-dimmed');
  await expect(treeField(page, 'left_stats', 'REPORT_EVERY')).toBeEnabled();
});

test('a problem of a board’s option leads into the tree', async ({ open, folders }) => {
  mkdirSync(folders.workspace, { recursive: true });
  const file = join(folders.workspace, 'uniloom.yaml');
  const parts = '{ app: { microlib: hello }, board_uart0: { microlib: ns16550, options: { FIFO: 500 } } }';
  writeFileSync(file, `uniloom: 1\nname: far\ntargets: [x86_64/microvm]\ncomponents: ${parts}\n`);
  const page = await open(file);
  await expect(node(page, 'app')).toBeVisible();
  const panel = await showDock(page, 'problems');
  await panel.getByRole('button', { name: 'board_uart0.FIFO', exact: true }).click();
  await expect(current(page)).toHaveAttribute('data-testid', 'option:board_uart0.FIFO');
  await expect(page.getByTestId('option-details')).toContainText('UL0203');
  // The best fix of what has the keys.
  await page.keyboard.press('Control+.');
  await expect(page.getByTestId('quick-fix').getByRole('listbox')).toBeFocused();
  await expect(page.getByTestId('quick-fix-preview')).toContainText('FIFO');
  await page.keyboard.press('Enter');
  await expect(panel.getByTestId('problem-UL0203')).toHaveCount(0);
});

test('a thousand components are as few rows as a screen has', async ({ open, folders }) => {
  const components = Array.from({ length: 1000 }, (_, at) => `  c${at}: { microlib: ns16550 }`);
  mkdirSync(folders.workspace, { recursive: true });
  const file = join(folders.workspace, 'uniloom.yaml');
  writeFileSync(file, `uniloom: 1\nname: large\ntargets: [x86_64/microvm]\ncomponents:\n${components.join('\n')}\n`);
  const page = await open(file);
  await showOptions(page);
  const rows = page.getByRole('treeitem');
  await expect(rows.first()).toHaveAttribute('aria-setsize', '1001');
  expect(await rows.count()).toBeLessThan(100);
  await page.keyboard.type('receive ring');
  await expect(optionRow(page, 'c0', 'RX_RING')).toBeVisible();
  expect(await rows.count()).toBeLessThan(100);
  await page.getByTestId('options-search').fill('c777 ring');
  await optionRow(page, 'c777', 'RX_RING').click();
  await page.keyboard.type('512');
  await page.keyboard.press('Enter');
  await expect(optionRow(page, 'c777', 'RX_RING')).toHaveAttribute('data-changed', 'true');
  // Without the search the option is still the current one, and in view.
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('component:c776')).toBeVisible();
  await expect(current(page)).toHaveAttribute('data-testid', 'option:c777.RX_RING');
  await page.keyboard.press('End');
  await expect(current(page)).toHaveAttribute('data-testid', 'board');
  expect(await rows.count()).toBeLessThan(100);
});

test('has no serious accessibility fault in either theme', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await expect(node(page, 'left')).toBeVisible();
  await showOptions(page);
  await optionRow(page, 'left', 'ROUNDS').click();
  for (const theme of ['dark', 'light']) {
    for (let press = 0; press < 3 && (await page.locator('html').getAttribute('data-theme')) !== theme; press++)
      await page.getByTestId('theme-toggle').click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect(await faults(page), theme).toEqual([]);
    await page.getByTestId('options-search').fill('pool');
    await expect(page.locator('mark').first()).toBeVisible();
    expect(await faults(page), `${theme}, search`).toEqual([]);
    await page.getByTestId('options-search').fill('');
  }
});
