/**
 * The web server where things go wrong, and for a long time: clients without manners, a heap and files that fail, ten thousand
 * requests (a hundred thousand at full scale) after which the heap is as it was.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Composition, Wire } from '../model/types.ts';
import { example } from '../testing/cli.ts';
import { exampleComposition } from '../testing/examples.ts';
import { buildGuest, type Guest } from '../testing/guest.ts';
import { scale, scaled } from '../testing/scale.ts';
import { ask, readAll } from '../testing/serving.ts';

const READY = [/^app: listening on port 80/m, /by DHCP/];
const FORWARD = { forwards: ['tcp:0:80'] };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ul-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function image(name: string, change: (composition: Composition) => Composition): Promise<Guest> {
  const own = join(folder, name);
  cpSync(example('web-server'), own, { recursive: true });
  const composition = change(exampleComposition('web-server'));
  return buildGuest({ composition, target: 'x86_64/microvm', profile: 'release', folder: own });
}

/** Booted, and where it listens. */
async function serving(guest: Guest, set: readonly string[]) {
  const running = guest.start({ set, backends: FORWARD });
  for (const line of READY) await running.shows(line);
  return { running, port: await running.port(80) };
}

const faulty = (from: string, composition: Composition): Composition => ({
  ...composition,
  wires: composition.wires.map(
    (wire): Wire => (wire.from === from ? { ...wire, kind: 'faulty', with: { every: 0 } } : wire),
  ),
});

it('serves on beside clients without manners', async () => {
  const guest = await image('manners', (composition) => composition);
  const { running, port } = await serving(guest, ['app.REQUESTS=6']);
  const hold = () => connect({ host: '127.0.0.1', port }).on('error', () => {});
  // Half a head and no more; a connection that says nothing; one that reads nothing; one that is lost.
  const half = hold();
  half.write('GET / HTTP/1.1\r\nHos');
  const silent = hold();
  const slow = hold();
  slow.pause();
  slow.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2));
  const lost = hold();
  lost.write('GET / HT');
  await new Promise<void>((resolve) => lost.once('connect', () => resolve()));
  lost.resetAndDestroy();
  for (const [text, status] of [
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}`, 431],
    [`GET /${'a'.repeat(100_000)}`, 414],
  ] as const) {
    const big = connect({ host: '127.0.0.1', port });
    big.write(text);
    expect((await readAll(big)).toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  }
  expect((await ask(port, '/')).status).toBe(200);
  expect((await ask(port, '/style.css')).status).toBe(200);
  for (const socket of [half, silent, slow]) socket.destroy();
  const { result } = await running.ended;
  expect(result.failure, result.console).toBeNull();
});

/** Requests one after the other, each on a connection of its own, until the guest has ended. */
async function insist(port: number, ended: Promise<unknown>, path: string): Promise<(number | 'closed')[]> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const got: (number | 'closed')[] = [];
  while (!over) {
    const one = ask(port, path, { agent: false, headers: { Connection: 'close' } }).then(
      ({ status }) => status,
      () => 'closed' as const,
    );
    got.push(await one);
  }
  return got;
}

it('an allocation that fails costs an answer, or a connection, and nothing else', async () => {
  const change = (composition: Composition) => faulty('stack.heap', faulty('app.heap', composition));
  const guest = await image('faults', change);
  const fails = (wire: string, call: string, skip: number) => [
    ...[`${wire}.${call}.skip=${skip}`, `${wire}.${call}.every=1`, `${wire}.${call}.times=1`],
  ];
  const cases = [
    ...Array.from({ length: 2 }, (_, skip) => fails('app.heap', 'malloc', skip)),
    fails('app.heap', 'realloc', 0),
    // What the stack allocates before is for its address.
    ...Array.from({ length: scaled(4) }, (_, nth) =>
      fails('stack.heap', 'malloc', scale >= 10 ? 10 + nth : 12 + nth * 5),
    ),
  ];
  const seen = new Set<number | 'closed'>();
  for (const set of cases) {
    const { running, port } = await serving(guest, ['app.REQUESTS=3', ...set]);
    for (const status of await insist(port, running.ended, '/notes/')) seen.add(status);
    const { result } = await running.ended;
    expect(result.failure, `${set}\n${result.console}`).toBeNull();
  }
  for (const status of seen) expect([200, 500, 503, 'closed']).toContain(status);
  expect(seen).toContain(200);
  expect(seen).toContain(503);
});

it('files that cannot be read are told', async () => {
  const guest = await image('files', (composition) => faulty('app.files', composition));
  const { running, port } = await serving(guest, [
    'app.REQUESTS=4',
    'app.files.open.every=1',
    'app.files.open.times=2',
  ]);
  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await ask(port, '/style.css')).status);
  expect(statuses).toEqual([500, 500, 200, 200]);
  expect((await running.ended).result.failure).toBeNull();
});

/** Blocks that were not freed, of each that keeps a list of them and has some left. */
const unfreed = (console: string): number[] =>
  [...console.matchAll(/^leaks: (\d+) blocks?/gm)].map(([, blocks]) => Number(blocks));

it('ten thousand requests on eight connections: none fails, and the heap is as before', async () => {
  const guest = await image('soak', (composition) => ({
    ...composition,
    components: { ...composition.components, of_app: { microlib: 'leaks' }, of_stack: { microlib: 'leaks' } },
    wires: [
      ...composition.wires.map((wire): Wire => {
        if (wire.from === 'app.heap') return { ...wire, to: 'of_app.alloc' };
        return wire.from === 'stack.heap' ? { ...wire, to: 'of_stack.alloc' } : wire;
      }),
      { from: 'of_app.backing', to: 'heap.alloc' },
      { from: 'of_stack.backing', to: 'heap.alloc' },
    ],
  }));
  const run = async (requests: number) => {
    const { running, port } = await serving(guest, [`app.REQUESTS=${requests}`]);
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    let left = requests;
    const client = async () => {
      while (left > 0) {
        left -= 1;
        const { status, body } = await ask(port, '/style.css', { agent });
        if (status !== 200 || body.length === 0) throw new Error(`status ${status}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
    agent.destroy();
    const { result } = await running.ended;
    expect(result.failure, result.console).toBeNull();
    return result.console;
  };
  const before = await run(8);
  const after = await run(scaled(10_000));
  // Of the server nothing is left, so it says nothing. Of the stack what it has for its own life, and connections that only wait for
  // late segments.
  expect(unfreed(before), before).toHaveLength(1);
  expect(unfreed(after), after).toHaveLength(1);
  expect(Math.abs((unfreed(after)[0] ?? 0) - (unfreed(before)[0] ?? 0)), `${before}${after}`).toBeLessThan(32);
});
