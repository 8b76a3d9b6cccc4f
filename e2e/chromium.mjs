/** Where the system's Chromium is. */
import { existsSync } from 'node:fs';

export function chromiumPath() {
  const candidates = [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (!found) throw new Error('no Chromium found: npm test installs it, or set CHROMIUM_PATH');
  return found;
}
