/** `npm start [-- FILE]`: set up what is missing, build what is stale, open the app on a working example. */
import { join } from 'node:path';
import { root, run } from './lib/run.mjs';

await import('./setup.mjs');
const { tryElectron } = await import('./lib/electron.mjs');
await tryElectron();
const given = process.argv.slice(2);
process.exitCode = await run(process.execPath, [join(root, 'dist/cli/uniloom.mjs'), 'open', ...given]);
