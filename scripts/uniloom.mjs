#!/usr/bin/env node
/** The `uniloom` command of a checkout: runs the bundle, built again first when a source is newer. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, 'dist/cli/uniloom.mjs');

if (!existsSync(bundle)) {
  console.error('uniloom: it is not built yet; run npm start once');
  process.exit(3);
}
// A package without sources has nothing to be newer than the bundle.
if (existsSync(join(root, 'engine/cli/main.ts'))) {
  const { buildCli } = await import('./lib/build.mjs');
  await buildCli();
}
await import(bundle);
