/** From an empty canvas, with real mouse drags, to `Hello` in the terminal. */
import { boot, expectConsole, place, port, wire } from '../composer.ts';
import { expect, test } from '../test.ts';

test('composes hello on an empty canvas, wires it and boots it', async ({ open }) => {
  const page = await open();
  await expect(page.getByTestId('empty-canvas')).toBeVisible();
  await place(page, 'hello', { x: 0.3, y: 0.4 });
  await expect(page.getByTestId('node-hello')).toBeVisible();
});
