/** Who may talk to the engine over the network. */
import { request as httpRequest } from 'node:http';
import { expect, test } from '../test.ts';

/** The status of a GET with headers that `fetch` would not let us forge. */
const statusOf = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

test('the server answers nobody but the browser that was let in', async ({ open }) => {
  const page = await open();
  const { origin, pathname } = new URL(page.url());
  const home = `${origin}${pathname}`;
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  expect(await statusOf(home, { cookie })).toBe(200);
  expect(await statusOf(home, {})).toBe(403);
  expect(await statusOf(origin, { cookie })).toBe(403);
  expect(await statusOf(`${home}?token=guess`, {})).toBe(403);
  expect(await statusOf(home, { cookie, origin: 'http://evil.example' })).toBe(403);
  expect(await statusOf(home, { cookie, host: 'evil.example' })).toBe(403);
  // Pages on other ports of this host, such as a guest's, are sent none of it.
  expect(await page.context().cookies(origin)).toEqual([]);
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  };
  expect(await statusOf(`${home}ws`, upgrade)).toBe(403);
  expect(await statusOf(`${home}ws`, { ...upgrade, cookie })).toBe(403);
  expect(await statusOf(`${home}ws`, { ...upgrade, cookie, origin: 'http://evil.example' })).toBe(403);
});
