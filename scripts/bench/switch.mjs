/**
 * `node scripts/bench/switch.mjs`, and a part of `npm run bench`: what a switch between two threads costs, and how late a sleeper
 * wakes, beside a Linux guest in the same QEMU and run. In nanoseconds, and, where QEMU counts instructions as
 * nanoseconds, in guest instructions, which are the same in every run.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/run.mjs';
import { linuxGuest } from './linux-guest.mjs';

const cli = join(root, 'dist/cli/uniloom.mjs');
const ICOUNT = ['-icount', 'shift=0,sleep=off'];
const SCHEDULERS = ['coop', 'round_robin'];
const RUNS = 3;

const median = (/** @type {number[]} */ values) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** @param {string} scheduler @param {string} folder */
function composition(scheduler, folder) {
  const lines = [
    ...['uniloom: 1', 'name: switches', 'targets: [x86_64/microvm]', 'components:'],
    '  app: { microlib: switchbench }',
    `  threads: { microlib: ${scheduler} }`,
    '  heap: { microlib: tlsf }',
    'wires:',
    '  - { from: app.sched, to: threads.sched }',
    '  - { from: threads.stacks, to: heap.alloc }',
    '  - { from: threads.context, to: board.context }',
    '  - { from: threads.cpu, to: board.cpu }',
    '  - { from: threads.timer, to: board.timer }',
    ...(scheduler === 'coop' ? [] : ['  - { from: threads.preempt, to: board.preempt }']),
    '  - { from: heap.region, to: board.region }',
    '  - { from: heap.lock, to: board.lock }',
    '  - { from: board.sched, to: threads.sched }',
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'uniloom.yaml'), `${lines.join('\n')}\n`);
  return folder;
}

/** What a machine's console shows. @param {readonly string[]} command @returns {Promise<string>} */
function consoleOf(command) {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe', 'pipe'] });
    let text = '';
    for (const fd of [3, 4, 5]) {
      child.stdio[fd]?.on('error', () => {});
      child.stdio[fd]?.on('data', (/** @type {Buffer} */ chunk) => {
        if (fd === 3) text += chunk.toString();
      });
    }
    child.once('error', reject).once('close', () => resolve(text));
  });
}

/** @param {string} text @returns {Map<string, number>} */
function figuresIn(text) {
  const figures = new Map();
  for (const [, name = '', ns] of text.matchAll(/^switch (\w+) (\d+)\r?$/gm)) figures.set(name, Number(ns));
  const wake = /^wake median (\d+)/m.exec(text);
  if (wake !== null) figures.set('wake', Number(wake[1]));
  if (figures.size < 4) throw new Error(`switchbench did not come to its end:\n${text}`);
  return figures;
}

/** @param {Map<string, number[]>} into @param {Iterable<[string, number]>} figures */
function collect(into, figures) {
  for (const [name, value] of figures) into.set(name, [...(into.get(name) ?? []), value]);
}

/** @param {boolean} icount */
async function linux(icount) {
  const program = join(root, 'scripts/bench/linux/switch.c');
  const result = await linuxGuest({ program, machine: icount ? 'q35' : 'microvm', icount });
  if ('skipped' in result) return result;
  return {
    figures: result.lines.flatMap(({ text }) => {
      const [, name, ns] = /^(\w+) (\d+)$/.exec(text) ?? [];
      return name === undefined ? [] : [/** @type {[string, number]} */ ([name, Number(ns)])];
    }),
  };
}

/** Builds, runs and prints. */
export async function benchSwitch() {
  const scratch = mkdtempSync(join(tmpdir(), 'uniloom-switch-'));
  try {
    /** @type {Map<string, readonly string[]>} */
    const commands = new Map();
    for (const scheduler of SCHEDULERS) {
      const where = ['--target', 'x86_64/microvm', '--profile', 'release', '--accel', 'tcg'];
      const args = [
        'boot',
        composition(scheduler, join(scratch, scheduler)),
        '--trust',
        ...where,
        '--dry-run',
        '--json',
      ];
      const { command } = JSON.parse(execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8' }));
      commands.set(scheduler, [command.program, ...command.args]);
    }
    /** @type {Map<string, { ns: Map<string, number[]>, instructions: Map<string, number[]> }>} */
    const rows = new Map([...SCHEDULERS, 'Linux'].map((name) => [name, { ns: new Map(), instructions: new Map() }]));
    let skipped = '';
    for (let run = 0; run < RUNS; run++) {
      for (const [name, command] of commands)
        collect(rows.get(name)?.ns ?? new Map(), figuresIn(await consoleOf(command)));
      const peer = await linux(false);
      if ('skipped' in peer) skipped = peer.skipped;
      else collect(rows.get('Linux')?.ns ?? new Map(), peer.figures);
    }
    for (const [name, command] of commands)
      collect(rows.get(name)?.instructions ?? new Map(), figuresIn(await consoleOf([...command, ...ICOUNT])));
    const peer = skipped === '' ? await linux(true) : { skipped };
    if (!('skipped' in peer)) collect(rows.get('Linux')?.instructions ?? new Map(), peer.figures);
    print(rows, skipped);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {Map<string, { ns: Map<string, number[]>, instructions: Map<string, number[]> }>} rows
 * @param {string} skipped
 */
function print(rows, skipped) {
  console.log(`\nSwitches between two threads, TCG, ${RUNS} interleaved runs          ns   guest instructions`);
  const shown = (/** @type {number[] | undefined} */ values) =>
    values === undefined ? '-' : median(values).toFixed(0);
  for (const [name, { ns, instructions }] of rows)
    for (const [way, values] of ns) {
      const label = way === 'wake' ? `${name}: a sleeper is late by` : `${name}, ${way}`;
      console.log(`  ${label.padEnd(46)} ${shown(values).padStart(9)} ${shown(instructions.get(way)).padStart(12)}`);
    }
  if (skipped !== '') {
    console.log(`  Linux: skipped: ${skipped}`);
    return;
  }
  const ours = rows.get('round_robin');
  const theirs = rows.get('Linux');
  for (const kind of /** @type {const} */ (['ns', 'instructions'])) {
    const ratio = median(ours?.[kind].get('semaphore') ?? []) / median(theirs?.[kind].get('futex') ?? []);
    console.log(
      `  round_robin, semaphore ÷ Linux, futex, ${kind.padEnd(12)}   ${ratio.toFixed(3).padStart(12)}   (aim 0.5)`,
    );
  }
}

if (process.argv[1] === import.meta.filename) await benchSwitch();
