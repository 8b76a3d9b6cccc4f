/** One test from its source to its result. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inPlace, readCounts } from '../coverage/lines.mjs';
import { compileMicrolib, coverage, linkTest } from './compile.mjs';
import { run } from './run.mjs';
import { readSettings } from './settings.mjs';

const scale = Number(process.env['UNILOOM_TEST_SCALE'] ?? 1);
/** For what hangs: no test depends on how fast the machine is. */
const TIMEOUT_MS = 180_000 * Math.max(1, scale);
const SUMMARY = /^uniloom-test: (\d+) checks, (\d+) failed$/m;

// Blocks that a component keeps for the life of an image are no leaks.
const SANITIZERS = { ASAN_OPTIONS: 'detect_leaks=0', UBSAN_OPTIONS: 'print_stacktrace=1' };

/**
 * @typedef {{ path: string, passed: boolean, reason: string, output: string, checks: number, seconds: number }} Result
 */

/**
 * The settings that are meant for the microlib `name`: `NAME.OPTION` for another than the one under test (null).
 * @param {string | null} name
 * @param {ReadonlyMap<string, string>} config
 */
function configFor(name, config) {
  const own = new Map();
  for (const [key, value] of config) {
    if (name === null && !key.includes('.')) own.set(key, value);
    if (name !== null && key.startsWith(`${name}.`)) own.set(key.slice(name.length + 1), value);
  }
  return own;
}

/**
 * @param {import('./catalog.mjs').Test} test
 * @param {import('./catalog.mjs').Catalog} catalog
 * @param {string} folder
 */
async function build(test, catalog, folder) {
  const settings = readSettings(readFileSync(test.file, 'utf8'));
  const main = await compileMicrolib(test.microlib, catalog, join(folder, 'component'), {
    config: configFor(null, settings.config),
    define: settings.define,
    sources: settings.sources,
    prefix: 'component',
  });
  const { objects, includes } = main;
  for (const name of settings.with) {
    const microlib = catalog.microlibs.get(name);
    if (microlib === undefined) throw new Error(`with: there is no microlib ${name}`);
    const how = { config: configFor(name, settings.config), define: settings.define, sources: null, prefix: name };
    const other = await compileMicrolib(microlib, catalog, join(folder, name), how);
    objects.push(...other.objects);
    includes.push(...other.includes);
  }
  const program = join(folder, 'test');
  await linkTest(test, catalog, { objects, includes, define: settings.define, program });
  return program;
}

/**
 * Keeps what the test has run, beyond its folder.
 * @param {import('./catalog.mjs').Test} test
 * @param {import('./catalog.mjs').Catalog} catalog
 * @param {string} folder
 * @param {string} to
 */
function writeCounts(test, catalog, folder, to) {
  mkdirSync(to, { recursive: true });
  writeFileSync(
    join(to, `${test.path.replaceAll('/', '_')}.json`),
    JSON.stringify(readCounts(folder, inPlace(catalog.root))),
  );
}

/**
 * Why a program that ended so has not passed; null when it has.
 * @param {Awaited<ReturnType<typeof run>>} ended
 */
function failure({ status, signal, timedOut, output }) {
  if (timedOut) return 'was still running when its time was over';
  if (signal !== null) return `killed by ${signal}`;
  const [, checks, failed] = SUMMARY.exec(output) ?? [];
  if (status !== 0) return failed === undefined ? `ended with ${status}` : `${failed} of ${checks} checks failed`;
  if (checks === undefined || Number(checks) === 0) return 'has checked nothing';
  return Number(failed) === 0 ? null : `${failed} checks failed, but it ended with 0`;
}

/**
 * @param {import('./catalog.mjs').Test} test
 * @param {import('./catalog.mjs').Catalog} catalog
 * @param {string} scratch
 * @param {number} [timeoutMs] for the program, not for compiling it
 * @returns {Promise<Result>}
 */
export async function runTest(test, catalog, scratch, timeoutMs = TIMEOUT_MS) {
  const begin = Date.now();
  const done = (/** @type {string | null} */ reason, /** @type {string} */ output, /** @type {number} */ checks) => ({
    path: test.path,
    passed: reason === null,
    reason: reason ?? '',
    output,
    checks,
    seconds: (Date.now() - begin) / 1000,
  });
  try {
    const folder = join(scratch, test.path.replaceAll('/', '_'));
    mkdirSync(folder, { recursive: true });
    const program = await build(test, catalog, folder);
    const ended = await run(program, [], timeoutMs, { ...process.env, ...SANITIZERS });
    if (coverage !== undefined) writeCounts(test, catalog, folder, coverage);
    return done(failure(ended), ended.output, Number(SUMMARY.exec(ended.output)?.[1] ?? 0));
  } catch (error) {
    return done('cannot be built', error instanceof Error ? error.message : String(error), 0);
  }
}
