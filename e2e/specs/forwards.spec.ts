/** A server's port is grey until the guest answers; then it is a link that leads to the page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootTrusting, expectConsole, node } from '../composer.ts';
import { copyExample, expect, test } from '../test.ts';

test('a web server is followed from the console', async ({ start, folders, shell }) => {
  test.setTimeout(300_000);
  const file = await copyExample(folders, 'web-server');
  // Any free port, since tests run beside each other.
  writeFileSync(file, readFileSync(file, 'utf8').replace('tcp:8080:80', 'tcp:0:80, tcp:0:81, udp:0:53'));
  const browsed = join(folders.temporary, 'browsed');
  const { page } = await start([file], { UNILOOM_STANDIN_BROWSED: browsed });
  await bootTrusting(page);
  const web = page.getByTestId('forward-tcp-80');
  // A whole TCP/IP stack is compiled first.
  await expect(web).toHaveAttribute('data-state', 'ready', { timeout: 200_000 });
  await expectConsole(page, 'listening on port 80');
  await expect(page.getByTestId('forward-tcp-81')).toHaveAttribute('data-state', 'waiting');
  await expect(page.getByTestId('forward-udp-53')).toHaveAttribute('data-state', 'untold');
  const link = web.getByRole('link');
  const url = (await link.getAttribute('href')) ?? '';
  expect((await fetch(url)).status).toBe(200);

  if (shell === 'browser') {
    const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    expect(opened.url()).toMatch(/^(about:blank|http:\/\/127\.0\.0\.1:\d+\/?)$/);
    await opened.waitForURL(`${url}/`);
    // A guest is told nothing of what lets this browser in.
    expect(await page.context().cookies(`${url}/`)).toEqual([]);
    await opened.close();
  } else if (shell === 'electron-standin') {
    await link.click();
    await expect.poll(() => readFileSync(browsed, { encoding: 'utf8', flag: 'a+' })).toBe(`${url}\n`);
  }

  // It tells its boot while it runs.
  await expect(page.getByTestId('timeline-init-heap')).toContainText('MB');
  await expect(page.getByTestId('timeline-total-main')).toHaveCount(0);
  await node(page, 'heap').click();
  await expect(page.getByTestId('costs').getByRole('row', { name: /^heap claimed/ })).toContainText('MB');

  // A page that is loaded anew knows it still.
  await page.reload();
  await expect(web).toHaveAttribute('data-state', 'ready');
  await expect(page.getByTestId('timeline-init-heap')).toContainText('MB');
  await node(page, 'heap').click();
  await expect(page.getByTestId('costs')).not.toHaveAttribute('data-estimate');
  await expect(page.getByTestId('costs').getByRole('row', { name: /^heap claimed/ })).toContainText('MB');

  // A clipboard that refuses is told of, and nothing is said to be copied.
  await page.evaluate(() => {
    const refusing = { writeText: () => Promise.reject(new Error('not allowed')) };
    Object.defineProperty(navigator, 'clipboard', { value: refusing });
  });
  const copy = web.getByRole('button');
  await copy.click();
  await expect(page.getByTestId('toast').filter({ hasText: 'not allowed' })).toBeVisible();
  await expect(copy).toHaveAccessibleName(/^Copy http/);
  await page.getByTestId('stop-button').click();
  await expect(web).toHaveAttribute('data-state', 'over');
  await expect(link).toHaveCount(0);
});
