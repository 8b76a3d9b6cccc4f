/** Completing a composition: previewed with its reasons, choices asked for, done as one step. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { edge, expectConsole, faults, fitView, node, place, port, selectWire, showDock } from '../composer.ts';
import { copyExample, expect, type Folders, test } from '../test.ts';

/** Writes a composition of nothing but `components`, in YAML's flow style. @returns its path. */
function write(folders: Folders, components: string): string {
  mkdirSync(folders.workspace, { recursive: true });
  const file = join(folders.workspace, 'uniloom.yaml');
  writeFileSync(file, `uniloom: 1\nname: bare\ntargets: [x86_64/microvm]\ncomponents: ${components}\n`);
  return file;
}

test('completes hello from only its app with the mouse, and undoes it at once', async ({ open, folders }) => {
  const page = await open(write(folders, '{ app: { microlib: hello } }'));
  await expect(node(page, 'app')).toBeVisible();
  await page.getByTestId('complete-button').click();
  const dialog = page.getByTestId('dialog-complete');
  await expect(page.getByTestId('addition-app.console')).toContainText('app.console needs console');
  await expect(page.getByTestId('complete-cost')).toHaveText('adds no component');
  await page.getByTestId('complete-diff').click();
  await expect(dialog).toContainText('+   - { from: app.console, to: board.console }');
  await page.getByTestId('complete-apply').click();
  await expect(dialog).toBeHidden();
  await expect(edge(page, 'app.console', 'board.console')).toHaveCount(1);
  await expect(page.getByTestId('problems-count')).toHaveText(/no problems/i);
  await expect(page.getByTestId('undo')).toHaveAttribute('title', /^Undo: Complete /);
  await page.getByTestId('undo').click();
  await expect(edge(page, 'app.console', 'board.console')).toHaveCount(0);
  await expect(page.getByTestId('undo')).toHaveAttribute('aria-disabled', 'true');
});

test('completes and boots hello with the keyboard alone', async ({ open }) => {
  const page = await open();
  await place(page, 'hello', { x: 0.3, y: 0.4 });
  await selectWire(page, 'hello.console', 'board.console');
  await page.keyboard.press('Delete');
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+Enter');
  await expect(page.getByTestId('complete-apply')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(1);
  await page.keyboard.press('F5');
  await expectConsole(page, 'Hello from Uniloom');
  // Nothing is left to add.
  await page.keyboard.press('Control+Shift+Enter');
  await expect(page.getByTestId('complete-already')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('dialog-complete')).toBeHidden();
});

test('asks where a choice matters, and the answer changes what is added', async ({ open, folders }) => {
  const page = await open(write(folders, '{ app: { microlib: threads } }'));
  await expect(node(page, 'app')).toBeVisible();
  await page.getByTestId('complete-button').click();
  const question = page.getByTestId('question-app.sched');
  await expect(question).toContainText('app.sched needs sched');
  // The smaller one has no threads, so that it is not taken by itself.
  await expect(page.getByTestId('addition-coop')).toBeVisible();
  const cost = (await page.getByTestId('complete-cost').textContent()) ?? '';
  await page.getByTestId('choice-add:none.sched').click();
  await expect(page.getByTestId('addition-none')).toBeVisible();
  await expect(page.getByTestId('addition-coop')).toHaveCount(0);
  await expect(page.getByTestId('choice-add:none.sched')).toBeChecked();
  await expect(page.getByTestId('complete-cost')).not.toHaveText(cost);
  await page.getByTestId('choice-add:coop.sched').click();
  await expect(page.getByTestId('addition-coop')).toBeVisible();
  await page.getByTestId('complete-apply').click();
  await expect(node(page, 'coop')).toBeVisible();
  await expect(page.getByTestId('problems-count')).toHaveText(/no problems/i);
  // What was added stands to the right of what needs it, and nothing lies on anything.
  const boxes = await page.locator('.react-flow__node').evaluateAll((all) =>
    all.map((one) => {
      const { x, y, right, bottom } = one.getBoundingClientRect();
      return { x, y, right, bottom };
    }),
  );
  const overlaps = boxes.flatMap((a, at) =>
    boxes.slice(at + 1).filter((b) => a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom),
  );
  expect(overlaps).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect(node(page, 'coop')).toHaveCount(0);
});

test('says what stands in the way, and leads there', async ({ open, folders }) => {
  const page = await open(write(folders, '{ app: { microlib: threads, options: { SLOTS: 0 } } }'));
  await expect(node(page, 'app')).toBeVisible();
  await page.getByTestId('complete-button').click();
  const list = page.getByTestId('contradiction');
  await expect(list).toContainText('SLOTS');
  await list.getByRole('button', { name: 'app.SLOTS' }).first().click();
  await expect(page.getByTestId('dialog-complete')).toBeHidden();
  await expect(page.getByTestId('option:app.SLOTS')).toHaveAttribute('aria-selected', 'true');
});

test('a quick fix by Ctrl+. for what is selected', async ({ open }) => {
  const page = await open();
  await place(page, 'hello', { x: 0.3, y: 0.4 });
  await selectWire(page, 'hello.console', 'board.console');
  await page.keyboard.press('Delete');
  await node(page, 'hello').click();
  await page.keyboard.press('Control+.');
  const fixes = page.getByTestId('quick-fix');
  await expect(fixes.getByRole('listbox')).toBeFocused();
  await expect(page.getByTestId('quick-fix-0')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('quick-fix-preview')).toContainText('{ from: hello.console, to: board.console }');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('quick-fix-1')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(fixes).toHaveCount(0);
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(0);
});

test('a quick fix from the canvas, and completion from a port', async ({ open, folders }) => {
  const page = await open(write(folders, '{ app: { microlib: hello } }'));
  await expect(node(page, 'app')).toBeVisible();
  await page.getByTestId('bulb-app').click();
  await page.getByTestId('quick-fix-0').click();
  await expect(edge(page, 'app.console', 'board.console')).toHaveCount(1);
  await expect(page.getByTestId('bulb-app')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await port(page, 'app', 'console').click();
  await page.getByTestId('popover-complete').click();
  await page.getByTestId('complete-apply').click();
  await expect(edge(page, 'app.console', 'board.console')).toHaveCount(1);
});

test('a fix of the problems panel is previewed, and problems are filtered', async ({ open }) => {
  const page = await open();
  await place(page, 'alloc_user', { x: 0.2, y: 0.2 });
  await fitView(page);
  await showDock(page, 'problems');
  const problems = page.getByTestId('problem-UL0102');
  await expect(problems).toHaveCount(2);
  await page.getByTestId('problems-filter').fill('alloc_user.stats');
  await expect(problems).toHaveCount(1);
  await page.getByTestId('preview-UL0102-0').click();
  await expect(problems).toContainText('microlib: allocstats');
  await page.getByTestId('fix-UL0102-0').click();
  await expect(node(page, 'allocstats')).toBeVisible();
  await page.getByTestId('undo').click();
  await expect(node(page, 'allocstats')).toHaveCount(0);
  await page.getByTestId('problems-filter').fill('');
  await expect(problems).toHaveCount(2);
  await page.getByTestId('problems-error').click();
  await expect(problems).toHaveCount(0);
});

test('what is new here has no serious accessibility fault in either theme', async ({ open, folders }) => {
  const page = await open(write(folders, '{ app: { microlib: threads } }'));
  await expect(node(page, 'app')).toBeVisible();
  for (const theme of ['dark', 'light']) {
    for (let press = 0; press < 3 && (await page.locator('html').getAttribute('data-theme')) !== theme; press++)
      await page.getByTestId('theme-toggle').click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.getByTestId('complete-button').click();
    await expect(page.getByTestId('complete-apply')).toBeVisible();
    expect(await faults(page), `${theme}, completion`).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('bulb-app').click();
    await expect(page.getByTestId('quick-fix-preview')).toBeVisible();
    expect(await faults(page), `${theme}, quick fixes`).toEqual([]);
    await page.keyboard.press('Escape');
    await showDock(page, 'problems');
    expect(await faults(page), `${theme}, problems`).toEqual([]);
  }
});

test('an example is complete as it is', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await expect(node(page, 'left')).toBeVisible();
  await page.getByTestId('complete-button').click();
  await expect(page.getByTestId('complete-already')).toContainText('It is complete');
});
