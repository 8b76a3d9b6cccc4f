/** A folder that nobody has trusted is looked at, not run. */
import { readdir } from 'node:fs/promises';
import { boot, expectConsole, expectPoweredOff } from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

const entries = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

test('asks before a folder that is not trusted is built, and runs nothing when refused', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'hello'));
  const question = page.getByTestId('dialog-trust');
  for (const press of [() => boot(page), () => page.getByTestId('build-button').click()]) {
    await press();
    await expect(question).toBeVisible();
    await question.getByRole('button', { name: 'Only look' }).click();
    await expect(question).toBeHidden();
    await expect(page.getByTestId('activity')).toHaveText('ready');
  }
  expect(await entries(`${folders.cache}/build`)).toEqual([]);

  await boot(page);
  // Enter on a question that has just appeared is the safe answer.
  await expect(question.getByRole('button', { name: 'Only look' })).toBeFocused();
  await page.getByTestId('trust-accept').click();
  await expectConsole(page, 'Hello from Uniloom');
  await expectPoweredOff(page);
  expect(await entries(`${folders.cache}/build`)).not.toEqual([]);

  // It is asked once.
  await boot(page);
  await expectPoweredOff(page);
  await expect(question).toBeHidden();
});
