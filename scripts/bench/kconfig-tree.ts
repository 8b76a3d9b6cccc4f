/** Writes a generated tree of the size of u-boot's (8,500 symbols), which Debian's kconfig-conf reads, into a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_FEATURES, generatedTree } from '../../engine/kconfig/testing/generated-tree.ts';

const [folder = '.'] = process.argv.slice(2);
const { files } = generatedTree(1, 8500, {
  ...ALL_FEATURES,
  documented: true,
  // What Linux 4.11 does not know, or sees otherwise.
  macros: false,
  withoutModules: false,
  mixedTypes: false,
  selectedMembers: false,
  emptyNumbers: false,
  looseChoices: false,
});
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
console.log(
  JSON.stringify({
    files: Object.keys(files).length,
    lines: Object.values(files).reduce((sum, text) => sum + text.split('\n').length, 0),
  }),
);
