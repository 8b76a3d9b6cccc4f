/**
 * Frames echoed for a CPU second of the QEMU process, beside a Linux guest with the same device: small frames over a socket,
 * one at a time and 32 at once. `node scripts/bench/net.mjs` runs it alone.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../lib/run.mjs';
import { cpuMs, linuxGuest, VIRTIO_MODULES } from './linux-guest.mjs';

/** A small datagram with its headers. */
const BYTES = 106;
const DEPTHS = [1, 32];
/** The processor's time is counted in hundredths of a second. @param {number} depth */
const framesAt = (depth) => (depth === 1 ? 20_000 : 200_000);
const AIM = 3;
const MAC = '52:54:00:00:00:0a';

const composition = `uniloom: 1
name: net-bench
targets: [x86_64/microvm, x86_64/qemu-pc]
components:
  app: { microlib: frame_echo }
  net0: { microlib: virtio_net, options: { MATCH_MAC: true, MAC: "${MAC}" } }
  threads: { microlib: none }
wires:
  - { from: app.net, to: net0.netdev }
  - { from: app.sched, to: threads.sched }
  - { from: net0.virtio, to: board.virtio }
  - { from: net0.virtqueue, to: board.virtqueue }
  - { from: net0.dma, to: board.dma }
  - { from: net0.sched, to: threads.sched }
  - { from: net0.cpu, to: board.cpu }
  - { from: threads.cpu, to: board.cpu }
`;

/** @typedef {{ depth: number, cpuUs: number, wallUs: number }} Figure a frame */

/** A frame behind its length, as QEMU's sockets want it. @param {string} mark first byte of the data */
function frame(mark) {
  const data = Buffer.alloc(4 + BYTES, 0x2e);
  data.writeUInt32BE(BYTES);
  Buffer.from(MAC.replaceAll(':', ''), 'hex').copy(data, 4);
  Buffer.from('020000000099', 'hex').copy(data, 10);
  data.writeUInt16BE(0x88b5, 16);
  data.write(mark, 18);
  return data;
}

/** The other end of a card's wire. @param {import('node:stream').Duplex} wire */
function peer(wire) {
  let rest = Buffer.alloc(0);
  /** @type {(echoes: number) => void} */
  let onEchoes = () => {};
  wire.on('error', () => {});
  wire.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    let echoes = 0;
    while (rest.length - at >= 4 && rest.length - at >= 4 + rest.readUInt32BE(at)) {
      if (rest.readUInt16BE(at + 16) === 0x88b5) echoes++;
      at += 4 + rest.readUInt32BE(at);
    }
    rest = rest.subarray(at);
    if (echoes > 0) onEchoes(echoes);
  });
  const plain = frame('\0');
  return {
    /** @param {string} mark */
    send: (mark) => wire.write(frame(mark)),
    /** `count` frames there and back, `depth` on their way. @param {number} count @param {number} depth @returns {Promise<void>} */
    echo: (count, depth) =>
      new Promise((resolve) => {
        let sent = 0;
        let back = 0;
        const many = (/** @type {number} */ wanted) => {
          const next = Math.min(wanted, count - sent);
          sent += next;
          if (next > 0) wire.write(next === 1 ? plain : Buffer.concat(Array(next).fill(plain)));
        };
        onEchoes = (echoes) => {
          back += echoes;
          if (back >= count) resolve();
          else many(echoes);
        };
        many(depth);
      }),
    close: () => wire.destroy(),
  };
}

/** @param {string[]} command @returns {Promise<Figure[]>} */
async function ours([program = '', ...args]) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe', 'pipe', 'pipe'] });
  const stream = (/** @type {number} */ fd) =>
    /** @type {import('node:stream').Duplex} */ (/** @type {readonly unknown[]} */ (child.stdio)[fd]);
  const end = peer(stream(6));
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  stream(4).resume();
  /** @type {Figure[]} */
  const figures = [];
  try {
    for await (const line of createInterface({ input: stream(3) })) {
      if (!line.includes(', mtu ') || child.pid === undefined) continue;
      await end.echo(1000, 32);
      for (const depth of DEPTHS) {
        const begun = performance.now();
        const before = cpuMs(child.pid);
        const frames = framesAt(depth);
        await end.echo(frames, depth);
        const wallUs = ((performance.now() - begun) * 1000) / frames;
        figures.push({ depth, cpuUs: ((cpuMs(child.pid) - before) * 1000) / frames, wallUs });
      }
      end.send('end');
    }
    await ended;
  } finally {
    end.close();
  }
  return figures;
}

/** @param {'microvm' | 'q35'} machine @returns {Promise<Figure[] | string>} */
async function linux(machine) {
  /** @type {ReturnType<typeof peer> | undefined} */
  let end;
  /** @type {number[]} */
  const walls = [];
  /** @type {(() => void) | undefined} */
  let marked;
  const mark = () =>
    new Promise((resolve) => {
      marked = () => resolve(undefined);
      end?.send('p');
    });
  const run = async () => {
    await end?.echo(1000, 32);
    await mark();
    for (const depth of DEPTHS) {
      const begun = performance.now();
      await end?.echo(framesAt(depth), depth);
      walls.push(((performance.now() - begun) * 1000) / framesAt(depth));
      await mark();
    }
    end?.send('e');
  };
  const bus = machine === 'microvm' ? 'virtio-net-device' : 'virtio-net-pci,disable-legacy=on,romfile=,addr=0x2';
  try {
    const result = await linuxGuest({
      program: join(root, 'scripts/bench/linux/frames.c'),
      machine,
      modules: [...VIRTIO_MODULES, 'failover', 'net_failover', 'virtio_net', 'af_packet'],
      qemu: [
        ...(machine === 'microvm' ? ['-global', 'virtio-mmio.force-legacy=false'] : []),
        ...['-netdev', 'socket,id=net0,fd=3'],
        ...['-device', `${bus},netdev=net0,mac=${MAC}`],
      ],
      onWire: (wire) => {
        end = peer(wire);
      },
      onLine: (line) => {
        if (line === 'ready') void run();
        if (line === 'mark') marked?.();
      },
    });
    if ('skipped' in result) return result.skipped;
    const marks = result.lines.filter(({ text }) => text === 'mark').map((line) => line.cpuMs);
    return DEPTHS.map((depth, i) => ({
      depth,
      cpuUs: (((marks[i + 1] ?? 0) - (marks[i] ?? 0)) * 1000) / framesAt(depth),
      wallUs: walls[i] ?? 0,
    }));
  } finally {
    end?.close();
  }
}

const median = (/** @type {number[]} */ values) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Prints the figures.
 * @param {(...args: string[]) => string} uniloom runs the CLI and gives what it prints
 * @param {number} [runs]
 */
export async function benchNet(uniloom, runs = 3) {
  const folder = mkdtempSync(join(tmpdir(), 'ul-net-'));
  try {
    mkdirSync(join(folder, 'composition'));
    writeFileSync(join(folder, 'composition/uniloom.yaml'), composition);
    /** Its descriptor 6 is the card's wire. @param {string[]} args @returns {string[]} */
    const command = (...args) => {
      const words = ['boot', join(folder, 'composition'), '--trust', '--profile', 'release', '--accel', 'tcg', ...args];
      const { program, args: rest } = JSON.parse(
        uniloom(...words, '--net', 'net0=socket:wire', '--dry-run', '--json'),
      ).command;
      return [program, ...rest];
    };
    const where = {
      microvm: ['--target', 'x86_64/microvm'],
      q35: ['--target', 'x86_64/qemu-pc', '--machine', 'q35'],
    };
    console.log(
      `\nNetwork, echo of ${BYTES}-byte frames, TCG, ${runs} interleaved runs: frames per CPU second of QEMU`,
    );
    for (const machine of /** @type {const} */ (['microvm', 'q35'])) {
      /** @type {Figure[]} */
      const own = [];
      /** @type {Figure[]} */
      const other = [];
      let skipped = '';
      for (let i = 0; i < runs; i++) {
        own.push(...(await ours(command(...where[machine]))));
        const found = skipped === '' ? await linux(machine) : skipped;
        if (typeof found === 'string') skipped = found;
        else other.push(...found);
      }
      for (const depth of DEPTHS) {
        const of = (/** @type {Figure[]} */ list) => list.filter((one) => one.depth === depth);
        const cpu = (/** @type {Figure[]} */ list) => median(of(list).map(({ cpuUs }) => 1e6 / cpuUs));
        const wall = (/** @type {Figure[]} */ list) => median(of(list).map(({ wallUs }) => 1e6 / wallUs));
        const beside =
          skipped === ''
            ? `Linux ${cpu(other).toFixed(0)} (${wall(other).toFixed(0)} a second): ${(cpu(own) / cpu(other)).toFixed(2)} × (aim ${AIM})`
            : `Linux skipped: ${skipped}`;
        console.log(
          `  ${machine}, ${String(depth).padStart(2)} at once: ${cpu(own).toFixed(0)} (${wall(own).toFixed(0)} a second); ${beside}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const { spawnSync } = await import('node:child_process');
  const { buildCli } = await import('../lib/build.mjs');
  await buildCli();
  const cli = join(root, 'dist/cli/uniloom.mjs');
  await benchNet(
    (...args) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`uniloom ${args.join(' ')} ended with ${status}\n${stderr}`);
      return stdout;
    },
    Number(process.argv[2] ?? 3),
  );
}
