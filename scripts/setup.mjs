/** `npm run setup [-- --test]`: the npm packages, the tools, the build. What `npm start` and `npm test` begin with. */

import { join } from 'node:path';
import { checkNode, ensurePackages } from './lib/packages.mjs';
import { root, run } from './lib/run.mjs';
import { ensureTools, runTools, testTools } from './lib/tools.mjs';

checkNode();
await ensurePackages();
await ensureTools(process.argv.includes('--test') ? testTools : runTools);
const { cli, electron, ensureBuilt, renderer } = await import('./lib/build.mjs');
await ensureBuilt([cli, electron, renderer]);
// Where a mirror does not answer, the tests that want its sources say so; all others run.
if (process.argv.includes('--test')) {
  const cliFile = join(root, 'dist/cli/uniloom.mjs');
  await run(process.execPath, [cliFile, 'sources', '--fetch'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
