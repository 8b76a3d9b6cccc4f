/** `uniloom open`: Electron where it can run, else the app in a browser, saying why. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { say } from '../output.ts';
import type { Cli } from '../program.ts';
import { run as serve } from './serve.ts';

/** An Electron that has ended this soon never had a window. */
const WINDOW_MS = 5000;

/** Why Electron cannot run here, with what would enable it; null when it can be tried. */
function whyNot(root: string): string | null {
  const electron = electronBinary(root);
  if (electron === null)
    return 'Electron’s program is not there (it is a download of its own: `npx install-electron` gets it)';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return 'there is no display (start it from a desktop session)';
  if (process.getuid?.() === 0) return 'Electron’s sandbox does not start as root (start it as an ordinary user)';
  return null;
}

/** Path of the binary, looked for by its file: importing the package would start a download. */
function electronBinary(root: string): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = join(root, 'node_modules/electron');
  const name = existsSync(join(folder, 'path.txt'))
    ? readFileSync(join(folder, 'path.txt'), 'utf8').trim()
    : 'electron';
  const path = join(override ?? join(folder, 'dist'), name);
  return existsSync(path) ? path : null;
}

/** Runs the app; resolves with its exit status, or null when it ended at once without a window. */
function runElectron(binary: string, root: string, file: string | undefined): Promise<number | null> {
  const begun = performance.now();
  const child = spawn(binary, [root, ...(file === undefined ? [] : [resolve(file)])], { stdio: 'inherit' });
  return new Promise((done) => {
    child.once('error', () => done(null));
    child.once('exit', (code) => done(code !== 0 && performance.now() - begun < WINDOW_MS ? null : (code ?? 1)));
  });
}

export async function run(cli: Cli, [file]: readonly [string | undefined]): Promise<number> {
  let reason = whyNot(cli.root);
  const binary = electronBinary(cli.root);
  if (reason === null && binary !== null) {
    const status = await runElectron(binary, cli.root, file);
    if (status !== null) return status;
    reason =
      'Electron ended without a window (its sandbox wants unprivileged user namespaces or a setuid chrome-sandbox)';
  }
  say(`uniloom: the desktop app cannot run: ${reason}. Serving the same app to a browser.`);
  const example = join(cli.root, 'assets/examples/hello');
  return serve(cli, [file ?? (existsSync(example) ? example : undefined)], { port: 0, open: true });
}
