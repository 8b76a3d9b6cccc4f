/** Third-party sources for C tests: fetched and unpacked by the engine, found here. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCli } from '../lib/build.mjs';
import { root } from '../lib/run.mjs';
import { readSettings } from './settings.mjs';

/**
 * @typedef {import('./catalog.mjs').Microlib} Microlib
 * @param {import('./catalog.mjs').Catalog} catalog
 * @param {readonly import('./catalog.mjs').Test[]} tests
 */
function wanted(catalog, tests) {
  /** @type {Set<string>} */
  const names = new Set();
  const used = tests.flatMap(({ microlib, file }) => [
    microlib,
    ...readSettings(readFileSync(file, 'utf8')).with.map((name) => catalog.microlibs.get(name)),
  ]);
  for (const microlib of used) if (microlib?.['third-party'] !== undefined) names.add(microlib.name);
  return [...names].sort();
}

/**
 * Fetches what `tests` compile of third-party sources. What cannot be had fails the tests that want it, and no other.
 * @param {import('./catalog.mjs').Catalog} catalog
 * @param {readonly import('./catalog.mjs').Test[]} tests
 * @returns {Promise<(microlib: Microlib) => string>} the folder of a microlib's archive; throws where it is not here
 */
export async function archivesOf(catalog, tests) {
  const names = wanted(catalog, tests);
  /** @type {Map<string, string>} */
  const folders = new Map();
  let said = '';
  if (names.length > 0) {
    await buildCli();
    const cli = join(root, 'dist/cli/uniloom.mjs');
    const ask = (/** @type {string[]} */ options) =>
      spawnSync(process.execPath, [cli, 'sources', ...names, '--json', ...options], { encoding: 'utf8' });
    said = ask(['--fetch']).stderr;
    const { sources } = JSON.parse(ask([]).stdout);
    for (const { microlibs, folder } of sources)
      if (folder !== null) for (const name of microlibs) folders.set(name, folder);
  }
  return (microlib) => {
    const folder = folders.get(microlib.name);
    if (folder === undefined) throw new Error(`the third-party sources of ${microlib.name} are not here\n${said}`);
    return folder;
  };
}
