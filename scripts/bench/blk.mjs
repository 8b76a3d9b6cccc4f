/**
 * Block requests for a CPU second of the QEMU process, beside a Linux guest with the same device on the same file: random
 * reads of 4 KiB, one at a time and 32 at once. `node scripts/bench/blk.mjs` runs it alone.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../lib/run.mjs';
import { cpuMs, linuxGuest, VIRTIO_MODULES } from './linux-guest.mjs';

const BYTES = 4096;
const REQUESTS = 20_000;
const DEPTH = 32;
const SPAN_KB = 65_536;
const AIM = 1.5;

const composition = `uniloom: 1
name: disk-bench
targets: [x86_64/microvm, x86_64/qemu-pc]
components:
  app: { microlib: disk_bench, options: { BYTES: ${BYTES}, REQUESTS: ${REQUESTS}, DEPTH: ${DEPTH}, SPAN_KB: ${SPAN_KB} } }
  disk0: { microlib: virtio_blk }
  threads: { microlib: coop }
  heap: { microlib: bump }
wires:
  - { from: app.disk, to: disk0.blkdev }
  - { from: app.sched, to: threads.sched }
  - { from: disk0.virtio, to: board.virtio }
  - { from: disk0.virtqueue, to: board.virtqueue }
  - { from: disk0.dma, to: board.dma }
  - { from: disk0.sched, to: threads.sched }
  - { from: disk0.cpu, to: board.cpu }
  - { from: threads.context, to: board.context }
  - { from: threads.stacks, to: heap.alloc }
  - { from: threads.cpu, to: board.cpu }
  - { from: heap.region, to: board.region }
  - { from: board.sched, to: threads.sched }
`;

/** @typedef {{ text: string, cpuMs: number }} Line */
/** @typedef {{ depth: number, cpuUs: number, wallUs: number }} Figure a request */

/** What was printed, as figures. @param {readonly Line[]} lines @returns {Figure[]} */
function figures(lines) {
  return lines.flatMap(({ text, cpuMs: end }, index) => {
    const found = /^depth (\d+) took (\d+) ns for (\d+) requests$/.exec(text);
    const begin = lines[index - 1]?.cpuMs;
    if (found === null || begin === undefined) return [];
    const [depth, ns, requests] = found.slice(1).map(Number);
    if (depth === undefined || ns === undefined || requests === undefined) return [];
    return [{ depth, cpuUs: ((end - begin) * 1000) / requests, wallUs: ns / 1000 / requests }];
  });
}

/** Runs a command as `uniloom boot` would, its console on descriptor 3. @param {string[]} command @returns {Promise<Line[]>} */
async function consoleOf([program = '', ...args]) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe', 'pipe'] });
  const stream = /** @type {import('node:stream').Duplex} */ (child.stdio[3]);
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  /** @type {import('node:stream').Duplex} */ (child.stdio[4]).resume();
  /** @type {Line[]} */
  const lines = [];
  for await (const line of createInterface({ input: stream }))
    lines.push({ text: line.trimEnd(), cpuMs: child.pid === undefined ? 0 : cpuMs(child.pid) });
  await ended;
  return lines;
}

/**
 * Prints the figures.
 * @param {(...args: string[]) => string} uniloom runs the CLI and gives what it prints
 * @param {number} [runs]
 */
export async function benchBlk(uniloom, runs = 3) {
  const folder = mkdtempSync(join(tmpdir(), 'uniloom-blk-'));
  try {
    const disk = join(folder, 'disk.img');
    writeFileSync(disk, Buffer.alloc(SPAN_KB * 1024, 0x5a));
    mkdirSync(join(folder, 'composition'));
    writeFileSync(join(folder, 'composition/uniloom.yaml'), composition);
    /** @param {string[]} args @returns {string[]} */
    const command = (...args) => {
      const words = ['boot', join(folder, 'composition'), '--trust', '--profile', 'release', '--accel', 'tcg', ...args];
      const { program, args: rest } = JSON.parse(
        uniloom(...words, '--disk', `disk0=${disk}`, '--dry-run', '--json'),
      ).command;
      return [program, ...rest];
    };
    const ours = {
      microvm: command('--target', 'x86_64/microvm'),
      q35: command('--target', 'x86_64/qemu-pc', '--machine', 'q35'),
    };
    /** The same node of the block layer. */
    const blockdev = ['-blockdev', `driver=raw,node-name=disk0,file.driver=file,file.filename=${disk}`];
    const devices = {
      microvm: ['-global', 'virtio-mmio.force-legacy=false', ...blockdev, '-device', 'virtio-blk-device,drive=disk0'],
      q35: [...blockdev, '-device', 'virtio-blk-pci,drive=disk0,disable-legacy=on,addr=0x2'],
    };
    const program = join(root, 'scripts/bench/linux/disk.c');
    const linuxArgs = ['/dev/vda', ...[BYTES, REQUESTS, DEPTH, SPAN_KB].map(String)];
    console.log(
      `\nDisk, random reads of ${BYTES} bytes, TCG, ${runs} interleaved runs: requests per CPU second of QEMU`,
    );
    for (const machine of /** @type {const} */ (['microvm', 'q35'])) {
      /** @type {Figure[][]} */
      const own = [];
      /** @type {Figure[][]} */
      const linux = [];
      for (let i = 0; i < runs; i++) {
        own.push(figures(await consoleOf(ours[machine])));
        const guest = await linuxGuest({
          ...{ program, args: linuxArgs, machine, qemu: devices[machine] },
          modules: [...VIRTIO_MODULES, 'virtio_blk'],
        });
        if ('skipped' in guest) console.log(`  no Linux guest: ${guest.skipped}`);
        else linux.push(figures(guest.lines));
      }
      for (const depth of [1, DEPTH]) report(machine, depth, own, linux);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** @param {string} machine @param {number} depth @param {Figure[][]} own @param {Figure[][]} linux */
function report(machine, depth, own, linux) {
  const at = (/** @type {Figure[][]} */ runs) => runs.flatMap((run) => run.filter((figure) => figure.depth === depth));
  const perSecond = (/** @type {Figure[][]} */ runs) => 1e6 / median(at(runs).map(({ cpuUs }) => cpuUs));
  const wall = (/** @type {Figure[][]} */ runs) => median(at(runs).map(({ wallUs }) => wallUs));
  const beside =
    linux.length === 0
      ? ''
      : `   Linux ${perSecond(linux).toFixed(0).padStart(7)} (${wall(linux).toFixed(1)} µs)   ` +
        `${(perSecond(own) / perSecond(linux)).toFixed(2)} × (aim ${AIM})`;
  console.log(
    `  ${machine.padEnd(8)} depth ${String(depth).padStart(2)}   ${perSecond(own).toFixed(0).padStart(7)} ` +
      `(${wall(own).toFixed(1)} µs a request)${beside}`,
  );
}

if (process.argv[1] === import.meta.filename) {
  const { spawnSync } = await import('node:child_process');
  const { buildCli } = await import('../lib/build.mjs');
  await buildCli();
  await benchBlk((...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/uniloom.mjs'), ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`uniloom ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
    return stdout;
  });
}
