/** Time and interrupts on real guests: the wall clock beside ours, timers without a tick, other interrupt controllers. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, ensureCli, example, type Sandbox } from '../testing/cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

async function composition(name: string, lines: readonly string[]): Promise<string> {
  const folder = join(sandbox.folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'uniloom.yaml'), `${['uniloom: 1', `name: ${name}`, ...lines].join('\n')}\n`);
  return folder;
}

/** What the guest printed, when it was content. */
async function boots(folder: string, args: readonly string[], input = ''): Promise<string> {
  const all = ['boot', folder, '--trust', '--accel', 'tcg', ...args];
  const { status, stdout, stderr } = await sandbox.run(all, input);
  expect(status, stderr + stdout).toBe(0);
  return stdout.replaceAll('\r', '');
}

const MINUTE = 60_000;

function wallTime(console: string): number {
  const [, date, time] = /^it is (\S+) (\S+) UTC$/m.exec(console) ?? [];
  return Date.parse(`${date}T${time}Z`);
}

describe.each([
  ['x86_64/microvm', []],
  ['x86_64/qemu-pc', ['--machine', 'pc']],
  ['x86_64/qemu-pc', ['--machine', 'q35']],
  ['host', []],
] as const)('%s %j', (target, machine) => {
  it('tells the time as this machine does, and wakes for its timers alone', async () => {
    const before = Date.now();
    // Half a second: a tick of only 100 Hz would be more than three times as many.
    const sizes = ['--set', 'app.COUNT=8', '--set', 'app.SPACING_US=60000'];
    const console = await boots(example('clockwork'), ['--target', target, ...machine, ...sizes]);
    const after = Date.now();
    expect(wallTime(console)).toBeGreaterThan(before - MINUTE);
    expect(wallTime(console)).toBeLessThan(after + MINUTE);
    const [, wrong, early, woken] =
      /^clockwork: 8 timers, (\d+) out.*, (\d+) early, woken (\d+) times$/m.exec(console) ?? [];
    expect([wrong, early]).toEqual(['0', '0']);
    // Each once, and once more where a shot came too early by the clock.
    expect(Number(woken)).toBeGreaterThan(0);
    expect(Number(woken)).toBeLessThanOrEqual(16);
  });
});

it('a machine without a clock chip takes the time that it is told', async () => {
  const set = ['--set', 'board_wall.UNIX_MS=951782400500'];
  const console = await boots(example('clockwork'), ['--target', 'x86_64/microvm', ...set]);
  // The boot takes its time, but no day.
  expect(console).toMatch(/^it is 2000-02-29 /m);
});

describe('the 8259 in place of the I/O APIC', () => {
  const lines = [
    'targets: [x86_64/qemu-pc]',
    'components:',
    '  board_ioapic: { microlib: pic8259 }',
    '  app: { microlib: clockwork }',
    '  echo: { microlib: echo }',
    'wires:',
    '  - { from: app.timer, to: board.timer }',
    '  - { from: app.cpu, to: board.cpu }',
    '  - { from: echo.console, to: board.console }',
    '  - { from: echo.cpu, to: board.cpu }',
  ];

  it.each(['pc', 'q35'])('%s: serial input beside the timer of the local APIC', async (machine) => {
    const folder = await composition('old', lines);
    // Idling ends with each interrupt: without them nothing would be read.
    const console = await boots(folder, ['--machine', machine], 'as it was\nexit\n');
    expect(console).toMatch(/^clockwork: 20 timers, 0 out of order, 0 early/m);
    expect(console).toMatch(/^as it was$/m);
  });
});

it.each(['x86_64/microvm', 'host'])('%s: input ends idling', async (target) => {
  const folder = await composition(`idle-${target.replace('/', '-')}`, [
    `targets: [${target}]`,
    'components:',
    '  echo: { microlib: echo }',
    'wires:',
    '  - { from: echo.console, to: board.console }',
    '  - { from: echo.cpu, to: board.cpu }',
  ]);
  expect(await boots(folder, [], 'typed\nexit\n')).toMatch(/^typed$/m);
});
