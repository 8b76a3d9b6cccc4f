/** The kind of a wire is chosen in its inspector: calls of a traced one are listed, those of a faulty one fail. */
import {
  bootTrusting,
  edge,
  expectConsole,
  expectPoweredOff,
  faults,
  run,
  selectWire,
  showDock,
  steady,
} from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

const ENDS = ['left.heap', 'left_stats.alloc'] as const;

test('traces a wire, and then lets calls on it fail', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await expect(edge(page, ...ENDS)).toHaveCount(1);
  await selectWire(page, ...ENDS);
  await page.getByRole('radio', { name: /^traced/ }).check({ force: true });
  await bootTrusting(page);
  await expectPoweredOff(page);
  const trace = await showDock(page, 'trace');
  const rows = trace.getByTestId('trace-call');
  await expect(rows.last()).toContainText('left.heap → left_stats.alloc');
  // The list follows its end: the last of forty rounds. Only what is seen is there.
  await expect(rows.last()).toContainText(/malloc\(\d+\) = 0x[0-9a-f]+/);
  expect(await rows.count()).toBeLessThan(80);
  await expect(trace).toContainText('80 calls');
  await steady(page);
  expect(await faults(page)).toEqual([]);

  await page.getByRole('radio', { name: /^faulty/ }).check({ force: true });
  await page.getByTestId('wire-every').fill('2');
  await page.keyboard.press('Enter');
  await page.getByTestId('wire-functions').fill('mallok');
  await expect(page.getByRole('alert')).toContainText('mallok');
  await page.getByTestId('wire-functions').fill('malloc');
  await page.keyboard.press('Enter');
  await run(page);
  await expectPoweredOff(page);
  await showDock(page, 'console');
  // The statistics stand behind the wire: they hear of half of the calls.
  await expectConsole(page, /left: 40 rounds, .* live 4, failures 0/);
});
