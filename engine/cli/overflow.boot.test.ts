/** A thread that runs over the end of its stack hits the guard page, and the panic names it and lists the others. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSandbox, ensureCli, type Sandbox } from '../testing/cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

const APP = `#include <ports.h>

static struct sched_sem never = SCHED_SEM_INIT(0);

static int waits(void *ctx)
{
	(void)ctx;
	return sched_sem_wait(&never, SCHED_FOREVER);
}

static unsigned dive(volatile unsigned char *above, unsigned depth)
{
	volatile unsigned char here[256];

	here[0] = above[0];
	return depth == 0 ? here[0] : dive(here, depth - 1) + here[0];
}

static int dives(void *ctx)
{
	unsigned char first = 1;

	(void)ctx;
	sched_yield();
	return (int)dive(&first, 100000);
}

int main(void)
{
	struct sched_thread *diver;

	sched_spawn(waits, NULL, "patient", NULL);
	sched_spawn(dives, NULL, "diver", &diver);
	return sched_join(diver, NULL);
}
`;

it.each(['coop', 'round_robin'])('a stack that overflows is named (%s)', async (scheduler) => {
  const folder = join(sandbox.folder, scheduler);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.c'), APP);
  const preempts = [
    '  - { from: threads.cpu, to: board.cpu }',
    '  - { from: threads.timer, to: board.timer }',
    '  - { from: threads.preempt, to: board.preempt }',
    '  - { from: stacks.lock, to: board.lock }',
    '  - { from: pages.lock, to: board.lock }',
    '  - { from: space.lock, to: board.lock }',
  ];
  const lines = [
    'uniloom: 1',
    'name: overflow',
    'targets: [x86_64/microvm]',
    'components:',
    '  app: { microlib: threads, sources: [main.c] }',
    `  threads: { microlib: ${scheduler}, options: { CHECK_STACKS: false } }`,
    '  stacks: { microlib: guarded }',
    '  space: { microlib: paging }',
    '  pages: { microlib: frames }',
    'wires:',
    '  - { from: app.sched, to: threads.sched }',
    '  - { from: app.heap, to: stacks.alloc }',
    '  - { from: threads.stacks, to: stacks.alloc }',
    '  - { from: threads.context, to: board.context }',
    '  - { from: stacks.paging, to: space.paging }',
    '  - { from: stacks.frames, to: pages.frames }',
    '  - { from: space.frames, to: pages.frames }',
    '  - { from: pages.region, to: board.region }',
    '  - { from: board.sched, to: threads.sched }',
    '  - { from: board.faults, to: space.faults }',
    '  - { from: board.threads, to: threads.dump }',
    ...(scheduler === 'coop' ? [] : preempts),
  ];
  writeFileSync(join(folder, 'uniloom.yaml'), `${lines.join('\n')}\n`);
  const where = ['--target', 'x86_64/microvm', '--profile', 'debug', '--accel', 'tcg'];
  const { status, stdout, stderr } = await sandbox.run(['boot', folder, '--trust', ...where]);
  expect(status, stderr).toBe(1);
  expect(stdout).toMatch(/^panic: page fault: stack overflow in thread 'diver' at 0x[0-9a-f]{16}\r?$/m);
  expect(stdout).toMatch(/^ {2}thread main joins diver\r?$/m);
  expect(stdout).toMatch(/^ {2}thread patient waits for a semaphore\r?$/m);
  expect(stdout).toMatch(/^ {2}thread diver runs\r?$/m);
});
