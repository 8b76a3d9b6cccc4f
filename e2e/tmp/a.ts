import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../test.ts';
test('large', async ({ start, folders }) => {
  const components = Array.from({ length: 1000 }, (_, at) => `  c${at}: { microlib: ns16550${at % 3 ? '' : ', options: { FIFO: 3 }'} }`);
  const file = join(folders.workspace, 'uniloom.yaml');
  writeFileSync(file, `uniloom: 1\nname: large\ntargets: [x86_64/microvm]\ncomponents:\n${components.join('\n')}\n`);
  const { page } = await start([file]); page.on('console', (m) => console.log(m.text())); const t0 = Date.now();
  await expect(page.getByTestId('document-name')).toContainText('large', { timeout: 40000 });
  console.log('opened', Date.now() - t0);
  const timed = async (name: string, work: () => Promise<void>) => { const t = Date.now(); await work(); console.log(name, Date.now() - t); };
  await page.waitForTimeout(3000);
  await timed('open', async () => { await page.keyboard.press('Control+3'); await expect(page.getByTestId('options-tree')).toBeVisible(); });
  await timed('idle', async () => { await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => setTimeout(r)))); });
  await timed('type', async () => { await page.getByTestId('options-search').fill('receive ring'); await expect(page.getByTestId('option:c0.RX_RING')).toBeVisible(); });
  await timed('search', async () => { await page.getByTestId('options-search').fill('c777 ring'); await expect(page.getByTestId('option:c777.RX_RING')).toBeVisible(); });
  await timed('click', async () => { await page.getByTestId('option:c777.RX_RING').click(); });
  await timed('edit', async () => { await page.keyboard.type('512'); await page.keyboard.press('Enter'); await expect(page.getByTestId('option:c777.RX_RING')).toHaveAttribute('data-changed', 'true'); });
  await page.keyboard.press('Escape');
  await timed('down x20', async () => { for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowDown'); });
  const gaps = await page.evaluate(async () => {
    const scroller = document.querySelector('[data-testid=options-tree]')!.parentElement!;
    scroller.scrollTop = 0;
    const gaps: number[] = [];
    let last = performance.now();
    for (let i = 0; i < 60; i++) { scroller.scrollTop += 180; await new Promise((r) => requestAnimationFrame(r)); const now = performance.now(); gaps.push(Math.round(now - last)); last = now; }
    return gaps.sort((a, b) => a - b);
  });
  console.log('frames', gaps[30], gaps[57], gaps[59]);
  await timed('expand all via changed', async () => { await page.getByTestId('options-changed').click(); await expect(page.getByTestId('option:c3.FIFO')).toBeVisible(); });
  console.log('rows', await page.getByRole('treeitem').count());
});
