/** What the tests need to know of the catalog. Trusts its files: the engine's own reader is what judges them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';

/**
 * @typedef {{ proto: string, attributes?: string[] }} ApiFunction
 * @typedef {{ path: string, archive?: undefined } | { archive: string, path?: undefined }} Where
 * @typedef {Where & { targets?: string[], cflags?: string[] }} Source
 * @typedef {{ name: string, dir: string, linkage: 'port' | 'global', implicit: boolean, types?: string, inline?: string,
 *   header?: string, functions: ApiFunction[] }} Api
 * @typedef {{ port: string, api: string, count?: 'one' | 'optional' | 'many', if?: string, used?: boolean }} Port
 * @typedef {{ name: string, dir: string, path: string, sourcePath: string, targets: string[], init: boolean, fini?: boolean, main: 'none' | 'plain' | 'args',
 *   provides: Port[], requires: Port[], sources: (string | Source)[],
 *   include: string[], kconfig: string, 'third-party'?: { name: string, version: string }, 'archive-include'?: string[],
 *   'archive-cflags'?: string[] }} Microlib
 * @typedef {{ microlib: Microlib, path: string, file: string }} Test
 * @typedef {{ root: string, apis: Map<string, Api>, microlibs: Map<string, Microlib>, tests: Test[],
 *   archiveFolder?: (microlib: Microlib) => string }} Catalog archiveFolder: where its third-party sources are
 */

/**
 * Folders that hold a file `name`, in a stable order.
 * @param {string} root
 * @param {string} name
 */
function foldersWith(root, name) {
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {string} */ folder) => {
    if (existsSync(join(folder, name))) found.push(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !['src', 'include', 'test'].includes(entry.name)) visit(join(folder, entry.name));
    }
  };
  visit(root);
  return found.sort();
}

/**
 * @param {string} root the folder `microlibs`
 * @returns {Catalog}
 */
export function readCatalog(root) {
  const apis = new Map();
  for (const path of foldersWith(root, 'api.yaml')) {
    const api = parse(readFileSync(join(path, 'api.yaml'), 'utf8'));
    apis.set(api.name, { linkage: 'port', implicit: false, functions: [], ...api, dir: path });
  }
  const microlibs = new Map();
  const tests = [];
  for (const path of foldersWith(root, 'microlib.yaml')) {
    const manifest = parse(readFileSync(join(path, 'microlib.yaml'), 'utf8'));
    const kconfig = join(path, 'Kconfig');
    const microlib = {
      targets: ['*'],
      init: false,
      main: 'none',
      provides: [],
      requires: [],
      sources: [],
      include: [],
      ...manifest,
      dir: relative(root, path),
      path,
      sourcePath: path,
      kconfig: existsSync(kconfig) ? readFileSync(kconfig, 'utf8') : '',
    };
    microlibs.set(microlib.name, microlib);
    if (!existsSync(join(path, 'test'))) continue;
    for (const file of readdirSync(join(path, 'test')).sort()) {
      if (file.endsWith('.c')) {
        tests.push({ microlib, path: `${microlib.dir}/test/${file}`, file: join(path, 'test', file) });
      }
    }
  }
  for (const microlib of microlibs.values()) {
    const lender = microlibs.get(microlib['sources-of']);
    if (lender !== undefined) microlib.sourcePath = lender.path;
  }
  return { root, apis, microlibs, tests };
}
