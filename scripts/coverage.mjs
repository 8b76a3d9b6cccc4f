/**
 * `npm run coverage`: what the last `npm test` (or `npm test -- c boots`) has run of the microlibs' lines, by file, the least first.
 * --all: files that are run as a whole too.
 */
import { join } from 'node:path';
import { report } from './coverage/report.mjs';
import { root } from './lib/run.mjs';

const found = report(join(root, 'test-results', 'coverage'), join(root, 'microlibs'));
if (found === null) {
  console.error('nothing was counted yet: npm test -- c boots');
  process.exit(1);
}
const share = (/** @type {[string, number, number]} */ [, hit, all]) => (all === 0 ? 1 : hit / all);
for (const file of found.files.sort((a, b) => share(a) - share(b) || a[0].localeCompare(b[0])))
  if (process.argv.includes('--all') || share(file) < 1)
    console.log(`${(100 * share(file)).toFixed(1).padStart(5)} %  ${`${file[1]}/${file[2]}`.padStart(9)}  ${file[0]}`);
console.log(found.line);
