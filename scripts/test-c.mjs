/**
 * `npm run test:c [-- FILTER]`: every `test/*.c` of the microlibs as a program of its own, on the host, with
 * AddressSanitizer and UBSan. How a test is written: docs in scripts/test-c/README.md.
 *
 * FILTER is part of a test's path (`memory/tlsf`, `threads.c`). Exit status 0: all passed; 1: not so; 3: no compiler.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { archivesOf } from './test-c/archives.mjs';
import { readCatalog } from './test-c/catalog.mjs';
import { compiler } from './test-c/compile.mjs';
import { runTest } from './test-c/program.mjs';
import { suiteLine } from './test-c/report.mjs';

const PARALLEL = 2;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const filter = process.argv[2] ?? '';

if (spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status !== 0) {
  process.stderr.write(`no C compiler: ${compiler} cannot be run; "npm run setup" installs it\n`);
  process.exit(3);
}

const catalog = readCatalog(join(root, 'microlibs'));
const tests = catalog.tests.filter((test) => test.path.includes(filter));
if (tests.length === 0) {
  process.stderr.write(`no test has '${filter}' in its path\n`);
  process.exit(1);
}

catalog.archiveFolder = await archivesOf(catalog, tests);
const scratch = mkdtempSync(join(tmpdir(), 'uniloom-test-c-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/** @type {Map<string, import('./test-c/program.mjs').Result[]>} */
const bySuite = new Map();
const waiting = [...tests];
const expected = new Map();
for (const test of tests) expected.set(test.microlib.dir, (expected.get(test.microlib.dir) ?? 0) + 1);

async function worker() {
  for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
    const result = await runTest(test, catalog, scratch);
    if (!result.passed) process.stdout.write(`FAIL ${result.path}: ${result.reason}\n${result.output}\n`);
    const suite = test.microlib.dir;
    const results = [...(bySuite.get(suite) ?? []), result];
    bySuite.set(suite, results);
    if (results.length === expected.get(suite)) process.stdout.write(`${suiteLine(suite, results)}\n`);
  }
}

await Promise.all(Array.from({ length: PARALLEL }, worker));
const results = [...bySuite.values()].flat();
const failed = results.filter((result) => !result.passed).length;
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
