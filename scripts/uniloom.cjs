#!/usr/bin/env node
/** The `uniloom` command of a checkout: runs the bundle, built again first when a source is newer. */
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

const root = dirname(__dirname);
const bundle = join(root, 'dist/cli/uniloom.cjs');

async function start() {
  if (!existsSync(bundle)) {
    console.error('uniloom: it is not built yet; run npm start once');
    process.exit(3);
  }
  // A package without sources has nothing to be newer than the bundle.
  if (existsSync(join(root, 'engine/cli/main.ts'))) {
    const { buildCli } = await import('./lib/build.mjs');
    await buildCli();
  }
  require(bundle);
}

void start();
