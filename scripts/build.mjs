/** `npm run build`: everything that is stale. */
import { cli, electron, ensureBuilt, renderer } from './lib/build.mjs';

await ensureBuilt([cli, electron, renderer]);
