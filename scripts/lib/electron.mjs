/** Electron's binary: a download of its own, tried once for each locked version where Electron could run at all. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const folder = join(root, 'node_modules/electron');
const refusedStamp = join(root, 'node_modules/.uniloom-electron-refused');

/** Where Electron cannot run anyway (no display, root) nothing is downloaded: the browser shell opens instead. */
const couldRun = () =>
  process.getuid?.() !== 0 &&
  Boolean(process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

export async function tryElectron() {
  if (process.env['ELECTRON_OVERRIDE_DIST_PATH'] || existsSync(join(folder, 'path.txt')) || !couldRun()) return;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (existsSync(refusedStamp) && readFileSync(refusedStamp, 'utf8') === version) return;
  console.error(`uniloom: downloading Electron ${version} (once)`);
  const status = await run(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 'inherit', 'ignore'] });
  // `uniloom open` says what follows from it; the next start does not try again.
  if (status !== 0) writeFileSync(refusedStamp, version);
}
