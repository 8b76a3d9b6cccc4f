/** Devices from outside: what a driver and its device do, seen by whoever is on the other side of the device. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGuests, type Guests, MACHINES } from '../testing/guest.ts';
import { ECHO_TYPE, ethernet, networkEnd } from '../testing/wire-ends.ts';

let guests: Guests;
beforeAll(() => {
  guests = createGuests();
});
afterAll(() => guests.remove());

const bus = (name: string) =>
  ['virtio', 'virtqueue', 'dma', 'cpu'].map((port) => `  - { from: ${name}.${port}, to: board.${port} }\n`).join('');

const driver = (name: string) => `${bus(name)}  - { from: ${name}.sched, to: threads.sched }\n`;

const THREADS = `  - { from: threads.context, to: board.context }
  - { from: threads.stacks, to: heap.alloc }
  - { from: threads.cpu, to: board.cpu }
  - { from: heap.region, to: board.region }
  - { from: board.sched, to: threads.sched }
`;

/** A program that echoes frames behind each card; cards by name, with their options. */
function echoes(cards: Readonly<Record<string, string>>): string {
  const names = Object.keys(cards);
  return `components:
  threads: { microlib: coop }
  heap: { microlib: tlsf }
${names.map((name) => `  ${name}: { microlib: virtio_net, options: ${cards[name]} }\n  app_${name}: { microlib: frame_echo }\n`).join('')}
wires:
${names.map((name) => `${driver(name)}  - { from: app_${name}.net, to: ${name}.netdev }\n  - { from: app_${name}.sched, to: threads.sched }\n`).join('')}${THREADS}`;
}

const OURS = '02:00:00:00:00:99';
const END = ethernet('ff:ff:ff:ff:ff:ff', OURS, Buffer.from('end of the test, with padding to sixty bytes....'));
const isEcho = (frame: Buffer) => frame.readUInt16BE(12) === ECHO_TYPE;

describe.each(MACHINES)('%s, %s', (target, variant) => {
  it('frames come and go, and the link that goes down is noticed', async () => {
    const path = join(guests.folder, `f-${variant}`);
    const end = await networkEnd(path, isEcho);
    const file = guests.compose('frames', echoes({ net0: '{ MATCH_MAC: true, MAC: "52:54:00:00:00:0a" }' }));
    const guest = await guests.start(file, { target, variant, backends: { nets: [`net0=socket:${path}`] } });
    await guest.shows('app_net0: 52:54:00:00:00:0a, mtu 1500');
    await end.connected;
    for (const size of [46, 47, 64, 500, 1000, 1499, 1500]) {
      const data = randomBytes(size);
      data[0] = 0;
      end.send(ethernet('52:54:00:00:00:0a', OURS, data));
      const back = await end.next();
      expect(back.equals(ethernet(OURS, '52:54:00:00:00:0a', data))).toBe(true);
    }
    // Many at once, more than the queues hold; other types get no answer.
    const many = Array.from({ length: 300 }, (_, i) => Buffer.from(`\0frame ${i}`.padEnd(60, '.')));
    for (const [i, data] of many.entries()) {
      end.send(ethernet('52:54:00:00:00:0a', OURS, data));
      if (i % 50 === 0) end.send(ethernet('52:54:00:00:00:0a', OURS, data, 0x88b6));
      if (i % 100 === 99)
        for (let n = i - 99; n <= i; n += 1)
          expect((await end.next()).subarray(14).equals(many[n] as Buffer)).toBe(true);
    }
    const monitor = await guest.monitor;
    await monitor.execute('set_link', { name: 'net0', up: false });
    await guest.shows('app_net0: link down');
    await monitor.execute('set_link', { name: 'net0', up: true });
    await guest.shows('app_net0: link up');
    end.send(END);
    const { result } = await guest.ended;
    end.close();
    expect(result.console).toMatch(/app_net0: echoed 307, others 6, dropped 0/);
    expect(result).toMatchObject({ exitStatus: 0, failure: null, machine: expect.any(String) });
  });

  it('each driver has the card with its address, or its place, whatever the order', async () => {
    const mac = (n: number) => `52:54:00:00:00:${n.toString(16).padStart(2, '0')}`;
    const file = guests.compose(
      'cards',
      echoes({
        net_b: `{ MATCH_MAC: true, MAC: "${mac(11)}" }`,
        net_a: `{ MATCH_MAC: true, MAC: "${mac(10)}" }`,
        net_c: '{ INDEX: 0 }',
      }),
    );
    const names = ['net_a', 'net_b', 'net_c'];
    const paths = names.map((name) => join(guests.folder, `${name}-${variant}`));
    const ends = await Promise.all(paths.map((path) => networkEnd(path, isEcho)));
    const nets = names.map((name, index) => `${name}=socket:${paths[index]}`);
    const guest = await guests.start(file, { target, variant, backends: { nets } });
    await Promise.all(names.map((name) => guest.shows(new RegExp(`app_${name}: .*, mtu`))));
    const answers = await Promise.all(
      ends.map(async (end, index) => {
        await end.connected;
        end.send(ethernet('ff:ff:ff:ff:ff:ff', OURS, Buffer.from(`\0to ${index}`.padEnd(50, '.'))));
        const back = await end.next();
        end.send(END);
        return [back.subarray(6, 12).toString('hex'), back.subarray(15, 19).toString()];
      }),
    );
    const { result } = await guest.ended;
    for (const end of ends) end.close();
    expect(result.exitStatus).toBe(0);
    expect(answers.map(([, data]) => data)).toEqual(['to 0', 'to 1', 'to 2']);
    expect(answers[0]?.[0]).toBe('52540000000a');
    expect(answers[1]?.[0]).toBe('52540000000b');
    expect(answers[2]?.[0]).toMatch(/^525400/);
  });

  it('a console that is a device, beside the serial port', async () => {
    const beside = guests.compose(
      'beside',
      `components:
  app: { microlib: echo }
  hello: { microlib: hello }
  vcon: { microlib: virtio_console }
wires:
  - { from: app.console, to: vcon.console }
  - { from: app.cpu, to: board.cpu }
  - { from: hello.console, to: board.console }
${bus('vcon')}`,
    );
    const guest = await guests.start(beside, { target, variant });
    const input = await guest.input;
    const long = 'x'.repeat(700);
    input.write('one\n');
    await guest.shows('one');
    input.write(`${long}\n`);
    await guest.shows('x'.repeat(700));
    input.write('exit\n');
    expect((await guest.ended).result).toMatchObject({ exitStatus: 0 });
  });

  it('a shared folder: files as the host has them', async () => {
    const text = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join('');
    const file = guests.compose(
      'share',
      `components:
  app: { microlib: p9_check }
  other: { microlib: virtio_9p, options: { INDEX: 0 } }
  share0: { microlib: virtio_9p, options: { MATCH_TAG: true, TAG: "my files" } }
  app2: { microlib: p9_check }
  threads: { microlib: none }
wires:
  - { from: app.share, to: share0.p9 }
  - { from: app.console, to: board.console }
  - { from: app2.share, to: other.p9 }
  - { from: app2.console, to: board.console }
  - { from: threads.cpu, to: board.cpu }
${driver('share0')}${driver('other')}`,
      { 'data.txt': text, 'other.txt': 'another file\n' },
    );
    const folder = join(file, '..');
    const backends = { shares: [`share0=${folder}`, `other=${folder},readonly`] };
    const guest = await guests.start(file, {
      target,
      variant,
      backends,
      set: ['app.FILE=data.txt', 'app2.FILE=other.txt'],
    });
    const { result } = await guest.ended;
    expect(result.console).toContain(
      `share my files, messages of 65536 bytes\n${text}data.txt: ${text.length} bytes\n`,
    );
    expect(result.console).toContain('share other, messages of 65536 bytes\nanother file\nother.txt: 13 bytes\n');
    expect(result.exitStatus).toBe(0);
    const missing = await (await guests.start(file, { target, variant, backends })).ended;
    expect(missing.result.console).toContain('app: walk failed with -2');
    expect(missing.result.exitStatus).toBe(1);
  });

  it('random numbers that no two boots share, from every source there is; a console device in place of the serial port', async () => {
    const file = guests.compose(
      'random',
      `components:
  app: { microlib: token }
  random: { microlib: random }
  rng0: { microlib: virtio_rng }
  processor: { microlib: rdseed }
  seed: { microlib: bootseed }
  threads: { microlib: none }
  board_uart0: { microlib: virtio_console }
wires:
  - { from: app.random, to: random.random }
  - { from: random.sources, to: rng0.entropy }
  - { from: random.sources, to: processor.entropy }
  - { from: random.sources, to: seed.entropy }
  - { from: threads.cpu, to: board.cpu }
${['virtio', 'virtqueue', 'dma'].map((port) => `  - { from: rng0.${port}, to: board.${port} }\n`).join('')}  - { from: rng0.sched, to: threads.sched }
${bus('board_uart0')}`,
    );
    const set = [`seed.SEED=${'0f'.repeat(32)}`];
    const tokens = new Set<string>();
    for (let boot = 0; boot < 2; boot += 1) {
      const { result } = await (await guests.start(file, { target, variant, set })).ended;
      expect(result.exitStatus).toBe(0);
      expect(result.console).toContain('random: seeded from virtio-rng, the boot line\n');
      for (const [token] of result.console.matchAll(/token [0-9a-f]{32}/g)) tokens.add(token);
    }
    expect(tokens.size).toBe(6);
  });
});

describe('without a device of its own', () => {
  it('two boots from the boot line alone differ, and are the same where it is', async () => {
    const file = guests.compose(
      'seeded',
      `components:
  app: { microlib: token }
  random: { microlib: random, options: { ANNOUNCE: false } }
  seed: { microlib: bootseed }
wires:
  - { from: app.random, to: random.random }
  - { from: random.sources, to: seed.entropy }
`,
    );
    const tokens = async (set: readonly string[]) =>
      (await (await guests.start(file, { set })).ended).result.console.match(/token .*/g)?.join();
    const fixed = [`seed.SEED=${'a5'.repeat(32)}`];
    const [first, second, third, fourth] = [
      await tokens([]),
      await tokens([]),
      await tokens(fixed),
      await tokens(fixed),
    ];
    expect(first).toMatch(/token/);
    expect(first).not.toBe(second);
    expect(third).not.toBe(first);
    expect(third).toBe(fourth);
    const none = await (await guests.start(file, { set: ['seed.SEED='] })).ended;
    expect(none.result).toMatchObject({ exitStatus: 1 });
    expect(none.result.console).toContain('there are no random numbers: the generator was not seeded');
  });

  it('on host a stand-in is on the same kind of network', async () => {
    const path = join(guests.folder, 'n-host');
    const end = await networkEnd(path, isEcho);
    const file = guests.compose(
      'host-net',
      `components:
  app: { microlib: frame_echo }
  net0: { microlib: host_net }
  threads: { microlib: none }
wires:
  - { from: app.net, to: net0.netdev }
  - { from: app.sched, to: threads.sched }
  - { from: net0.irq, to: board.irq }
  - { from: net0.cpu, to: board.cpu }
  - { from: net0.sched, to: threads.sched }
  - { from: threads.cpu, to: board.cpu }
`,
    );
    const guest = await guests.start(file, { target: 'host', backends: { nets: [`socket:${path}`] } });
    await guest.shows('app: 02:00:00:00:00:01, mtu 1500');
    await end.connected;
    for (const size of [46, 1500]) {
      const data = randomBytes(size);
      data[0] = 0;
      end.send(ethernet('02:00:00:00:00:01', OURS, data));
      expect((await end.next()).equals(ethernet(OURS, '02:00:00:00:00:01', data))).toBe(true);
    }
    end.send(END);
    const { result } = await guest.ended;
    end.close();
    expect(result.console).toContain('app: echoed 2, others 0, dropped 0');
    expect(result.exitStatus).toBe(0);
  });

  it('a driver without its device refuses to boot, and says which it looked for', async () => {
    const file = guests.compose('frames', echoes({ net0: '{ MATCH_MAC: true, MAC: "52:54:00:00:00:0a" }' }));
    const { result, diagnostics } = await (await guests.start(file, { bare: true })).ended;
    expect(result.console).toContain('panic: net0: there is no network card with the address 52:54:00:00:00:0a');
    expect(diagnostics[0]?.code).toBe('UL0401');
  });
});
