/** The terminal goes both ways, and a machine that is stopped is gone. */
import { boot, expectConsole, place, processesBelow } from '../composer.ts';
import { expect, test } from '../test.ts';

test('what is typed reaches the guest and comes back; Stop ends the machine', async ({ start }) => {
  const { page, pid } = await start([]);
  await place(page, 'echo', { x: 0.3, y: 0.4 });
  await boot(page);
  await expect(page.getByTestId('activity')).toHaveText('running', { timeout: 60_000 });
  await page.getByTestId('console').locator('.xterm-screen').click();
  await page.keyboard.type('over the wire\n');
  await expectConsole(page, 'over the wire');

  const machines = () => (pid === undefined ? [] : processesBelow(pid).filter((name) => name.startsWith('qemu')));
  expect(machines()).toHaveLength(1);
  await page.getByTestId('stop-button').click();
  await expect(page.getByTestId('activity')).toHaveText('stopped');
  await expect.poll(machines).toEqual([]);
});

test('a guest that ends by itself says its status', async ({ open }) => {
  const page = await open();
  await place(page, 'echo', { x: 0.3, y: 0.4 });
  await boot(page);
  await expect(page.getByTestId('activity')).toHaveText('running', { timeout: 60_000 });
  await page.getByTestId('console').locator('.xterm-screen').click();
  await page.keyboard.type('exit\n');
  await expect(page.getByTestId('activity')).toHaveText('powered off · status 0');
  await expect(page.getByTestId('console-state')).toHaveText('done');
});
