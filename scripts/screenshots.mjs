/** `npm run screenshots`: pictures of every screen, in both themes and both languages, into screenshots/. */
import { join } from 'node:path';
import { root, run } from './lib/run.mjs';

process.argv.push('--test');
await import('./setup.mjs');
process.exitCode = await run(join(root, 'node_modules/.bin/playwright'), ['test', '--config', 'e2e/screens.config.ts']);
