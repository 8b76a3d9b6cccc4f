/**
 * The instructions from entry to `Hello` may not grow by 5 % over the recorded figures. Where growth is meant, record
 * anew with UPDATE_INSTRUCTIONS=1 and say why in the commit.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countInstructions } from './bench/instructions.mjs';

const root = join(import.meta.dirname, '..');
const file = join(import.meta.dirname, 'bench/instructions.json');
const recorded: Record<string, number> = JSON.parse(readFileSync(file, 'utf8'));
const update = process.env['UPDATE_INSTRUCTIONS'] === '1';
const measured: Record<string, number> = {};

function bootCommand(target: string): string[] {
  const output = execFileSync(
    process.execPath,
    [
      join(root, 'dist/cli/uniloom.mjs'),
      ...['boot', join(root, 'assets/examples/hello'), '--target', target, '--profile', 'release'],
      // The frequency is told: measuring it takes a set time, which would drown what is counted here.
      ...['--accel', 'tcg', '--memory', '4M', '--set', 'board_tsc.KHZ=1000000', '--dry-run', '--json'],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { command } = JSON.parse(output) as { command: { program: string; args: string[] } };
  return [command.program, ...command.args];
}

test.each(['x86_64/microvm', 'x86_64/qemu-pc'])('%s: instructions to Hello', async (target) => {
  const count = await countInstructions(bootCommand(target));
  measured[target] = count;
  if (update) return;
  expect(recorded[target], `no figure is recorded for ${target}`).toBeTypeOf('number');
  expect(count).toBeLessThanOrEqual((recorded[target] ?? 0) * 1.05);
});

afterAll(() => {
  if (update) writeFileSync(file, `${JSON.stringify({ ...recorded, ...measured }, null, 2)}\n`);
});
