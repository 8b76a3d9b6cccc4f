/**
 * The lines of the microlibs that tests have run: C tests on the host and images that count, merged.
 *
 * test-results/coverage/c/*.json       one a C test, written by scripts/test-c
 * test-results/coverage/images/NAME/   one a build folder, with what its boots have counted
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readCatalog } from '../test-c/catalog.mjs';
import { inEmitted, merge, readCounts } from './lines.mjs';

/**
 * @typedef {import('./lines.mjs').Lines} Lines
 * @typedef {import('./lines.mjs').Functions} Functions
 * @typedef {{ file: string, function?: string, reason: string }} Exemption
 */

/**
 * Lines that nobody can be asked to run, by file.
 * @param {string} root the folder `microlibs`
 * @param {Functions} functions
 * @throws on an entry without a reason, or of what is not there
 */
export function exempted(root, functions) {
  const path = join(root, 'coverage-exempt.yaml');
  /** @type {Exemption[]} */
  const entries = parse(readFileSync(path, 'utf8')) ?? [];
  /** @type {Map<string, (line: number) => boolean>} */
  const found = new Map();
  for (const { file, function: name, reason } of entries) {
    if (typeof reason !== 'string' || reason.length < 10) throw new Error(`${path}: ${file} has no reason`);
    if (!existsSync(join(root, file))) throw new Error(`${path}: there is no ${file}`);
    const before = found.get(file) ?? (() => false);
    if (name === undefined) {
      found.set(file, () => true);
      continue;
    }
    const source = readFileSync(join(root, file), 'utf8').split('\n');
    if (!source.some((line) => line.includes(`${name}(`))) throw new Error(`${path}: ${file} has no function ${name}`);
    const ranges = (functions[file] ?? []).filter(([first]) => source[first - 1]?.includes(`${name}(`));
    found.set(file, (line) => before(line) || ranges.some(([first, last]) => line >= first && line <= last));
  }
  return found;
}

/** @param {Lines} lines @param {ReadonlyMap<string, (line: number) => boolean>} left */
function count(lines, left) {
  let hit = 0;
  let all = 0;
  /** @type {[string, number, number][]} */
  const files = [];
  for (const [file, own] of Object.entries(lines)) {
    const meant = Object.entries(own).filter(([line]) => !left.get(file)?.(Number(line)));
    const ran = meant.filter(([, was]) => was).length;
    hit += ran;
    all += meant.length;
    files.push([file, ran, meant.length]);
  }
  return { hit, all, files };
}

/** So many sources that no test has compiled are named. */
const NAMED = 8;

/** Sources that no test has compiled. @param {string} root @param {Lines} lines */
function neverSeen(root, lines) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\/src\/.*\.c$/.test(path) && lines[path] === undefined)
    .sort();
}

/**
 * @param {string} results the folder `test-results/coverage`
 * @param {string} root the folder `microlibs`
 * @returns {{ line: string, percent: number, files: [string, number, number][] } | null} null without any counts
 */
export function report(results, root) {
  const { microlibs } = readCatalog(root);
  /** @type {Lines} */
  const host = {};
  /** @type {Lines} */
  const guests = {};
  /** @type {Functions} */
  const functions = {};
  const take = (/** @type {Functions} */ more) => {
    for (const [file, ranges] of Object.entries(more)) functions[file] = [...(functions[file] ?? []), ...ranges];
  };
  const list = (/** @type {string} */ folder) => (existsSync(folder) ? readdirSync(folder).sort() : []);
  for (const name of list(join(results, 'c'))) {
    const one = JSON.parse(readFileSync(join(results, 'c', name), 'utf8'));
    merge(host, one.lines);
    take(one.functions);
  }
  for (const name of list(join(results, 'images'))) {
    const folder = join(results, 'images', name);
    const one = readCounts(folder, inEmitted(folder, microlibs));
    merge(name.endsWith('-host') ? host : guests, one.lines);
    take(one.functions);
  }
  const all = merge(merge({}, host), guests);
  if (Object.keys(all).length === 0) return null;
  const left = exempted(root, functions);
  const unseen = neverSeen(root, all).filter((file) => !left.has(file));
  const sum = count(all, left);
  const percent = (/** @type {{ hit: number }} */ { hit }) => (100 * hit) / Math.max(1, sum.all);
  const text = (/** @type {{ hit: number }} */ of) => percent(of).toFixed(1);
  const some = `${unseen.slice(0, NAMED).join(', ')}${unseen.length > NAMED ? ` and ${unseen.length - NAMED} more` : ''}`;
  const never = unseen.length === 0 ? '' : `; never compiled: ${some}`;
  const line = `line coverage of microlibs: ${text(sum)} % (${sum.hit} of ${sum.all} lines), host ${text(count(host, left))}, guests ${text(count(guests, left))}${never}`;
  return { line, percent: unseen.length === 0 ? percent(sum) : 0, files: sum.files };
}
