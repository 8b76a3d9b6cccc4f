/** `node scripts/bench/check.mjs`, and a part of `npm run bench`: what checking costs after one edit of a large composition. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../lib/run.mjs';

const quantile = (/** @type {number[]} */ values, /** @type {number} */ q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;
const ms = (/** @type {number} */ value) => value.toFixed(2).padStart(7);

/** Bundles the workload, as the app's worker is bundled, runs it in a process of its own and prints its figures. */
export async function benchCheck() {
  const { build } = await import('vite');
  const folder = mkdtempSync(join(tmpdir(), 'uniloom-bench-check-'));
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(root, 'scripts/bench/check.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'check.mjs' } },
    },
  });
  const result = JSON.parse(
    execFileSync(process.execPath, [join(folder, 'check.mjs'), root], { encoding: 'utf8', maxBuffer: 1 << 26 }),
  );
  rmSync(folder, { recursive: true, force: true });
  console.log(`\nCheck of ${result.components} components and ${result.wires} wires`);
  console.log('                                median ms     p95   CPU ms   least   messages across');
  for (const { kind, worker, busy, across } of result.kinds)
    console.log(
      `  after: ${kind.padEnd(22)} ${ms(quantile(worker, 0.5))} ${ms(quantile(worker, 0.95))}  ${ms(quantile(busy, 0.5))} ${ms(Math.min(...worker))}           ${ms(quantile(across, 0.5))}`,
    );
  const all = result.kinds.flatMap((/** @type {{ worker: number[] }} */ { worker }) => worker);
  console.log(`  any of these           ${ms(quantile(all, 0.5)).padStart(15)} ${ms(quantile(all, 0.95))}   (aim 8)`);
  console.log(
    `  nothing kept           ${ms(quantile(result.fresh, 0.5)).padStart(15)} ${ms(quantile(result.fresh, 0.95))}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchCheck();
