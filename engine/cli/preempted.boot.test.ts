/**
 * Preemption: threads that never give way compute the same as alone, whatever an interrupt lets another do in between;
 * and the example of threads runs on the preemptive scheduler as it does on the cooperative one.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSandbox, ensureCli, example, type Sandbox } from '../testing/cli.ts';
import { scale, scaled } from '../testing/scale.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

const PREEMPTIONS = scaled(10_000);
/** As short as makes sense: what is counted are interrupted threads, not time. */
const QUANTUM_US = 50;

const SCHEDULER = [
  '  - { from: threads.stacks, to: heap.alloc }',
  '  - { from: threads.context, to: board.context }',
  '  - { from: threads.cpu, to: board.cpu }',
  '  - { from: threads.timer, to: board.timer }',
  '  - { from: threads.preempt, to: board.preempt }',
  '  - { from: heap.region, to: board.region }',
  '  - { from: heap.lock, to: board.lock }',
  '  - { from: board.sched, to: threads.sched }',
];

/** The app with its scheduler. On host the thread pointer is the C library's own. */
function composition(name: string, target: string, preemptions: number): string {
  const pointer = target !== 'host';
  const folder = join(sandbox.folder, name);
  const lines = [
    'uniloom: 1',
    'name: preempted',
    `targets: [${target}]`,
    'components:',
    `  app: { microlib: preempted, options: { PREEMPTIONS: ${preemptions}, THREADS: 3 } }`,
    `  threads: { microlib: round_robin, options: { QUANTUM_US: ${QUANTUM_US}, THREAD_POINTER: ${pointer} } }`,
    ...(pointer ? ['  fs: { microlib: fsbase }'] : []),
    '  heap: { microlib: tlsf }',
    'wires:',
    '  - { from: app.sched, to: threads.sched }',
    ...(pointer ? ['  - { from: app.pointer, to: fs.pointer }', '  - { from: threads.pointer, to: fs.pointer }'] : []),
    ...SCHEDULER,
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'uniloom.yaml'), `${lines.join('\n')}\n`);
  return folder;
}

function interrupted(output: string): void {
  const [, preemptions] = /^preempted: 3 threads, (\d+) preemptions, ok$/m.exec(output) ?? [];
  expect(Number(preemptions), output).toBeGreaterThanOrEqual(PREEMPTIONS);
}

const MACHINES: readonly (readonly [target: string, profile: string, machine: string])[] = [
  ['x86_64/microvm', 'release', 'microvm'],
  ['x86_64/qemu-pc', 'debug', 'pc'],
  ...(scale < 10 ? [] : ([['x86_64/qemu-pc', 'release', 'q35']] as const)),
];

it.each(MACHINES)('is not noticed by those who are preempted (%s, %s, %s)', async (target, profile, machine) => {
  const folder = composition(machine, target, PREEMPTIONS);
  const how = ['--target', target, '--profile', profile, '--machine', machine, '--accel', 'tcg'];
  const { status, stdout, stderr } = await sandbox.run(['boot', folder, '--trust', ...how]);
  expect(status, stdout + stderr).toBe(0);
  interrupted(stdout);
});

it('is not noticed in a process either', async () => {
  const folder = composition('process', 'host', PREEMPTIONS);
  const { status, stdout, stderr } = await sandbox.run(['boot', folder, '--trust', '--target', 'host']);
  expect(status, stdout + stderr).toBe(0);
  interrupted(stdout);
});

it('uses a red zone where it says so', async () => {
  const out = join(sandbox.folder, 'out');
  const folder = composition('zone', 'x86_64/microvm', 1);
  const { status, stderr } = await sandbox.run([
    'build',
    folder,
    '--trust',
    '--target',
    'x86_64/microvm',
    '--out',
    out,
  ]);
  expect(status, stderr).toBe(0);
  const object = join(out, 'obj/app/src/leaf.c.o');
  const code = await output('objdump', ['-d', '--no-show-raw-insn', object]);
  expect(code).toMatch(/-0x[0-9a-f]+\(%rsp/);
  expect(code).not.toMatch(/sub +\$0x[0-9a-f]+,%rsp/);
});

it('keeps the thread pointer by either way that processors have', async () => {
  const folder = composition('pointer', 'x86_64/microvm', 100);
  const how = ['--trust', '--target', 'x86_64/microvm', '--accel', 'tcg'];
  const dry = await sandbox.run(['boot', folder, ...how, '--dry-run', '--json']);
  const { program, args } = (JSON.parse(dry.stdout) as { command: { program: string; args: string[] } }).command;
  for (const cpu of ['max', 'max,-fsgsbase']) {
    const text = await output(program, [...args, '-cpu', cpu]);
    expect(text, cpu).toMatch(/^preempted: 3 threads, \d+ preemptions, ok/m);
  }
});

it('runs the example of threads without a change of the app, once it is completed', async () => {
  const text = readFileSync(join(example('threads'), 'uniloom.yaml'), 'utf8')
    .replace('microlib: coop', `microlib: round_robin, options: { QUANTUM_US: ${QUANTUM_US} }`)
    .replace('microlib: threads,', 'microlib: threads, options: { ITEMS: 20000 },');
  const folder = join(sandbox.folder, 'example');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'uniloom.yaml'), text);
  const completed = await sandbox.run(['complete', folder, '--target', 'x86_64/microvm', '--write']);
  expect(completed.status, completed.stderr).toBe(0);
  for (const wire of ['threads.preempt to board.preempt', 'heap.lock to board.lock'])
    expect(completed.stdout).toContain(`Wire ${wire}`);
  for (const target of ['x86_64/microvm', 'host']) {
    const { status, stdout, stderr } = await sandbox.run(['boot', folder, '--trust', '--target', target]);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain('threads: 4 producers, 3 consumers, 20000 items, sum 199990000, ok');
  }
});

function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe', 'pipe'] });
    let text = '';
    // A machine's console is descriptor 3, its control channel and monitor are 4 and 5.
    for (const [fd, stream] of child.stdio.entries()) {
      stream?.on('error', () => {});
      stream?.on('data', (chunk: Buffer) => {
        if (fd === 1 || fd === 3) text += chunk.toString();
      });
    }
    child.once('error', reject).once('close', () => resolve(text));
  });
}
