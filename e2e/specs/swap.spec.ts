/** A wire's provider is swapped with the mouse and the machine booted again; the sizes say what that costs. */
import { bootTrusting, edge, expectConsole, expectPoweredOff, imageSizes, port, rewire, run } from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

const sumOfRows = (sizes: ReadonlyMap<string, number>): number =>
  [...sizes].reduce((sum, [name, bytes]) => (name === '' ? sum : sum + bytes), 0);

test('swaps TLSF for the buddy allocator and boots again', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await bootTrusting(page);
  await expectPoweredOff(page);
  await expectConsole(page, /left: 40 rounds, .* failures 0/);
  await expectConsole(page, /right: 25 rounds, .* failures 0/);
  const before = await imageSizes(page);
  expect(before.get('fast')).toBeGreaterThan(0);
  expect(before.get('pages')).toBeGreaterThan(0);
  expect(sumOfRows(before)).toBe(before.get(''));

  await rewire(page, port(page, 'fast', 'alloc'), port(page, 'pages', 'alloc'));
  await expect(edge(page, 'left_stats.backing', 'pages.alloc')).toHaveCount(1);
  await expect(edge(page, 'left_stats.backing', 'fast.alloc')).toHaveCount(0);
  await expect(page.getByTestId('document-state')).toHaveText('unsaved');

  await run(page);
  await expectPoweredOff(page);
  await expectConsole(page, /left: 40 rounds, .* failures 0/);
  await expectConsole(page, /right: 25 rounds, .* failures 0/);
  // Nothing calls TLSF any more, so it is not in the image; it is shown as gone.
  const after = await imageSizes(page);
  await expect(page.getByTestId('size-fast')).toHaveAttribute('data-state', 'gone');
  expect(after.get('pages')).toBe(before.get('pages'));
  expect(after.get('') ?? 0).toBeLessThan(before.get('') ?? 0);
  expect(sumOfRows(after)).toBe(after.get(''));
});
