/** A Chromium with an open debugging port, so that the test can look at the same pages that main drives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumPath } from '../chromium.mjs';

/** @param {string} folder for the profile */
export async function launch(folder) {
  const profile = join(folder, 'chromium');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    viewport: null,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
      '--window-size=1440,900',
    ],
  });
  const [port = ''] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  // The test that started this process reads the line and connects.
  process.stderr.write(`standin: http://127.0.0.1:${port}\n`);
  let blank = context.pages()[0] ?? null;
  return {
    /** @param {number} width @param {number} height */
    newPage: async (width, height) => {
      const page = blank ?? (await context.newPage());
      blank = null;
      await page.setViewportSize({ width, height });
      return page;
    },
    close: () => context.close(),
  };
}
