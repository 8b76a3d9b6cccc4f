/** Installs the locked npm packages when package-lock.json is not what was installed last. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_MISSING, root, run } from './run.mjs';

const stamp = join(root, 'node_modules', '.uniloom-lock');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`uniloom: Node.js 20.19 or newer is needed; this is ${process.versions.node}. See https://nodejs.org/`);
  process.exit(EXIT_MISSING);
}

export async function ensurePackages() {
  const hash = lockHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.error(
    'uniloom: installing the npm packages (once; an EBADENGINE warning for electron is expected on Node 20)',
  );
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const status = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...args]) : await run('npm', args);
  if (status !== 0) {
    console.error('uniloom: npm ci failed; the message above says why. Start again when that is mended.');
    process.exit(1);
  }
  writeFileSync(stamp, hash);
}
