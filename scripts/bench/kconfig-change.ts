/**
 * What one change of a symbol costs on a tree of the size of u-boot or buildroot: over 1,000 random settable symbols, the
 * board choice included, each set to another value and taken back. Prints JSON.
 * Arguments: nothing for a generated tree; SRCTREE [ROOT [linux]] for a real one.
 */
import { resolve } from 'node:path';
import { Configuration } from '../../engine/kconfig/evaluate/configuration.ts';
import { parseTree } from '../../engine/kconfig/language/parse.ts';
import type { KSymbol } from '../../engine/kconfig/language/tree.ts';
import { treeFiles } from '../../engine/kconfig/node/files.ts';
import { generateTree } from '../../engine/kconfig/testing/generate.ts';
import { integers, pick } from '../../engine/testing/random.ts';

const [srctree, root = 'Kconfig', dialect] = process.argv.slice(2);

function readTree() {
  if (srctree === undefined) {
    const { files } = generateTree(1, { symbols: 8500, perFile: 5, boards: 40 });
    return parseTree('Kconfig', { read: (path) => files[path] }).tree;
  }
  const files = treeFiles(resolve(srctree), resolve(srctree));
  const environment: Record<string, string | undefined> = { ...process.env, srctree: resolve(srctree) };
  return parseTree(root, {
    ...files,
    environment: (name) => environment[name],
    dialect: dialect === 'linux' ? 'linux' : 'unikraft',
  }).tree;
}

function another(configuration: Configuration, symbol: KSymbol): string {
  const now = configuration.text(symbol);
  if (symbol.type === 'bool' || symbol.type === 'tristate') return now === 'y' ? 'n' : 'y';
  return symbol.type === 'string' ? `${now}x` : String((Number(now) || 0) + 1);
}

const tree = readTree();
const configuration = new Configuration(tree);
const settable = [...tree.byName.values()].filter(
  (symbol) => symbol.entries.length > 0 && configuration.visibility(symbol) > 0,
);
const next = integers(7);
const times: { readonly symbol: string; readonly ms: number; readonly changed: number }[] = [];
// The first change works out who reads whom; it is told by itself.
const opened = performance.now();
if (configuration.program.readers.length === 0) throw new Error('the tree is empty');
const first = Number((performance.now() - opened).toFixed(1));
while (times.length < 1000) {
  const symbol = pick(next, settable);
  if (configuration.visibility(symbol) === 0) continue;
  const value = another(configuration, symbol);
  const begun = performance.now();
  const changed = configuration.set(symbol, value).size;
  times.push({ symbol: symbol.name, ms: performance.now() - begun, changed });
  // Each third one stays, so that the state wanders.
  if (times.length % 3 !== 0) configuration.reset(symbol);
}
times.sort((a, b) => a.ms - b.ms);
const at = (index: number) => Number((times[index]?.ms ?? 0).toFixed(4));
console.log(
  JSON.stringify({
    symbols: [...tree.byName.values()].filter(({ entries }) => entries.length > 0).length,
    files: tree.files.length,
    first,
    median: at(500),
    p95: at(950),
    p99: at(990),
    most: times.at(-1),
  }),
);
