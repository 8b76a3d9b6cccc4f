/**
 * `node scripts/bench/kconfig-change.mjs [SRCTREE [ROOT [linux]]]`: what one change of a symbol costs. `npm run bench` runs it on a
 * generated tree and, where UNILOOM_BENCH_KCONFIG holds such arguments, on a real one.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../lib/build.mjs';
import { root } from '../lib/run.mjs';

/** @param {readonly string[]} args @returns {Promise<string>} one line */
export async function kconfigChange(args = []) {
  await bundle('scripts/bench/kconfig-change.ts', 'dist/bench', 'kconfig-change.mjs', 'es');
  const program = join(root, 'dist/bench/kconfig-change.mjs');
  const { symbols, files, first, median, p95, p99, most } = JSON.parse(
    execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' }),
  );
  return `${median} ms median, ${p95} ms 95th, ${p99} ms 99th, ${most.ms.toFixed(1)} ms most (${most.symbol}, ${most.changed} changed), ${first} ms the first one; ${symbols} symbols, ${files} files; aim 2 and 20`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  console.log(await kconfigChange(process.argv.slice(2)));
