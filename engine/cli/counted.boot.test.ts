/** Counted wires leave out the time in which the calling thread did not run. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BootResult } from '../contract.ts';
import { createSandbox, ensureCli, type Sandbox } from '../testing/cli.ts';
import { HANGS } from '../testing/scale.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

/** Cycles that a thread burns while others wait; and what a wait may cost at most, with much room for a busy machine. */
const BURN = 400_000_000;
const LITTLE = BURN / 4;

const APP = `#include <ports.h>

static struct sched_mutex mutex = SCHED_MUTEX_INIT;
static struct sched_cond cond = SCHED_COND_INIT;
static bool done;

static int waits(void *ctx)
{
	(void)ctx;
	sched_mutex_lock(&mutex);
	while (!done)
		(void)sched_cond_wait(&cond, &mutex, SCHED_FOREVER);
	sched_mutex_unlock(&mutex);
	return 0;
}

static int sleeps(void *ctx)
{
	(void)ctx;
	sched_sleep_ns(1000000);
	return 0;
}

static int burns(void *ctx)
{
	void *block;

	(void)ctx;
	/* The allocator of this test burns. */
	block = heap_malloc(1);
	sched_mutex_lock(&mutex);
	done = true;
	sched_cond_signal(&cond);
	sched_mutex_unlock(&mutex);
	return block != NULL;
}

int main(void)
{
	struct sched_thread *threads[4];
	int status;

	sched_spawn(waits, NULL, "waits", &threads[0]);
	sched_spawn(sleeps, NULL, "sleeps", &threads[1]);
	sched_spawn(burns, NULL, "burns", &threads[2]);
	sched_spawn(burns, NULL, "burns too", &threads[3]);
	for (int i = 0; i < 4; i++)
		sched_join(threads[i], &status);
	out_print("all joined\\n");
	return 0;
}
`;

const SLOW = `#include <ports.h>

void *alloc_malloc(size_t size)
{
	static char blocks[4][16];
	static unsigned used;
	uint64_t begin = __builtin_ia32_rdtsc();

	while (__builtin_ia32_rdtsc() - begin < ${BURN}u)
		;
	return size <= 16 && used < 4 ? blocks[used++] : NULL;
}

void alloc_free(void *block)
{
	(void)block;
}

void *alloc_realloc(void *block, size_t size)
{
	return size == 0 ? NULL : block;
}

void *alloc_memalign(size_t align, size_t size)
{
	return align <= 16 ? alloc_malloc(size) : NULL;
}
`;

interface Other {
  readonly app: string;
  /** The microlib of the scheduler, and what it needs besides stacks and context. */
  readonly threads: string;
  readonly wires: readonly string[];
}

function composition(name: string, kind: string, other?: Other): string {
  const folder = join(sandbox.folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.c'), other?.app ?? APP);
  writeFileSync(join(folder, 'slow.c'), SLOW);
  const lines = [
    'uniloom: 1',
    'name: counted',
    'targets: [host, x86_64/microvm]',
    'components:',
    '  app: { microlib: threads, sources: [main.c] }',
    '  slow: { microlib: bump, sources: [slow.c] }',
    `  threads: { microlib: ${other?.threads ?? 'coop'} }`,
    '  heap: { microlib: tlsf }',
    'wires:',
    `  - { from: app.sched, to: threads.sched, kind: ${kind} }`,
    `  - { from: app.heap, to: slow.alloc, kind: ${kind} }`,
    '  - { from: slow.region, to: board.region }',
    '  - { from: threads.stacks, to: heap.alloc }',
    '  - { from: threads.context, to: board.context }',
    '  - { from: heap.region, to: board.region }',
    `  - { from: board.sched, to: threads.sched, kind: ${kind} }`,
    ...(other?.wires ?? []).map((wire) => `  - { from: ${wire.replace(' ', ', to: ')} }`),
  ];
  writeFileSync(join(folder, 'uniloom.yaml'), `${lines.join('\n')}\n`);
  return folder;
}

it.each([
  ['host', 'debug'],
  ['host', 'release'],
  ['x86_64/microvm', 'debug'],
  ['x86_64/microvm', 'release'],
])('waiting is not counted, working is (%s, %s)', async (target, profile) => {
  const where = ['--target', target, '--profile', profile, '--accel', 'tcg'];
  const args = ['boot', composition('counted', 'counted'), '--trust', ...where, '--json', '--timeout', HANGS];
  const { status, stdout, stderr } = await sandbox.run(args);
  expect(status, stderr).toBe(0);
  const { counters, console } = JSON.parse(stdout) as BootResult;
  expect(console).toContain('all joined');
  const row = (name: string, wire: number) => {
    const found = counters.find((counter) => counter.function === name && counter.wire === wire);
    if (found === undefined) throw new Error(`${name} is not counted`);
    return found;
  };
  expect(row('malloc', 1).calls).toBe(2);
  expect(row('malloc', 1).cycles).toBeGreaterThanOrEqual(2 * BURN);
  expect(row('cond_wait', 0)).toMatchObject({ calls: 1 });
  expect(row('sleep_ns', 0)).toMatchObject({ calls: 1 });
  expect(row('join', 0)).toMatchObject({ calls: 4 });
  expect(row('run', 6)).toMatchObject({ calls: 1 });
  for (const counter of counters.filter(({ wire }) => wire !== 1))
    expect(counter.cycles, `${counter.function} of wire ${counter.wire}`).toBeLessThan(LITTLE);
});

/** Two threads that compute in the provider at the same time, taking turns. */
const TURNS = `#include <ports.h>

static int burns(void *ctx)
{
	(void)ctx;
	return heap_malloc(1) == NULL;
}

int main(void)
{
	struct sched_thread *threads[2];
	int status;

	sched_spawn(burns, NULL, "burns", &threads[0]);
	sched_spawn(burns, NULL, "burns too", &threads[1]);
	for (int i = 0; i < 2; i++)
		sched_join(threads[i], &status);
	out_print("all joined\\n");
	return 0;
}
`;

it.each([
  ['host', 'debug'],
  ['x86_64/microvm', 'release'],
])('what a thread was preempted for is not counted (%s, %s)', async (target, profile) => {
  const folder = composition('preempted', 'counted', {
    app: TURNS,
    threads: 'round_robin',
    wires: [
      ...['threads.timer board.timer', 'threads.preempt board.preempt', 'threads.cpu board.cpu'],
      ...['slow.lock board.lock', 'heap.lock board.lock'],
    ],
  });
  const where = ['--target', target, '--profile', profile, '--accel', 'tcg', '--timeout', HANGS];
  const { status, stdout, stderr } = await sandbox.run(['boot', folder, '--trust', ...where, '--json']);
  expect(status, stderr).toBe(0);
  const { counters } = JSON.parse(stdout) as BootResult;
  const malloc = counters.find((counter) => counter.function === 'malloc' && counter.wire === 1);
  // Each burns until a set time has passed since it began, and they overlap: with what they were preempted for, it would be twice that or more.
  expect(malloc?.calls).toBe(2);
  expect(malloc?.cycles).toBeGreaterThan(BURN / 2);
  expect(malloc?.cycles).toBeLessThan(BURN * 2);
});

it('counting compiles the runtime only in debug, and in release nothing is left of it without', async () => {
  const out = join(sandbox.folder, 'out');
  const build = (kind: string, profile: string) =>
    sandbox.run([
      ...['build', composition('kinds', kind), '--trust', '--target', 'host', '--out', out, '--json'],
      ...['--profile', profile],
    ]);
  expect((await build('direct', 'debug')).status).toBe(0);
  const counted = await build('counted', 'debug');
  expect(JSON.parse(counted.stdout)).toMatchObject({ compiled: ['(runtime)'] });
  expect((await build('direct', 'release')).status).toBe(0);
  expect(readFileSync(join(out, 'gen/threads/ports.h'), 'utf8')).toContain('#define CPUTIME_WIRED 0');
  expect(readFileSync(join(out, 'gen/wires.c'), 'utf8')).not.toContain('cputime');
});
