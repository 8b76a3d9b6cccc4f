/** What stands behind a device is shown and edited beside the component that drives it, and the next boot has it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bootTrusting, expectConsole, expectPoweredOff, node, run } from '../composer.ts';
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
