/**
 * `npm run bench [-- --runs N]`: what starting, booting and building cost, beside the floor, in one run; medians.
 * Whole processes of the bundled CLI. Image, boot and memory are of the release profile, build times of debug.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchAlloc } from './bench/alloc.mjs';
import { benchBlk } from './bench/blk.mjs';
import { benchCheck } from './bench/check.mjs';
import { bareProbe, execTimer, LEAN } from './bench/exec-timer.mjs';
import { kconfigChange } from './bench/kconfig-change.mjs';
import { kconfigTrees } from './bench/kconfig-tree.mjs';
import { benchTimers } from './bench/machine.mjs';
import { benchNet } from './bench/net.mjs';
import { benchResolve } from './bench/resolve.mjs';
import { benchServe } from './bench/serve.mjs';
import { benchSwitch } from './bench/switch.mjs';
import { root, which } from './lib/run.mjs';

await import('./setup.mjs');

const runs = Number(process.argv[process.argv.indexOf('--runs') + 1] ?? 0) || 21;
const builds = 5;
const scratch = mkdtempSync(join(tmpdir(), 'uniloom-bench-'));
const env = { ...process.env, UNILOOM_CACHE_DIR: join(scratch, 'cache'), UNILOOM_STATE_DIR: join(scratch, 'state') };
const cli = join(root, 'dist/cli/uniloom.mjs');
const hello = join(root, 'assets/examples/hello');

const median = (/** @type {number[]} */ values) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const range = (/** @type {number[]} */ values) => `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;

/** Runs the CLI to its end; throws with what it said when it fails. @param {string[]} args */
function uniloom(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`uniloom ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** Milliseconds of a command, whole process. @param {string} command @param {string[]} args @param {string} [cwd] */
function timed(command, args, cwd = root) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  const took = performance.now() - begun;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stderr}`);
  return took;
}

const timer = execTimer(scratch);
const probe = bareProbe(scratch);

/** The command that `uniloom boot` would run. @param {string[]} args @returns {string[]} */
function bootCommand(...args) {
  const { program, args: rest } = JSON.parse(
    uniloom('boot', hello, '--profile', 'release', '--accel', 'tcg', '--dry-run', '--json', ...args),
  ).command;
  return [program, ...rest];
}

/** @type {[string, string, string[]][]} */
const boots = [
  ['probe, microvm', '@', probe(LEAN)],
  ['Hello, microvm', 'Hello', bootCommand('--target', 'x86_64/microvm', '--memory', '4M')],
  ['probe, pc (qboot)', '@', probe('pc', '-bios', 'qboot.rom')],
  ['Hello, pc', 'Hello', bootCommand('--target', 'x86_64/qemu-pc', '--machine', 'pc', '--memory', '4M')],
  ['probe, q35 (qboot)', '@', probe('q35', '-bios', 'qboot.rom')],
  ['Hello, q35', 'Hello', bootCommand('--target', 'x86_64/qemu-pc', '--machine', 'q35', '--memory', '4M')],
];
/** @type {import('./bench/exec-timer.mjs').Timing[][]} */
const timings = boots.map(() => []);
for (let i = -1; i < runs; i++)
  for (const [index, [name, mark, command]] of boots.entries()) {
    const timing = timer.untilPrinted(mark, command);
    if (timing.markMs < 0) throw new Error(`${name} never showed '${mark}'`);
    if (i >= 0) timings[index]?.push(timing);
  }

console.log(
  `\nBoot, ${runs} interleaved runs, TCG, release            median ms   (min–max)   CPU ms to exit   RSS MB`,
);
for (const [index, [name]] of boots.entries()) {
  const rows = timings[index] ?? [];
  const marks = rows.map((row) => row.markMs);
  const floor = timings[index - 1]?.map((row) => row.markMs);
  const against =
    name.startsWith('Hello') && floor ? `   ${(median(marks) / median(floor)).toFixed(2)} × probe (aim 1.20)` : '';
  console.log(
    `  exec to ${name.padEnd(40)} ${median(marks).toFixed(1).padStart(9)}   (${range(marks)})`.padEnd(76) +
      `${median(rows.map((row) => row.cpuMs))
        .toFixed(0)
        .padStart(8)} ${(median(rows.map((row) => row.maxRssKb)) / 1024).toFixed(0).padStart(12)}${against}`,
  );
}

/** Guest instructions until the console has `Hello` and its newline, with one instruction a virtual nanosecond. */
console.log('\nImage, release');
for (const target of ['x86_64/microvm', 'x86_64/qemu-pc']) {
  const result = JSON.parse(uniloom('build', hello, '--target', target, '--profile', 'release', '--json'));
  console.log(
    `  ${target.padEnd(30)} ${String(result.image.bytes).padStart(8)} bytes stripped (aim 16384; Unikraft 172552–242440)`,
  );
}
for (const target of ['x86_64/microvm', 'x86_64/qemu-pc']) {
  let least = 0;
  for (let kib = 4096; kib >= 1024; kib -= 256) {
    const { status } = spawnSync(
      process.execPath,
      [
        cli,
        'boot',
        hello,
        '--target',
        target,
        '--profile',
        'release',
        '--accel',
        'tcg',
        '--memory',
        `${kib}K`,
        '--any-memory',
        '--expect',
        'Hello',
        '--timeout',
        '20',
      ],
      { env },
    );
    if (status !== 0) break;
    least = kib;
  }
  console.log(
    `  ${target.padEnd(30)} ${(least / 1024).toFixed(2).padStart(8)} MB is the least memory that boots (aim 2; Unikraft 2)`,
  );
}

/** @param {string} name @param {number[]} values @param {string} beside */
const row = (name, values, beside) =>
  console.log(
    `  ${name.padEnd(46)} ${(median(values) / 1000).toFixed(3).padStart(7)} s   (${(Math.min(...values) / 1000).toFixed(2)}–${(Math.max(...values) / 1000).toFixed(2)})   ${beside}`,
  );
/** @param {() => number} once @param {(index: number) => void} [before] untimed @param {number} [count] */
const several = (once, before = () => {}, count = builds) =>
  Array.from({ length: count }, (_, index) => {
    before(index);
    return once();
  });

const work = join(scratch, 'hello');
cpSync(hello, work, { recursive: true });
const source = join(work, 'main.c');
cpSync(join(root, 'microlibs/apps/hello/src/hello.c'), source);
const composition = join(work, 'uniloom.yaml');
writeFileSync(
  composition,
  readFileSync(composition, 'utf8').replace('{ microlib: hello }', '{ microlib: hello, sources: [main.c] }'),
);
const out = join(scratch, 'out');
const buildArgs = (/** @type {string} */ profile) => [
  cli,
  'build',
  work,
  '--target',
  'x86_64/microvm',
  '--profile',
  profile,
  '--out',
  out,
  '--trust',
];
const build = (profile = 'debug') => timed(process.execPath, buildArgs(profile));
const clean = () => rmSync(out, { recursive: true, force: true });
let edits = 0;
const edit = () => appendFileSync(source, `/* ${edits++} */\n`);

console.log(`\nCommand line and builds (debug unless said), whole processes, ${builds} runs`);
row(
  'uniloom --version',
  several(() => timed(process.execPath, [cli, '--version'])),
  'aim 0.12',
);
row(
  'cold build',
  several(() => build(), clean),
  'aim 2; Unikraft 8.9',
);
row(
  'no-op build',
  several(() => build()),
  'aim 0.25; Unikraft 0.71',
);
row(
  'ninja alone, no-op',
  several(() => timed('ninja', [], out)),
  'aim 0.03',
);
row(
  'build after an edit of the app',
  several(() => build(), edit),
  'aim 0.5; Unikraft 1.08',
);
const bootDebug = () =>
  timed(process.execPath, [
    cli,
    'boot',
    work,
    '--target',
    'x86_64/microvm',
    '--profile',
    'debug',
    '--accel',
    'tcg',
    '--expect',
    'Hello',
    '--trust',
  ]);
bootDebug();
row('edit of the app to Hello and power-off', several(bootDebug, edit), '');
const plain = readFileSync(composition, 'utf8');
// The same components, wired through the board's second path and back: what a rewiring costs until it says Hello.
const rewired = plain
  .replace('to: board.console }', 'to: both.console }')
  .replace('components:', 'components:\n  both: { microlib: tee }')
  .replace('wires:', 'wires:\n  - { from: both.outs, to: board.console }');
if (existsSync(join(root, 'microlibs/core/tee'))) {
  writeFileSync(composition, rewired);
  bootDebug();
  row(
    'rewire to Hello and power-off',
    several(bootDebug, (i) => writeFileSync(composition, i % 2 ? rewired : plain)),
    'aim 0.6',
  );
}
writeFileSync(composition, plain);
row(
  'cold build, release',
  several(() => build('release'), clean, 3),
  '',
);
benchTimers(uniloom);
benchAlloc(uniloom);
await benchNet(uniloom);
await benchBlk(uniloom);
console.log('\nServers, release');
for (const line of await benchServe()) console.log(`  ${line}`);
await benchResolve();
await benchSwitch();
await benchCheck();
console.log('\nKconfig trees, alldefconfig, whole processes in turn, medians');
for (const line of await kconfigTrees()) console.log(`  ${line}`);
console.log(`\n  one change of a Kconfig symbol: ${await kconfigChange()}`);
const real = process.env['UNILOOM_BENCH_KCONFIG']?.split(' ');
if (real !== undefined) console.log(`  on ${real[0]}: ${await kconfigChange(real)}`);
console.log(
  `\n  gcc ${execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim()}, ninja ${which('ninja') ? execFileSync('ninja', ['--version'], { encoding: 'utf8' }).trim() : 'from npm'}, Node ${process.versions.node}`,
);
rmSync(scratch, { recursive: true, force: true });
