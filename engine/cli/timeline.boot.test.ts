/** The boot timeline of more components than one record of the control channel holds. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BootResult } from '../contract.ts';
import { createSandbox, ensureCli, example, type Sandbox } from '../testing/cli.ts';
import { HANGS } from '../testing/scale.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

const COUNT = 60;
const names = Array.from({ length: COUNT }, (_, i) => `app${i}`);

/** Sixty mains; with `threads`, each in a thread of its own, so that they end in another order than they begin. */
function composition(threads: boolean): string {
  const folder = join(sandbox.folder, threads ? 'threads' : 'in-turn');
  mkdirSync(folder);
  const lines = ['uniloom: 1', 'name: many', 'targets: [host, x86_64/microvm]', 'components:'];
  for (const name of names) lines.push(`  ${name}: { microlib: hello, options: { TEXT: ${name} } }`);
  if (threads) lines.push('  threads: { microlib: coop }', '  heap: { microlib: tlsf, options: { POOL_KB: 2048 } }');
  lines.push('wires:');
  for (const name of names) lines.push(`  - { from: ${name}.console, to: board.console }`);
  if (threads)
    lines.push(
      '  - { from: threads.stacks, to: heap.alloc }',
      '  - { from: threads.context, to: board.context }',
      '  - { from: heap.region, to: board.region }',
      '  - { from: board.sched, to: threads.sched }',
    );
  writeFileSync(join(folder, 'uniloom.yaml'), `${lines.join('\n')}\n`);
  return folder;
}

it.each([
  ['host', false],
  ['x86_64/microvm', false],
  ['x86_64/microvm', true],
])('has every main and init (%s, threads: %s)', async (target, threads) => {
  const folder = target === 'host' || threads ? composition(threads) : join(sandbox.folder, 'in-turn');
  const args = ['boot', folder, '--trust', '--target', target, '--accel', 'tcg', '--json', '--timeout', HANGS];
  const { status, stdout, stderr } = await sandbox.run(args);
  expect(status, stderr).toBe(0);
  const { timeline } = JSON.parse(stdout) as BootResult;
  const mains = timeline.filter(({ phase }) => phase === 'main');
  expect(mains.map(({ component }) => component)).toEqual(names);
  expect(timeline.slice(-COUNT)).toEqual(mains);
  const inits = timeline.slice(0, -COUNT).map(({ component }) => component);
  expect(inits.length).toBeGreaterThan(0);
  expect(new Set(inits).size).toBe(inits.length);
  for (const { beginNs, endNs } of timeline) expect(endNs).toBeGreaterThanOrEqual(beginNs);
});

it.each(['host', 'x86_64/microvm'])('has the heap after each init, where there is one (%s)', async (target) => {
  const args = (name: string) => [
    'boot',
    example(name),
    '--trust',
    '--target',
    target,
    '--accel',
    'tcg',
    '--timeout',
    HANGS,
  ];
  const { stdout, stderr, status } = await sandbox.run([...args('two-allocators'), '--json']);
  expect(status, stderr).toBe(0);
  const { timeline } = JSON.parse(stdout) as BootResult;
  const inits = timeline.filter(({ phase }) => phase === 'init');
  const claimed = new Map(inits.map(({ component, heap }) => [component, heap?.claimed ?? -1]));
  expect(claimed.get('board_region')).toBe(0);
  // Pools of 128 and 256 KB, one after the other, in the order of the inits.
  const [first, second] = claimed.get('fast') === 131_072 ? ['fast', 'pages'] : ['pages', 'fast'];
  expect(claimed.get(first ?? '')).toBeGreaterThanOrEqual(131_072);
  expect(claimed.get(second ?? '')).toBeGreaterThanOrEqual(131_072 + 262_144);
  for (const { heap } of inits) expect(heap?.used).toBe(0);
  const table = await sandbox.run([...args('two-allocators'), '--timeline']);
  expect(table.stderr).toMatch(/^init +begin +length +claimed +used$/m);
  expect(table.stderr).toMatch(/^fast +\d+\.\d{3} ms +[\d.]+ (µs|ms) +[\d.]+ KB +0 B +[█▏▎▍▌▋▊▉]+$/m);
  const bare = await sandbox.run([...args('hello'), '--timeline']);
  expect(bare.stderr).toMatch(/^init +begin +length$/m);
});
