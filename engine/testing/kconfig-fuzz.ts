/**
 * `kconfig-fuzz.mjs KIND FROM TO`: runs the inputs of these seeds through the engine. Prints `@SEED` before each, so that who
 * watches knows where it is, and at the end JSON: inputs, the slowest one by processor time, and how the heap grew.
 * Ends with 1 and what happened where an input fails.
 */
import { writeSync } from 'node:fs';
import { type FuzzKind, fuzzInput } from '../kconfig/testing/mutate.ts';
import { runPipeline } from '../kconfig/testing/pipeline.ts';
import { integers } from './random.ts';

const [kind = 'words', from = '0', to = '0'] = process.argv.slice(2);

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}

let slowest = { seed: 0, ms: 0 };
let before = 0;
for (let seed = Number(from); seed < Number(to); seed++) {
  // After the first hundred all is loaded and compiled.
  if (seed === Number(from) + 100) before = heap();
  writeSync(1, `@${seed}\n`);
  const begun = process.cpuUsage();
  try {
    const next = integers(seed);
    runPipeline(fuzzInput(kind as FuzzKind, next), next);
  } catch (error) {
    console.error(`${kind} ${seed}: ${(error as Error).stack}`);
    process.exit(1);
  }
  const { user, system } = process.cpuUsage(begun);
  const ms = (user + system) / 1000;
  if (ms > slowest.ms) slowest = { seed, ms };
}
writeSync(
  1,
  `${JSON.stringify({ inputs: Number(to) - Number(from), slowest, grown: before === 0 ? 0 : heap() - before })}\n`,
);
