/** TCP/IP in guests, spoken to from outside: over QEMU's user network, and over a wire of which the test is the other end. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGuest, createGuests, type Guests } from '../testing/guest.ts';
import { ethernet, networkEnd } from '../testing/wire-ends.ts';

let guests: Guests;
beforeAll(() => {
  guests = createGuests();
});
afterAll(() => guests.remove());

interface Parts {
  readonly threads: 'none' | 'coop' | 'round_robin';
  readonly card: 'virtio_net' | 'host_net';
  readonly options?: string;
  readonly app?: string;
}

/** An echo over sockets; with a scheduler that takes the processor away, everything that wants a lock has one. */
function composition({ threads, card, options = '', app = '' }: Parts): string {
  const wire = (from: string, to: string) => `  - { from: ${from}, to: ${to} }\n`;
  const bus = card === 'virtio_net' ? ['virtio', 'virtqueue', 'dma'] : ['irq'];
  const locked = threads === 'round_robin' ? ['net', 'heap', 'random'] : [];
  return `components:
  app: { microlib: socket_echo, options: { ${app} } }
  net: { microlib: lwip, options: { ${options} } }
  net0: { microlib: ${card} }
  random: { microlib: random, options: { ANNOUNCE: false } }
  seed: { microlib: bootseed }
  threads: { microlib: ${threads} }
  heap: { microlib: tlsf, options: { POOL_KB: 512 } }
wires:
${wire('app.socket', 'net.socket')}${wire('net.net', 'net0.netdev')}${wire('net.heap', 'heap.alloc')}\
${wire('net.sched', 'threads.sched')}${wire('net.timer', 'board.timer')}${wire('net.random', 'random.random')}\
${wire('random.sources', 'seed.entropy')}${bus.map((port) => wire(`net0.${port}`, `board.${port}`)).join('')}\
${wire('net0.cpu', 'board.cpu')}${wire('net0.sched', 'threads.sched')}${wire('heap.region', 'board.region')}\
${wire('threads.cpu', 'board.cpu')}${wire('threads.timer', 'board.timer')}\
${threads === 'none' ? '' : wire('threads.context', 'board.context') + wire('threads.stacks', 'heap.alloc') + wire('board.sched', 'threads.sched')}\
${threads === 'round_robin' ? wire('threads.preempt', 'board.preempt') : ''}\
${locked.map((name) => wire(`${name}.lock`, 'board.lock')).join('')}`;
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Sends `data`, and resolves with what comes back, once as much has and the guest has closed. */
function echoed(socket: Socket, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= data.length) socket.end();
    });
    socket.on('close', () => resolve(Buffer.concat(chunks)));
    socket.write(data);
  });
}

/** A datagram there and back; sent again until it is. */
async function datagram(port: number, data: Buffer): Promise<Buffer> {
  const socket = createSocket('udp4');
  const again = setInterval(() => socket.send(data, port, '127.0.0.1'), 1000);
  socket.send(data, port, '127.0.0.1');
  const [back] = (await once(socket, 'message')) as [Buffer];
  clearInterval(again);
  socket.close();
  return back;
}

const MADE = [
  ['x86_64/microvm', undefined, 'coop', 'debug', ''],
  ['x86_64/qemu-pc', 'q35', 'round_robin', 'release', 'IPV6: true'],
  ['x86_64/microvm', undefined, 'none', 'release', 'DNS: false, FRAGMENTS: false'],
] as const;

describe.each(MADE)('%s %s, %s, %s', (target, variant, threads, profile, options) => {
  it('connections and datagrams come and go', async () => {
    const app = options.includes('IPV6') ? 'IPV6: true' : '';
    const guest = await buildGuest({
      yaml: `uniloom: 1\nname: echo\ntargets: [${target}]\n${composition({ threads, card: 'virtio_net', options, app })}`,
      target,
      profile,
      folder: join(guests.folder, threads),
    });
    const backends = { forwards: ['tcp:0:7', 'udp:0:9'] };
    const running = guest.start({ variant, backends, set: ['app.UDP_PORT=9'] });
    await running.shows('net: 10.0.2.15/24 by DHCP\n');
    await running.shows('app: port 7');
    if (app !== '') await running.shows(/net: fec0::[0-9a-f:]+\/64 by router\n/);
    const port = await running.port(7);
    const large = randomBytes(60_000);
    expect((await echoed(await opened(port), large)).equals(large)).toBe(true);
    // More than are served at once. QEMU lets only one wait to be forwarded.
    const many = Array.from({ length: 18 }, (_, i) => randomBytes(1 + i * 997));
    const sockets: Socket[] = [];
    for (const _ of many) sockets.push(await opened(port));
    const back = await Promise.all(sockets.map((socket, i) => echoed(socket, many[i] ?? Buffer.of())));
    for (const [i, data] of many.entries()) expect(back[i]?.equals(data)).toBe(true);
    const udp = await running.port(9);
    for (const size of [1, 1000, 1400]) {
      const data = randomBytes(size);
      expect((await datagram(udp, data)).equals(data)).toBe(true);
    }
    const end = createSocket('udp4');
    end.send('end', udp, '127.0.0.1');
    const { result } = await running.ended;
    end.close();
    expect(result).toMatchObject({ exitStatus: 0, failure: null });
    expect(result.console).toMatch(/app: connections \d+, bytes \d+, datagrams [3-9]/);
  });
});

describe('on host, of which the test is the network', () => {
  const US = '02:00:00:00:00:99';
  const GUEST = '02:00:00:00:00:01';
  const hex = (text: string) => Buffer.from(text.replaceAll(/[ :]/g, ''), 'hex');

  function sum(data: Buffer): number {
    let total = 0;
    for (let i = 0; i < data.length; i += 2) total += ((data[i] ?? 0) << 8) + (data[i + 1] ?? 0);
    while (total > 0xffff) total = (total >>> 16) + (total & 0xffff);
    return ~total & 0xffff;
  }

  function udp(data: Buffer): Buffer {
    const header = hex('4500 0000 0000 0000 4011 0000 0a000002 0a000001 1388 0007 0000 0000');
    header.writeUInt16BE(28 + data.length, 2);
    header.writeUInt16BE(sum(header.subarray(0, 20)), 10);
    header.writeUInt16BE(8 + data.length, 24);
    return ethernet(GUEST, US, Buffer.concat([header, data]), 0x0800);
  }

  it('an address that is set, ARP and datagrams', async () => {
    const path = join(guests.folder, 's-host');
    const end = await networkEnd(path, (frame) => frame.readUInt16BE(12) !== 0x86dd);
    const file = guests.compose('echo-host', composition({ threads: 'coop', card: 'host_net' }));
    const guest = await guests.start(file, {
      target: 'host',
      backends: { nets: [`socket:${path}`] },
      set: ['net.IP=10.0.0.1/24', 'net.GATEWAY=10.0.0.2', 'app.UDP_PORT=7'],
    });
    await guest.shows('net: 10.0.0.1/24 as set\n');
    await guest.shows('app: port 7');
    await end.connected;
    const ask = hex('0001 0800 06 04 0001 020000000099 0a000002 000000000000 0a000001');
    end.send(ethernet('ff:ff:ff:ff:ff:ff', US, ask, 0x0806));
    // It says first that the address is its own.
    let frame = await end.next();
    while (frame.readUInt16BE(12) !== 0x0806 || frame.readUInt16BE(20) !== 2) frame = await end.next();
    expect(frame.subarray(22, 32)).toEqual(hex(`${GUEST} 0a000001`));
    const data = Buffer.from('over the wire');
    end.send(udp(data));
    frame = await end.next();
    if (frame.readUInt16BE(12) === 0x0806) {
      end.send(ethernet(GUEST, US, hex('0001 0800 06 04 0002 020000000099 0a000002 020000000001 0a000001'), 0x0806));
      frame = await end.next();
    }
    expect(frame.readUInt16BE(12)).toBe(0x0800);
    expect(frame.subarray(42)).toEqual(data);
    expect(sum(frame.subarray(14, 34))).toBe(0);
    end.send(udp(Buffer.from('end')));
    const { result } = await guest.ended;
    end.close();
    expect(result.exitStatus).toBe(0);
    expect(result.console).toContain('app: connections 0, bytes 0, datagrams 1');
  });

  it('an address that is none stops the boot', async () => {
    const file = guests.compose('echo-wrong', composition({ threads: 'none', card: 'host_net' }));
    const { result } = await (await guests.start(file, { target: 'host', set: ['net.IP=10.0.0.256/24'] })).ended;
    expect(result.console).toContain('net: IP is not an address with a prefix');
    expect(result.exitStatus).not.toBe(0);
  });
});
