/** What of Electron reaches the page. */
import { expect, test } from '../test.ts';

test('the page sees of Electron the bridge alone', async ({ open }) => {
  const page = await open();
  const globals = await page.evaluate(() => ({
    bridge: Object.keys((globalThis as unknown as { uniloom: object }).uniloom).sort(),
    others: [
      'require',
      'process',
      'module',
      'ipcRenderer',
      'contextBridge',
      'Buffer',
      '__standinUp',
      '__standinDown',
    ].filter((name) => name in globalThis),
  }));
  expect(globals).toEqual({ bridge: ['call', 'menu', 'on'], others: [] });
});
