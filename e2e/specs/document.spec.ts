/** A composition as a file: what is unsaved, where it is saved, what others do to it, and what a crash leaves. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, edge, focusCanvas, node, option, place, setOption } from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

test('an option marks the document as changed; undo clears it', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'hello'));
  const state = page.getByTestId('document-state');
  await expect(state).toHaveText('saved');
  await node(page, 'app').click();
  await setOption(page, 'app', 'TEXT', 'Good day');
  await expect(state).toHaveText('unsaved');
  await focusCanvas(page);
  await page.keyboard.press('Control+z');
  await expect(state).toHaveText('saved');
  await page.keyboard.press('Control+Shift+z');
  await expect(state).toHaveText('unsaved');
  await page.keyboard.press('Control+s');
  await expect(state).toHaveText('saved');
  const text = await readFile(join(folders.workspace, 'hello/uniloom.yaml'), 'utf8');
  expect(text).toContain('TEXT: Good day');
  expect(text).toContain('# The one wire');
});

test('is saved as a file, and is there again after a reload', async ({ start, folders, shell }) => {
  const file = join(folders.workspace, 'first.uniloom');
  const { page } = await start([], { UNILOOM_STANDIN_SAVE: file });
  await place(page, 'hello', { x: 0.3, y: 0.4 });
  await page.keyboard.press('Control+s');
  if (shell === 'browser') {
    await page.getByTestId('picker-name').fill('first');
    await page.getByTestId('picker-accept').click();
  }
  await expect(page.getByTestId('document-state')).toHaveText('saved');
  expect(await readFile(file, 'utf8')).toContain('microlib: hello');
  await page.reload();
  await expect(node(page, 'hello')).toBeVisible();
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(1);
  await expect(page.getByTestId('document-state')).toHaveText('saved');
});

test('asks about unsaved changes before another document is opened', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'hello'));
  await place(page, 'tlsf', { x: 0.3, y: 0.8 });
  const question = page.getByTestId('dialog-unsaved');
  const start = async () => {
    await command(page, 'New empty composition');
    await expect(question).toBeVisible();
  };
  await start();
  await page.getByTestId('unsaved-cancel').click();
  await expect(node(page, 'tlsf')).toBeVisible();
  await start();
  await page.getByTestId('unsaved-save').click();
  await expect(page.getByTestId('empty-canvas')).toBeVisible();
  expect(await readFile(join(folders.workspace, 'hello/uniloom.yaml'), 'utf8')).toContain('microlib: tlsf');
  await place(page, 'hello', { x: 0.3, y: 0.4 });
  await start();
  await page.getByTestId('unsaved-discard').click();
  await expect(page.getByTestId('empty-canvas')).toBeVisible();
});

test('a change by another program is a question', async ({ open, folders }) => {
  const file = await copyExample(folders, 'hello');
  const page = await open(file);
  await expect(node(page, 'app')).toBeVisible();
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('app', 'theirs'));
  const question = page.getByTestId('dialog-conflict');
  await expect(question).toBeVisible();
  await page.getByTestId('conflict-compare').click();
  await expect(question).toContainText('theirs: { microlib: hello }');
  await page.getByTestId('conflict-reload').click();
  await expect(node(page, 'theirs')).toBeVisible();
  await expect(page.getByTestId('document-state')).toHaveText('saved');
});

/** The text of all files below a folder. */
async function filesBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))).join('\n');
}

test('a crash loses nothing: the draft is offered', async ({ start, folders }) => {
  const file = await copyExample(folders, 'hello');
  const first = await start([file]);
  await place(first.page, 'tlsf', { x: 0.3, y: 0.8 });
  await node(first.page, 'app').click();
  await setOption(first.page, 'app', 'TEXT', 'Still here');
  await expect(first.page.getByTestId('document-state')).toHaveText('unsaved');
  // The edit travels to the engine's journal; what a crash finds there is what it cannot take.
  await expect.poll(() => filesBelow(folders.state)).toContain('Still here');
  await first.kill();

  const { page } = await start([file]);
  await expect(page.getByTestId('dialog-restore')).toBeVisible();
  await page.getByTestId('restore-accept').click();
  await expect(node(page, 'tlsf')).toBeVisible();
  await expect(page.getByTestId('document-state')).toHaveText('unsaved');
  await node(page, 'app').click();
  await expect(option(page, 'app', 'TEXT')).toHaveValue('Still here');
  expect(await readFile(file, 'utf8')).not.toContain('Still here');
});
