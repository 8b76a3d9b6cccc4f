/** What stands behind a device is shown and edited beside the component that drives it, and the next boot has it. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { bootTrusting, expectConsole, expectPoweredOff, focusCanvas, node, run } from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

test('shares another folder, and boots with it', async ({ open, folders, shell }) => {
  const file = await copyExample(folders, 'share');
  const other = join(dirname(file), 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'hello.txt'), 'Chosen in the app.\n');
  const page = await open(file);
  await node(page, 'share0').click();
  const folder = page.getByTestId('device-share');
  await expect(folder).toHaveValue('files');
  await expect(page.getByRole('checkbox', { name: 'Only to be read' })).toBeChecked();

  await folder.fill('../elsewhere');
  await expect(page.locator('.inspector [role=alert]')).toContainText("It must lie in the composition's folder");
  await page.keyboard.press('Escape');
  if (shell === 'browser') {
    await page.getByTestId('device-browse').click();
    await page.getByTestId('entry-other').click();
    await page.getByTestId('picker-accept').click();
  } else {
    await folder.fill('other');
    await page.keyboard.press('Enter');
  }
  await expect(folder).toHaveValue('other');
  await expect(page.getByTestId('undo')).toHaveAttribute('title', /Set what is behind share0/);
  await bootTrusting(page);
  await expectPoweredOff(page);
  await expectConsole(page, 'Chosen in the app.');

  // Without a folder it is said what is missing, and the boot stops at it.
  await node(page, 'share0').click();
  await folder.fill('');
  await page.keyboard.press('Enter');
  await expect(page.locator('.inspector .finding')).toContainText('share0 has no folder');
  await run(page);
  await expect(page.getByText('share0 has no folder: boot --share share0=FOLDER').last()).toBeVisible();
});

test('gives the image another root folder, and boots with it', async ({ open, folders, shell }) => {
  const file = await copyExample(folders, 'files');
  const other = join(dirname(file), 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'hello.txt'), 'From the other folder.\n');
  const page = await open(file);
  const folder = page.getByTestId('boot-rootfs');
  await expect(folder).toHaveValue('root');
  await folder.fill('/etc');
  await expect(page.locator('.inspector [role=alert]')).toContainText("It must lie in the composition's folder");
  await page.keyboard.press('Escape');
  if (shell === 'browser') {
    await page.getByTestId('boot-rootfs-browse').click();
    await page.getByTestId('entry-other').click();
    await page.getByTestId('picker-accept').click();
  } else {
    await folder.fill('other');
    await page.keyboard.press('Enter');
  }
  await expect(folder).toHaveValue('other');
  await bootTrusting(page);
  await expectPoweredOff(page);
  await expectConsole(page, 'From the other folder.');
});

test('forwards ports, and says which port of the host is taken', async ({ open, folders }) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  const page = await open(await copyExample(folders, 'frames'));
  await node(page, 'net0').click();
  const hosts = page.getByTestId('forward-host');
  const guests = page.getByTestId('forward-guest');
  await page.getByTestId('forward-add').click();
  await page.getByTestId('forward-add').click();
  await expect(hosts).toHaveCount(2);
  await hosts.nth(1).fill('8080');
  await expect(page.locator('.inspector [role=alert]')).toHaveText('This port is forwarded already');
  await hosts.nth(1).fill('');
  await page.keyboard.press('Enter');
  await guests.nth(1).fill('7');
  await page.keyboard.press('Enter');
  await hosts.nth(0).fill(String(taken));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(`forward-row-tcp:${taken}:80`)).toBeVisible();
  await bootTrusting(page);
  await expect(
    page
      .getByText(`tcp port ${taken} of the host is taken by another program, and the forward tcp:${taken}:80 wants it`)
      .last(),
  ).toBeVisible({ timeout: 60_000 });

  server.close();
  await once(server, 'close');
  await page.getByRole('combobox', { name: 'Protocol' }).nth(0).click();
  await page.getByRole('option', { name: 'udp' }).click();
  // Any free port has become one that is told. The guest speaks no TCP, and has gone: there is nothing to follow. Now and then it has gone
  // before QEMU could be asked which port that was.
  const echo = page.getByTestId('forward-tcp-7');
  await expect(async () => {
    await run(page);
    await expectPoweredOff(page);
    await expect(echo).toContainText(/^tcp 127\.0\.0\.1:[1-9]\d+→ 7$/, { timeout: 3000 });
  }).toPass();
  await expect(echo).toHaveAttribute('data-state', 'over');
  await expect(page.getByTestId('forward-udp-80')).toContainText(`udp 127.0.0.1:${taken}`);

  // The composition's own settings have the same rows.
  await page.getByRole('button', { name: `Remove the forward udp:${taken}:80` }).click();
  await expect(hosts).toHaveCount(1);
  await page.getByTestId('undo').click();
  await expect(hosts).toHaveCount(2);
  await focusCanvas(page);
  await expect(page.locator('.inspector h2')).toHaveText('frames');
  await expect(hosts).toHaveCount(2);
});
