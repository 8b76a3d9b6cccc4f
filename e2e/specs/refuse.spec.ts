/** What does not fit is refused with its reason; what fits is offered. */
import { carryWire, edge, fitView, node, onCanvas, place, port, showDock, steady } from '../composer.ts';
import { expect, test } from '../test.ts';

test('refuses a wire between different APIs and says why', async ({ open }) => {
  const page = await open();
  await place(page, 'hello', { x: 0.2, y: 0.3 });
  await place(page, 'tlsf', { x: 0.3, y: 0.7 });
  await expect(node(page, 'tlsf')).toBeVisible();
  const undo = await page.getByTestId('undo').getAttribute('title');

  await carryWire(page, port(page, 'hello', 'console'), port(page, 'tlsf', 'alloc'));
  const reason = page.locator('.refusal');
  await expect(reason).toContainText('console');
  await expect(reason).toContainText('alloc');
  await page.mouse.up();
  await expect(reason).toHaveCount(0);
  await expect(edge(page, 'hello.console', 'tlsf.alloc')).toHaveCount(0);
  await expect(page.getByTestId('undo')).toHaveAttribute('title', undo ?? '');
});

test('offers what fits where a wire is dropped on the empty canvas; it arrives wired', async ({ open }) => {
  const page = await open();
  await place(page, 'alloc_user', { x: 0.2, y: 0.2 });
  await steady(page);
  const start = await port(page, 'alloc_user', 'heap').boundingBox();
  const end = await onCanvas(page, { x: 0.4, y: 0.75 });
  await page.mouse.move((start?.x ?? 0) + 5, (start?.y ?? 0) + 5);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 12 });
  await page.mouse.up();
  const offer = page.getByTestId('quick-add');
  await expect(offer.getByRole('button', { name: /TLSF/ })).toBeVisible();
  await expect(offer.getByRole('button', { name: /Echo/ })).toHaveCount(0);
  await offer.getByRole('button', { name: /TLSF/ }).click();
  await expect(node(page, 'tlsf')).toBeVisible();
  await expect(edge(page, 'alloc_user.heap', 'tlsf.alloc')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(node(page, 'tlsf')).toHaveCount(0);
});

test('applies the fix of a problem as one step', async ({ open }) => {
  const page = await open();
  await place(page, 'alloc_user', { x: 0.2, y: 0.2 });
  await fitView(page);
  await showDock(page, 'problems');
  const problems = page.getByTestId('problem-UL0102');
  await expect(problems.first()).toBeVisible();
  const count = await problems.count();
  const edges = page.locator('.react-flow__edge');
  const wires = await edges.count();
  await page.getByTestId('fix-UL0102-0').first().click();
  await expect(edges).not.toHaveCount(wires);
  await page.getByTestId('undo').click();
  await expect(edges).toHaveCount(wires);
  await expect(problems).toHaveCount(count);
  await page.getByTestId('redo').click();
  await expect(edges).not.toHaveCount(wires);
});
