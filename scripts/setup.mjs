/** `npm run setup [-- --test]`: the npm packages, the tools, the build. What `npm start` and `npm test` begin with. */
import { checkNode, ensurePackages } from './lib/packages.mjs';
import { ensureTools, runTools, testTools } from './lib/tools.mjs';

checkNode();
await ensurePackages();
await ensureTools(process.argv.includes('--test') ? testTools : runTools);
const { cli, electron, ensureBuilt, renderer } = await import('./lib/build.mjs');
await ensureBuilt([cli, electron, renderer]);
