/**
 * `npm test`: the set-up, then every suite. Prints each suite's count and time, and last `N passed, N failed`.
 *
 *   npm test                 all suites, scale 1
 *   npm run test:full        all suites at UNILOOM_TEST_SCALE=10
 *   npm test -- unit boots   these suites only
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, run } from './lib/run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, title: string, run: () => Promise<Count> }} Suite */

const results = join(root, 'test-results');
/** What failed, told once more at the end, where it is not lost among what passed. */
const failures = /** @type {string[]} */ ([]);
const bin = (/** @type {string} */ name) => join(root, 'node_modules', '.bin', name);

/**
 * A command that passes or fails as a whole.
 * @param {string} command @param {readonly string[]} args
 */
const whole = async (command, args) => {
  const failed = (await run(command, args)) === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, skipped: 0 };
};

/** @param {string} file @returns {any} */
function report(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {string} name @param {readonly string[]} args */
async function vitest(name, args) {
  const file = join(results, `${name}.json`);
  const status = await run(bin('vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ]);
  const counted = report(file);
  if (!counted || counted.numTotalTests === 0) return { passed: 0, failed: 1, skipped: 0 };
  const skipped = counted.numPendingTests + counted.numTodoTests;
  for (const { name: path, assertionResults, message } of counted.testResults) {
    const file = relative(root, path);
    const broken = assertionResults.filter((/** @type {any} */ test) => test.status === 'failed');
    for (const test of broken) failures.push(`${file} > ${test.fullName}\n${test.failureMessages.join('\n')}`);
    if (message && broken.length === 0) failures.push(`${file}\n${message}`);
  }
  // A file that does not load has no tests that fail; the exit status tells.
  const failed = Math.max(counted.numFailedTests, status === 0 ? 0 : 1);
  return { passed: counted.numPassedTests, failed, skipped };
}

async function playwright() {
  const file = join(results, 'e2e.json');
  rmSync(file, { force: true });
  const status = await run(bin('playwright'), ['test', '--config', 'e2e/playwright.config.ts']);
  const found = report(file);
  const stats = found?.stats;
  if (!stats) return { passed: 0, failed: 1, skipped: 0 };
  const walk = (/** @type {any} */ suite) => {
    for (const spec of suite.specs ?? [])
      if (!spec.ok) failures.push(`${spec.file}:${spec.line} > ${spec.title} [${spec.tests[0]?.projectName}]`);
    for (const inner of suite.suites ?? []) walk(inner);
  };
  for (const suite of found.suites ?? []) walk(suite);
  return {
    passed: stats.expected,
    failed: Math.max(stats.unexpected + stats.flaky, status === 0 ? 0 : 1),
    skipped: stats.skipped,
  };
}

/** The least part of the microlibs' lines that tests must run, in percent; what is exempt stands in coverage-exempt.yaml. */
const LEAST_COVERAGE = 90;

/** Whether the line coverage of the C tests and the boots is too small. It is told where both suites run. */
async function isCoverageTooSmall() {
  if (wanted.length > 0 && !['c', 'boots'].every((name) => wanted.includes(name))) return false;
  // It imports a package, which is there only after the set-up.
  const { report } = await import('./coverage/report.mjs');
  const found = report(join(results, 'coverage'), join(root, 'microlibs'));
  if (found === null) return false;
  console.log(found.line);
  return found.percent < LEAST_COVERAGE;
}

async function boots() {
  rmSync(join(results, 'coverage', 'images'), { recursive: true, force: true });
  const count = await vitest('boots', ['--config', 'vitest.boot.config.ts']);
  return (await isCoverageTooSmall()) ? { ...count, failed: count.failed + 1 } : count;
}

async function microlibs() {
  const folder = join(results, 'coverage', 'c');
  rmSync(folder, { recursive: true, force: true });
  process.env['UNILOOM_COVERAGE'] = folder;
  return counted('scripts/test-c.mjs');
}

/** A runner of ours that ends with the plain line `N passed, N failed`. @returns {Promise<Count>} */
function counted(/** @type {string} */ script) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, script)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let last = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text);
      last = (last + text).slice(-2000);
    });
    child.once('close', (code) => {
      const match = /(\d+) passed, (\d+) failed/.exec(last.trim().split('\n').at(-1) ?? '');
      const passed = Number(match?.[1] ?? 0);
      const failed = Math.max(Number(match?.[2] ?? 0), code === 0 && passed > 0 ? 0 : 1);
      resolve({ passed, failed, skipped: 0 });
    });
  });
}

/** @type {readonly Suite[]} */
const suites = [
  { name: 'lint', title: 'format and lint', run: () => whole(bin('biome'), ['check', '--error-on-warnings', '.']) },
  { name: 'types', title: 'types', run: () => whole(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']) },
  { name: 'unit', title: 'unit and property tests', run: () => vitest('unit', []) },
  { name: 'c', title: 'microlibs under sanitizers', run: microlibs },
  { name: 'boots', title: 'builds and boots', run: boots },
  { name: 'e2e', title: 'end to end', run: playwright },
];

const args = process.argv.slice(2);
if (args.includes('--full')) process.env['UNILOOM_TEST_SCALE'] = '10';
const wanted = args.filter((arg) => !arg.startsWith('--'));
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`npm test: no suite '${unknown[0]}'; there are ${suites.map((suite) => suite.name).join(', ')}`);
  process.exit(2);
}

/** @type {{ title: string, seconds: number, count: Count }[]} */
const rows = [];
const setUpBegun = Date.now();
process.argv.push('--test');
await import('./setup.mjs');
rows.push({ title: 'set-up', seconds: (Date.now() - setUpBegun) / 1000, count: { passed: 0, failed: 0, skipped: 0 } });
mkdirSync(results, { recursive: true });
for (const suite of suites) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  console.log(`\n── ${suite.title}`);
  const begun = Date.now();
  const count = await suite.run();
  rows.push({ title: suite.title, seconds: (Date.now() - begun) / 1000, count });
}

const sum = (/** @type {keyof Count} */ key) => rows.reduce((total, row) => total + row.count[key], 0);
for (const failure of failures) console.log(`\nfailed: ${failure.replace(/\n +at .*/g, '').slice(0, 1500)}`);
console.log(`\nscale ${process.env['UNILOOM_TEST_SCALE'] ?? '1'}`);
for (const { title, seconds, count } of rows)
  console.log(
    `${title.padEnd(28)} ${String(count.passed).padStart(6)} passed ${String(count.failed).padStart(4)} failed ${String(count.skipped).padStart(4)} skipped ${seconds.toFixed(1).padStart(8)} s`,
  );
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
