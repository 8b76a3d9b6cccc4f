/** What stands between a card and its user: several in a row, which pass everything on, count it, keep some out, and tell it to a file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Component, Composition, Wire } from '../model/types.ts';
import { exampleComposition } from '../testing/examples.ts';
import { buildGuest } from '../testing/guest.ts';
import { ask, SERVING } from '../testing/serving.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ul-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const echo = exampleComposition('udp-echo-netdev');
const wire = (text: string): Wire => {
  const [from = '', to = ''] = text.split(' ');
  return { from, to };
};
const echoWith = (components: Record<string, Component>, wires: readonly string[]): Composition => ({
  ...echo,
  components: { ...echo.components, ...components },
  wires: [...echo.wires.filter(({ from }) => from !== 'app.net'), ...wires.map(wire)],
});

/** The frames in a file of libpcap's format. */
function framesOf(file: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 24; at < file.length; ) {
    const size = file.readUInt32LE(at + 8);
    frames.push(file.subarray(at + 16, at + 16 + size));
    at += 16 + size;
  }
  return frames;
}

it('three in a row: what passes is counted, and told byte by byte', async () => {
  const { ready, talk, set } = SERVING['udp-echo-netdev'] ?? { ready: [], talk: async () => {}, set: [] };
  const composition = echoWith(
    {
      filter: { microlib: 'net_filter', options: { RULES: 'allow arp; allow udp 7; deny any' } },
      count: { microlib: 'net_count' },
      capture: { microlib: 'net_capture', options: { BYTES: 2000 } },
    },
    [
      ...['app.net filter.netdev', 'filter.card count.netdev', 'count.card capture.netdev', 'capture.card net0.netdev'],
      ...['capture.control board.control', 'capture.sched wait.sched', 'capture.cpu board.cpu'],
      'capture.wall board.wallclock',
    ],
  );
  const guest = await buildGuest({ composition, target: 'x86_64/microvm', folder: join(folder, 'row') });
  const file = join(folder, 'net.pcap');
  const running = guest.start({ set, capture: file, backends: { forwards: ['udp:0:7'] } });
  for (const text of ready) await running.shows(text);
  await talk(await running.port(7));
  const { result, captured } = await running.ended;
  expect(result.failure, result.console).toBeNull();
  const frames = framesOf(readFileSync(file));
  expect(captured).toEqual({ frames: frames.length, dropped: 0, failure: null });
  const datagrams = frames.filter((frame) => frame.readUInt16BE(12) === 0x0800 && frame[23] === 17);
  expect(datagrams).toHaveLength(40);
  const data = (frame: Buffer) => frame.subarray(42, 34 + frame.readUInt16BE(38)).toString();
  for (let n = 0; n < 20; n += 1)
    for (const frame of datagrams.slice(2 * n, 2 * n + 2)) expect(data(frame)).toBe(`${n} `.repeat(1 + n * 16));
  expect(result.console).toMatch(/^count: received \d+ frames, \d+ bytes: \d+ arp, 0 tcp, 20 udp, /m);
  expect(result.console).toMatch(/^count: sent \d+ frames, \d+ bytes: \d+ arp, 0 tcp, 20 udp, /m);
});

it('the floor answers as a web server would', async () => {
  const floor = { ...echo, components: { ...echo.components, app: { microlib: 'http_floor' } } };
  const guest = await buildGuest({ composition: floor, target: 'x86_64/microvm', folder: join(folder, 'floor') });
  const running = guest.start({ set: ['app.REQUESTS=6'], backends: { forwards: ['tcp:0:80'] } });
  await running.shows('app: listening on port 80');
  const port = await running.port(80);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const options of [{ agent }, { agent }, { agent }, {}, {}]) {
    const { status, body } = await ask(port, '/', options);
    expect(status).toBe(200);
    expect(body.toString()).toBe('x'.repeat(612));
  }
  expect((await ask(port, '/', { agent: false, headers: { Connection: 'close' } })).body.length).toBe(612);
  agent.destroy();
  expect((await running.ended).result.failure).toBeNull();
});
