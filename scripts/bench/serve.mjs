/**
 * The web server beside nginx in a Debian Linux guest in the same QEMU, and beside an image that answers the same packets without
 * any stack: requests a second and QEMU's processor time a request, over new connections and over kept ones; the time from exec to
 * the first answer; the least memory; UDP over `netdev` and over sockets. Medians, in one run. `node scripts/bench/serve.mjs`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/run.mjs';
import { bareProbe, execTimer, LEAN } from './exec-timer.mjs';
import { firstAnswer, load } from './http-load.mjs';
import { cpuMs, debianFolder, linuxGuest, VIRTIO_MODULES } from './linux-guest.mjs';

const PATH = '/index.html';
const BYTES = 612;
const CONNECTIONS = 8;
const ROUNDS = 5;
/** Requests a round; the processor's time is counted in hundredths of a second. */
const REQUESTS = { new: 1500, kept: 4000 };
const DATAGRAMS = 6000;
const AIMS = { total: 0.6, aboveFloor: 0.35, firstAnswer: 1.6, bytes: 150 * 1024, memoryMb: 3 };

const cli = join(root, 'dist/cli/uniloom.mjs');
const median = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** A port that nobody listens at. @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/**
 * Without what only tells that a forwarded port is ready, and is taken away then.
 * @param {readonly string[]} args
 */
const withoutMirrors = (args) =>
  args.filter((arg, at) => {
    const value = arg.startsWith('-') ? (args[at + 1] ?? '') : arg;
    return !/^(filter-mirror,|socket,id=sent\.)/.test(value);
  });

/** The command that `uniloom boot` would run, in release. @param {string} composition @param {readonly string[]} args */
function command(composition, args) {
  const all = [
    'boot',
    composition,
    '--trust',
    '--profile',
    'release',
    '--accel',
    'tcg',
    '--dry-run',
    '--json',
    ...args,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...all], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`uniloom ${all.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  const { command: found } = JSON.parse(stdout);
  return {
    line: [found.program, ...withoutMirrors(found.args)],
    bytes: statSync(found.args[found.args.indexOf('-kernel') + 1]).size,
  };
}

/** Runs QEMU while `use` does; what it prints is told when `use` fails. @template T @param {string[]} line @param {(guest: { pid: number, ended: () => boolean }) => Promise<T>} use */
async function during([program = '', ...args], use) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
  let said = '';
  let ended = false;
  const [console, ...others] = /** @type {import('node:stream').Readable[]} */ (child.stdio.slice(3));
  for (const stream of others) stream.on('error', () => {}).resume();
  for (const stream of [child.stderr, console])
    stream?.on('data', (data) => {
      said = (said + data).slice(-2000);
    });
  const over = new Promise((resolve) => child.once('error', resolve).once('close', resolve)).then(() => (ended = true));
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  try {
    return await use({ pid: child.pid ?? 0, ended: () => ended });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${said}`);
  } finally {
    process.off('exit', stop);
    stop();
    await over;
  }
}

/** @typedef {{ cpuUs: number, perSecond: number }} Cost of a request */
/** @typedef {{ new: Cost, kept: Cost }} Costs */

/** @param {number} pid @param {number} port @returns {Promise<Costs>} */
async function costs(pid, port) {
  /** @param {'new' | 'kept'} kind @returns {Promise<Cost>} */
  const measure = async (kind) => {
    const how = { port, path: PATH, bytes: BYTES, connections: CONNECTIONS, keepAlive: kind === 'kept' };
    const count = REQUESTS[kind];
    await load({ ...how, count: 500 });
    /** @type {Cost[]} */
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [cpu, begun] = [cpuMs(pid), performance.now()];
      await load({ ...how, count });
      rounds.push({
        cpuUs: ((cpuMs(pid) - cpu) * 1000) / count,
        perSecond: (count * 1000) / (performance.now() - begun),
      });
    }
    return { cpuUs: median(rounds.map((one) => one.cpuUs)), perSecond: median(rounds.map((one) => one.perSecond)) };
  };
  return { new: await measure('new'), kept: await measure('kept') };
}

/** @param {string} composition @param {readonly string[]} args */
async function ofOurs(composition, args) {
  const port = await freePort();
  const { line, bytes } = command(composition, [...args, '--forward', `tcp:${port}:80`]);
  const found = await during(line, async ({ pid, ended }) => {
    await firstAnswer(port, PATH, ended);
    return costs(pid, port);
  });
  return { ...found, bytes };
}

/**
 * Milliseconds from exec to the first answer, and in turn of a bare guest's from exec to its first byte.
 * @param {string} composition @param {readonly string[]} args @param {string} scratch
 */
async function toFirstAnswer(composition, args, scratch, runs = 21) {
  const timer = execTimer(scratch);
  const probe = bareProbe(scratch)(LEAN);
  const port = await freePort();
  // The probe has as much: the host clears what a machine touches two megabytes at a time.
  const { line } = command(composition, [...args, '--memory', '4M', '--forward', `tcp:${port}:80`]);
  /** @type {number[]} */
  const times = [];
  /** @type {number[]} */
  const floors = [];
  for (let run = 0; run < runs; run++) {
    floors.push(timer.untilPrinted('@', probe).markMs);
    times.push(timer.untilAnswered(port, PATH, line).markMs);
  }
  if (Math.min(...times, ...floors) < 0) throw new Error('a guest ended before it answered');
  const [own, floor] = [median(times), median(floors)];
  const beside = `${(own / floor).toFixed(2)} × the bare probe's ${floor.toFixed(1)} (aim ${AIMS.firstAnswer})`;
  return `${own.toFixed(1)} ms (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}), ${beside}`;
}

/** The least memory, in quarters of a megabyte, with which it serves 1,500 requests at 8 connections. @param {string} composition @param {readonly string[]} args */
async function leastMemory(composition, args) {
  const serves = async (/** @type {number} */ quarters) => {
    const port = await freePort();
    const memory = ['--memory', `${quarters * 256}K`, '--forward', `tcp:${port}:80`];
    try {
      await during(command(composition, [...args, ...memory]).line, async ({ ended }) => {
        const begun = performance.now();
        await firstAnswer(port, PATH, () => ended() || performance.now() - begun > 10_000);
        await load({ port, path: PATH, bytes: BYTES, count: 1500, connections: CONNECTIONS, keepAlive: false });
      });
      return true;
    } catch {
      return false;
    }
  };
  let [low, high] = [4, 64];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await serves(middle)) high = middle;
    else low = middle;
  }
  return high / 4;
}

const NGINX = ['nginx', 'libc6', 'libpcre2-8-0', 'libssl3', 'zlib1g', 'libcrypt1'];
const CONFIGURATION = `daemon off; master_process off; user root root; worker_processes 1; pid /tmp/nginx.pid; error_log /tmp/error;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000; client_body_temp_path /tmp/a; proxy_temp_path /tmp/b; fastcgi_temp_path /tmp/c;
uwsgi_temp_path /tmp/d; scgi_temp_path /tmp/e; server { listen 80; root /www; } }
`;

/** @returns {{ files: [string, Buffer, number][] } | { skipped: string }} */
function nginxFiles() {
  const found = debianFolder('nginx', NGINX);
  if ('skipped' in found) return found;
  const every = readdirSync(found.folder, { recursive: true, encoding: 'utf8' });
  const library = (/** @type {string} */ name) => {
    const path = every.find((file) => file.endsWith(`/${name}`));
    if (path === undefined) throw new Error(`no package of nginx's has ${name}`);
    return readFileSync(join(found.folder, path));
  };
  const names = ['libc.so.6', 'libcrypt.so.1', 'libpcre2-8.so.0', 'libssl.so.3', 'libcrypto.so.3', 'libz.so.1'];
  return {
    files: [
      ...names.map((name) => /** @type {[string, Buffer, number]} */ ([`lib/${name}`, library(name), 0o100755])),
      ['lib64/ld-linux-x86-64.so.2', library('ld-linux-x86-64.so.2'), 0o100755],
      ['nginx', readFileSync(join(found.folder, 'usr/sbin/nginx')), 0o100755],
      ['nginx.conf', Buffer.from(CONFIGURATION), 0o100644],
      ['www/index.html', Buffer.alloc(BYTES, 'x'), 0o100644],
      ['etc/passwd', Buffer.from('root:x:0:0:r:/:/bin/sh\n'), 0o100644],
      ['etc/group', Buffer.from('root:x:0:\n'), 0o100644],
      ['tmp/keep', Buffer.alloc(0), 0o100644],
      ['var/log/nginx/keep', Buffer.alloc(0), 0o100644],
      ['var/lib/nginx/keep', Buffer.alloc(0), 0o100644],
    ],
  };
}

/** @param {'microvm' | 'q35'} machine */
async function ofNginx(machine) {
  const nginx = nginxFiles();
  if ('skipped' in nginx) return nginx;
  const [port, stop] = [await freePort(), await freePort()];
  const device = machine === 'microvm' ? 'virtio-net-device' : 'virtio-net-pci,romfile=';
  /** @type {Costs | undefined} */
  let found;
  let pid = 0;
  let over = false;
  /** @type {unknown} */
  let failure;
  const result = await linuxGuest({
    program: join(root, 'scripts/bench/linux/serve.c'),
    args: ['81', '/nginx', '-c', '/nginx.conf', '-p', '/'],
    machine,
    modules: [...VIRTIO_MODULES, 'failover', 'net_failover', 'virtio_net'],
    files: nginx.files,
    qemu: [
      ...['-netdev', `user,id=n,hostfwd=tcp:127.0.0.1:${port}-:80,hostfwd=tcp:127.0.0.1:${stop}-:81`],
      ...['-device', `${device},netdev=n`],
    ],
    onStart: (started) => (pid = started),
    onLine: (text) => {
      if (text !== 'serving') return;
      firstAnswer(port, PATH, () => false)
        .then(() => costs(pid, port))
        .then((measured) => (found = measured))
        .catch((error) => (failure = error))
        .finally(() => firstAnswer(stop, '/', () => over).catch(() => {}));
    },
  });
  over = true;
  if (failure !== undefined) throw failure;
  if ('skipped' in result) return result;
  return found ?? { skipped: 'nginx did not serve' };
}

/** QEMU's processor time a datagram of 64 bytes, one at a time and 32 at once. @param {string} composition @param {readonly string[]} args */
async function ofDatagrams(composition, args) {
  const port = await freePort();
  const { line } = command(composition, [...args, '--forward', `udp:${port}:7`]);
  return during(line, async ({ pid, ended }) => {
    const socket = createSocket('udp4');
    let echoes = 0;
    /** @type {() => void} */
    let wake = () => {};
    socket.on('message', () => {
      echoes++;
      wake();
    });
    const data = Buffer.alloc(64, 'x');
    const answered = (/** @type {number} */ most) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(undefined), most);
        wake = () => {
          clearTimeout(timer);
          resolve(undefined);
        };
      });
    /** How many come back of `count`, `depth` on the way; what is lost is sent again after a tenth of a second. */
    const run = async (/** @type {number} */ count, /** @type {number} */ depth) => {
      const from = echoes;
      let sent = 0;
      while (echoes - from < count) {
        while (sent - (echoes - from) < depth && sent < count + depth) {
          socket.send(data, port, '127.0.0.1');
          sent++;
        }
        const before = echoes;
        await answered(100);
        if (echoes === before) sent = echoes - from;
        if (ended()) throw new Error('the guest has ended');
      }
    };
    await run(200, 1);
    /** @type {Record<number, number>} */
    const found = {};
    for (const depth of [1, 32]) {
      /** @type {number[]} */
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++) {
        const before = cpuMs(pid);
        await run(DATAGRAMS, depth);
        rounds.push(((cpuMs(pid) - before) * 1000) / DATAGRAMS);
      }
      found[depth] = median(rounds);
    }
    socket.close();
    return found;
  });
}

const FLOOR = `uniloom: 1
name: floor
targets: [x86_64/microvm, x86_64/qemu-pc]
components:
  app: { microlib: http_floor }
  net0: { microlib: virtio_net }
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

/**
 * Lines for the bench.
 * @param {{ machine?: 'microvm' | 'q35' }} [how]
 * @returns {Promise<string[]>}
 */
export async function benchServe({ machine = 'microvm' } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'uniloom-serve-'));
  try {
    const site = join(scratch, 'site');
    mkdirSync(site);
    writeFileSync(join(site, 'index.html'), Buffer.alloc(BYTES, 'x'));
    mkdirSync(join(scratch, 'floor'));
    writeFileSync(join(scratch, 'floor/uniloom.yaml'), FLOOR);
    const target =
      machine === 'microvm' ? ['--target', 'x86_64/microvm'] : ['--target', 'x86_64/qemu-pc', '--machine', machine];
    const web = join(root, 'assets/examples/web-server');
    const ours = await ofOurs(web, [...target, '--rootfs', site]);
    const floor = await ofOurs(join(scratch, 'floor'), target);
    const nginx = await ofNginx(machine);
    const lines = [];
    for (const kind of /** @type {const} */ (['new', 'kept'])) {
      const what = kind === 'new' ? 'a request over a new connection' : 'a request over a kept connection';
      const [we, least] = [ours[kind], floor[kind]];
      const mine = `${we.cpuUs.toFixed(0)} µs of CPU (${we.perSecond.toFixed(0)}/s), floor ${least.cpuUs.toFixed(0)}`;
      if ('skipped' in nginx) lines.push(`${machine}, ${what}: ${mine}; nginx skipped: ${nginx.skipped}`);
      else {
        const they = nginx[kind];
        const [total, above] = [we.cpuUs / they.cpuUs, (we.cpuUs - least.cpuUs) / (they.cpuUs - least.cpuUs)];
        lines.push(
          `${machine}, ${what}: ${mine}; nginx on Linux ${they.cpuUs.toFixed(0)} (${they.perSecond.toFixed(0)}/s): ` +
            `${total.toFixed(2)} × (aim ${AIMS.total}), above the floor ${above.toFixed(2)} × (aim ${AIMS.aboveFloor})`,
        );
      }
    }
    const answered = await toFirstAnswer(web, [...target, '--rootfs', site], scratch);
    lines.push(`${machine}, exec to first HTTP 200 in 4 MB, address by DHCP: ${answered}`);
    // Nobody is asked for one.
    const given = ['--set', 'stack.IP=10.0.2.15/24', '--set', 'stack.GATEWAY=10.0.2.2'];
    const sooner = await toFirstAnswer(web, [...target, ...given, '--rootfs', site], scratch);
    lines.push(`${machine}, exec to first HTTP 200 in 4 MB, address given: ${sooner}`);
    lines.push(`${machine}, web server's image: ${ours.bytes} bytes (aim ${AIMS.bytes})`);
    lines.push(
      `${machine}, least memory for 1,500 requests at 8 connections: ${await leastMemory(web, [...target, '--rootfs', site])} MB (aim ${AIMS.memoryMb})`,
    );
    const sockets = await ofDatagrams(join(root, 'assets/examples/udp-echo'), target);
    const netdev = await ofDatagrams(join(root, 'assets/examples/udp-echo-netdev'), target);
    for (const depth of [1, 32])
      lines.push(
        `${machine}, UDP echo, ${depth} at once: over netdev ${netdev[depth]?.toFixed(1)} µs of CPU, over sockets ${sockets[depth]?.toFixed(1)}`,
      );
    return lines;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === 'nginx') console.log(await ofNginx('microvm'));
  else for (const line of await benchServe()) console.log(line);
}
