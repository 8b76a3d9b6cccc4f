/** From an empty canvas, with real mouse drags, to `Hello` in the terminal; and all the way back. */
import {
  boot,
  edge,
  expectConsole,
  expectPoweredOff,
  focusCanvas,
  node,
  place,
  port,
  selectWire,
  wire,
} from '../composer.ts';
import { expect, test } from '../test.ts';

test('composes hello on an empty canvas, wires it and boots it', async ({ open }) => {
  const page = await open();
  await expect(page.getByTestId('empty-canvas')).toBeVisible();
  await place(page, 'hello', { x: 0.3, y: 0.4 });
  await expect(node(page, 'hello')).toBeVisible();

  // The only candidate was wired at once; without that wire it is a problem that leads to its port.
  await selectWire(page, 'hello.console', 'board.console');
  await page.keyboard.press('Delete');
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(0);
  await expect(page.getByTestId('problems-count')).toContainText('1');
  await page.getByTestId('problems-count').click();
  const problem = page.getByTestId('problem-UL0102');
  await expect(problem).toContainText('hello.console');
  await problem.getByRole('button', { name: /^hello\b/ }).click();
  await expect(page.getByTestId('port-popover')).toContainText('UL0102');
  await page.keyboard.press('Escape');

  await boot(page);
  await expect(page.getByTestId('activity')).toHaveText('boot failed');
  await expectConsole(page, "'hello.console' needs 'console' and has no provider");

  await wire(page, port(page, 'hello', 'console'), port(page, 'board', 'console'));
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(1);
  await expect(page.getByTestId('problems-count')).toHaveText(/no problems/i);

  await boot(page);
  await expectConsole(page, 'Hello from Uniloom');
  await expectPoweredOff(page);

  // Everything is undone, step by step, and done again.
  await focusCanvas(page);
  for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
  await expect(page.getByTestId('empty-canvas')).toBeVisible();
  await expect(page.getByTestId('undo')).toHaveAttribute('aria-disabled', 'true');
  for (let step = 0; step < 3; step++) await page.keyboard.press('Control+Shift+z');
  await expect(edge(page, 'hello.console', 'board.console')).toHaveCount(1);
  await expect(page.getByTestId('redo')).toHaveAttribute('aria-disabled', 'true');
});
