/** What stands on wires, in guests: each kind in each profile, on the examples as they are, and on one that is made for it. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BootResult } from '../contract.ts';
import { SUPPORTED_KINDS } from '../graph/kinds.ts';
import type { WireKind } from '../model/types.ts';
import { createSandbox, ensureCli, example, type Sandbox } from '../testing/cli.ts';
import { EXPECTED, exampleComposition, exampleNames } from '../testing/examples.ts';
import { HANGS, scale } from '../testing/scale.ts';
import { SERVING } from '../testing/serving.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

const TARGETS = ['host', 'x86_64/microvm'] as const;
const PROFILES = ['debug', 'release'] as const;
const EVERYWHERE = TARGETS.flatMap((target) => PROFILES.map((profile) => [target, profile] as const));

const APP = `#include <ports.h>

int main(void)
{
	void *kept = NULL;

	for (int i = 1; i <= 9; i++) {
		void *block = heap_malloc(64u * (unsigned)i);

		out_print(block == NULL ? "-" : "+");
		if (block != NULL && i == 1)
			kept = block;
		else
			heap_free(block);
	}
	out_print("\\n");
	heap_free(kept);
	return 0;
}
`;

const MANIFEST = [
  '  app: { microlib: alloc_user, sources: [main.c] }',
  '  heap: { microlib: tlsf }',
  '  stats: { microlib: allocstats }',
];

/** A folder with an app that allocates nine times, over a wire that says `wire` besides its ends. */
function allocating(name: string, wire: string, app = APP): string {
  const folder = join(sandbox.folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.c'), app);
  const lines = [
    'uniloom: 1',
    `name: ${name}`,
    'targets: [host, x86_64/microvm]',
    'components:',
    ...MANIFEST,
    'wires:',
  ];
  lines.push(`  - { from: app.heap, to: heap.alloc${wire} }`, '  - { from: heap.region, to: board.region }');
  lines.push('  - { from: app.stats, to: stats.stats }', '  - { from: stats.backing, to: heap.alloc }');
  writeFileSync(join(folder, 'uniloom.yaml'), `${lines.join('\n')}\n`);
  return folder;
}

async function boot(folder: string, target: string, profile: string, ...more: string[]): Promise<BootResult> {
  const where = ['--target', target, '--profile', profile, '--accel', 'tcg', '--timeout', HANGS];
  const { status, stdout, stderr } = await sandbox.run(['boot', folder, '--trust', ...where, '--json', ...more]);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as BootResult;
}

describe.each(EVERYWHERE)('%s, %s', (target, profile) => {
  it('every third call fails on a faulty wire, and the app copes', async () => {
    const folder = allocating('every', ', kind: faulty, with: { every: 3, skip: 1 }');
    expect((await boot(folder, target, profile)).console).toContain('+++-++-++');
  });

  it('calls fail as the boot says, and only so often', async () => {
    const folder = allocating('at-boot', ', kind: faulty, with: { every: 0 }');
    const set = (name: string, value: number) => ['--set', `app.heap.malloc.${name}=${value}`];
    const told = [...set('every', 2), ...set('skip', 1), ...set('times', 2)];
    expect((await boot(folder, target, profile, ...told)).console).toContain('++-+-++++');
    expect((await boot(folder, target, profile)).console).toContain('+++++++++');
  });

  it('traced calls have their arguments, results and times', async () => {
    const { trace, console } = await boot(allocating('traced', ', kind: traced'), target, profile);
    expect(console).toContain('+++++++++');
    expect(trace.dropped).toBe(0);
    const mallocs = trace.calls.filter((call) => call.function === 'malloc');
    expect(mallocs.map((call) => call.arguments)).toEqual(Array.from({ length: 9 }, (_, i) => [String(64 * (i + 1))]));
    const frees = trace.calls.filter((call) => call.function === 'free');
    const results = new Set(mallocs.map((call) => call.result));
    expect(frees.length).toBe(9);
    for (const { arguments: args } of frees) expect(results).toContain(args[0]);
    let last = 0;
    for (const call of trace.calls) {
      expect(call).toMatchObject({ wire: 0, from: 'app.heap', to: 'heap.alloc' });
      expect(call.beginNs).toBeGreaterThanOrEqual(last);
      expect(call.endNs).toBeGreaterThanOrEqual(call.beginNs);
      last = call.beginNs;
    }
    expect(last).toBeGreaterThan(0);
  });
});

it('a drawn failure is the same in every run, another with another seed, and about as often as asked', async () => {
  const drawn = async (seed: number) =>
    (await boot(allocating(`drawn${seed}`, `, kind: faulty, with: { chance: 400, seed: ${seed} }`), 'host', 'debug'))
      .console;
  const [one, again, other] = [await drawn(1), await drawn(1), await drawn(6)];
  expect(one).toBe(again);
  expect(one).not.toBe(other);
  expect(one).toMatch(/-/);
});

it('changed parameters compile the runtime only', async () => {
  const out = join(sandbox.folder, 'out');
  const build = (parameters: string) =>
    sandbox.run([
      ...['build', allocating('parameters', `, kind: faulty, with: ${parameters}`), '--trust', '--target', 'host'],
      ...['--out', out, '--json'],
    ]);
  expect((await build('{ every: 3 }')).status).toBe(0);
  const { stdout } = await build('{ every: 4, delay_ns: 1000, functions: [malloc] }');
  expect(JSON.parse(stdout)).toMatchObject({ compiled: ['(runtime)'] });
});

/** More calls than the ring holds, and a panic at the end. */
const MANY = `#include <ports.h>

int main(void)
{
	for (unsigned i = 0; i < 1000; i++)
		heap_free(heap_malloc(i));
	__builtin_trap();
}
`;

it.each(PROFILES)('a full ring is sent, and what was traced before a panic comes out (%s)', async (profile) => {
  const folder = allocating('panics', ', kind: traced', MANY);
  const where = ['--target', 'x86_64/microvm', '--profile', profile, '--accel', 'tcg', '--timeout', HANGS];
  const { status, stdout } = await sandbox.run(['boot', folder, '--trust', ...where, '--json']);
  expect(status).not.toBe(0);
  const { trace } = JSON.parse(stdout) as BootResult;
  const sizes = trace.calls.flatMap((call) => (call.function === 'malloc' ? call.arguments : []));
  expect(sizes).toEqual(Array.from({ length: 1000 }, (_, i) => String(i)));
  expect(trace.dropped).toBe(0);
});

it('prints traced calls as lines', async () => {
  const folder = allocating('lines', '');
  const wired = await sandbox.run(['wire', folder, 'app.heap', 'heap.alloc', '--kind', 'traced']);
  expect(wired.status, wired.stderr).toBe(0);
  const { stderr } = await sandbox.run(['boot', folder, '--trust', '--target', 'host', '--trace']);
  expect(stderr).toMatch(/^ +\d+\.\d{3} ms {2}app\.heap -> heap\.alloc {2}malloc\(64\) = 0x[0-9a-f]+$/m);
  expect(stderr).toMatch(/^ +\d+\.\d{3} ms {2}app\.heap -> heap\.alloc {2}free\(0x[0-9a-f]+\)$/m);
});

/** Each wire of each example with each kind; at scale 1 one kind for each example, on one target, in one profile. */
describe('the examples do the same with any kind of wire that fails nothing', () => {
  const kinds = SUPPORTED_KINDS.filter((kind) => kind !== 'direct');
  const harmless = (kind: WireKind) => (kind === 'faulty' ? { with: { delay_ns: 1 } } : {});
  // Those that serve do not end by themselves.
  const ending = exampleNames().filter((name) => !(name in SERVING));
  const cases = ending.flatMap((name, turn) => {
    const { targets } = exampleComposition(name);
    const all = targets.flatMap((target) =>
      PROFILES.flatMap((profile) => kinds.map((kind) => [name, kind, target, profile] as const)),
    );
    return all.filter((_case, at) => scale > 1 || at === (turn * 7) % all.length);
  });
  it.each(cases)('%s, %s, %s, %s', async (name, kind, target, profile) => {
    const composition = exampleComposition(name);
    const folder = join(sandbox.folder, `${name}-${kind}`);
    cpSync(example(name), folder, { recursive: true });
    const wires = composition.wires.map(({ from, to }) => ({ from, to, kind, ...harmless(kind) }));
    writeFileSync(join(folder, 'uniloom.yaml'), JSON.stringify({ ...composition, wires }));
    const { console, counters, trace } = await boot(folder, target, profile);
    for (const line of EXPECTED[name] ?? []) expect(console).toMatch(line);
    const called = kind === 'traced' ? trace.calls.length : counters.filter(({ calls }) => calls > 0).length;
    if (kind !== 'faulty') expect(called).toBeGreaterThan(0);
  });
});
