/** What each node costs: as the catalog has it, as built, what a change adds, and where it is in the treemap. */
import { bootTrusting, expectPoweredOff, node, setOption, showDock } from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

test('a longer text costs bytes, which the node, the inspector and the sizes show', async ({ open, folders }) => {
  const page = await open(await copyExample(folders, 'two-allocators'));
  await node(page, 'left').click();
  const costs = page.getByTestId('costs');
  await expect(costs).toHaveAttribute('data-estimate');
  await expect(node(page, 'left').locator('.cost')).toContainText('≈');

  await bootTrusting(page);
  await expectPoweredOff(page);
  await expect(node(page, 'left').locator('.cost')).not.toContainText('≈');
  await expect(page.locator('[data-testid^="delta-"]')).toHaveCount(0);

  await setOption(page, 'left', 'NAME', 'left, and thirty more characters');
  await page.keyboard.press('Control+b');
  const delta = page.getByTestId('delta-left');
  await expect(delta).toHaveAttribute('data-sign', '1', { timeout: 60_000 });
  await expect(delta).toHaveText(/^\+\d+ B$/);
  await expect(page.getByTestId('delta-right')).toHaveCount(0);
  const added = (await delta.textContent()) ?? '';
  await expect(costs.getByRole('row', { name: /^rodata/ }).locator('.delta')).toHaveText(added);
  await expect(costs.getByRole('row', { name: /^text/ }).locator('.delta')).toHaveText('');
  await expect(costs.getByRole('row', { name: /^in the image/ }).locator('.delta')).toHaveText(added);

  // Pools are memory, and no bytes of the image.
  const sizes = await showDock(page, 'sizes');
  await expect(sizes.getByTestId('size-left')).toContainText(added);
  await expect(sizes.getByRole('columnheader', { name: 'bss' })).toHaveCount(0);
  await sizes.getByTestId('metric-memory').click();
  await expect(sizes.getByRole('columnheader', { name: 'bss' })).toBeVisible();
  const pool = sizes.getByTestId('size-pages');
  await expect(pool).toContainText('KB');
  await expect(sizes.locator('tbody tr').first()).toHaveAttribute('data-testid', 'size-pages');

  // The largest tile is the largest pool's; its node is marked while the pointer rests on it.
  const tile = sizes.getByTestId('treemap').locator('> div').first();
  await expect(tile).toHaveAttribute('title', /^pages\n/);
  await tile.hover();
  await expect(node(page, 'pages')).toHaveClass(/\bpointed\b/);
  await expect(node(page, 'fast')).not.toHaveClass(/\bpointed\b/);
  await node(page, 'fast').hover();
  await expect(node(page, 'pages')).not.toHaveClass(/\bpointed\b/);
});
