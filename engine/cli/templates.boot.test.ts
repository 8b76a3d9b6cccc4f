/**
 * The examples that end by themselves, on both PCs: one of the two each in rotation at scale 1, both at full scale. On microvm and as
 * processes they boot in coverage.boot.test.ts; those that serve, in serve.boot.test.ts.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSandbox, ensureCli, example, type Sandbox } from '../testing/cli.ts';
import { EXPECTED, exampleComposition, exampleNames } from '../testing/examples.ts';
import { scale } from '../testing/scale.ts';
import { SERVING } from '../testing/serving.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

const PC = 'x86_64/qemu-pc';
const cases = exampleNames()
  .filter((name) => !(name in SERVING) && exampleComposition(name).targets.includes(PC))
  .flatMap((name, turn) =>
    ['pc', 'q35'].filter((_, at) => scale >= 10 || at === turn % 2).map((machine) => [name, machine] as const),
  );

it.each(cases)('%s on %s', async (name, machine) => {
  // One folder for all: each compiles only what the one before had not.
  const out = join(sandbox.folder, 'build');
  const where = ['--target', PC, '--machine', machine, '--accel', 'tcg', '--out', out];
  const { status, stdout, stderr } = await sandbox.run(['boot', example(name), '--trust', ...where]);
  expect(status, stderr).toBe(0);
  for (const line of EXPECTED[name] ?? []) expect(stdout.replaceAll('\r', '')).toMatch(line);
});
