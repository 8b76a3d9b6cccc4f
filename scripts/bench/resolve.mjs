/** `node scripts/bench/resolve.mjs`, and a part of `npm run bench`: what completing a composition costs. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../lib/run.mjs';

const quantile = (/** @type {number[]} */ values, /** @type {number} */ q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;
const ms = (/** @type {number} */ value) => value.toFixed(1).padStart(9);

/** Bundles the workload, as the engine is bundled, runs it in a process of its own and prints its figures. */
export async function benchResolve() {
  const { build } = await import('vite');
  // In the checkout: the solver is not bundled, it is found from there.
  const folder = join(root, 'dist/bench');
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(root, 'scripts/bench/resolve.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'resolve.mjs' } },
    },
  });
  const { load, rows } = JSON.parse(
    execFileSync(process.execPath, [join(folder, 'resolve.mjs'), root], { encoding: 'utf8', maxBuffer: 1 << 26 }),
  );
  rmSync(folder, { recursive: true, force: true });
  console.log(`\nCompletion, the solver loaded (that took ${load.toFixed(0)} ms, its first call included)`);
  console.log('                                      median ms      p95   CPU ms    first');
  for (const { name, first, times, busy } of rows)
    console.log(
      `  ${name.padEnd(34)} ${ms(quantile(times, 0.5))} ${ms(quantile(times, 0.95))} ${ms(quantile(busy, 0.5))} ${ms(first)}${name.startsWith('hello') ? '   (aim 50)' : ''}`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchResolve();
