/** The boot loop against stand-in guests: shell scripts that write to the console and to descriptor 3. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../contract.ts';
import { processBoard } from '../testing/board.ts';
import { TCG } from './accel.ts';
import { type BootRequest, boot } from './boot.ts';
import { encodeFrame } from './control.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uniloom-boot-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const octal = (bytes: Uint8Array) => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
const send = (type: number, payload: readonly number[]) =>
  `printf '${octal(encodeFrame(type, Uint8Array.from(payload)))}' >&3`;
const exit = (status: number) => send(1, [status, 0, 0, 0]);

let serial = 0;
async function run(lines: readonly string[], more: Partial<BootRequest> = {}) {
  const path = join(folder, `guest${serial++}`);
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  const names = { inits: ['heap'], mains: ['app'], counters: [{ wire: 3, function: 'malloc' }], traced: [] };
  const image = { path, bytes: 1 };
  return boot({ image, elf: path, board: processBoard, accelerator: TCG, words: [], names, ...more });
}

describe('the exit status', () => {
  it('is the exit record, not the process', async () => {
    const { result, diagnostics } = await run(['echo Hello', exit(0), 'exit 9'], { expect: /Hello/ });
    expect(result).toMatchObject({ exitStatus: 0, poweredOff: true, console: 'Hello\n', failure: null });
    expect(result.execToFirstByteMs).toBeGreaterThan(0);
    expect(result.execToExpectMs).toBeGreaterThanOrEqual(result.execToFirstByteMs ?? 0);
    expect(diagnostics).toEqual([]);
  });

  it('without a record is a failure, though the process ended with 0', async () => {
    const { result, diagnostics } = await run(['echo Hello']);
    expect(result).toMatchObject({ exitStatus: null, poweredOff: false });
    expect(diagnostics.map((one) => one.code)).toEqual(['UL0402']);
  });

  it('other than 0 is a failure', async () => {
    const { diagnostics } = await run([exit(7)]);
    expect(diagnostics).toMatchObject([{ code: 'UL0403', params: { status: 7 } }]);
  });

  it('0 without the expected output is a failure', async () => {
    const { result, diagnostics } = await run(['echo Hello', exit(0)], { expect: /Goodbye/ });
    expect(diagnostics.map((one) => one.code)).toEqual(['UL0404']);
    expect(result.execToExpectMs).toBeNull();
    expect(result.failure).toContain('Goodbye');
  });
});

describe('a run', () => {
  it('reports records under the names of the image, and skips indices that it does not have', async () => {
    const u64 = (value: number) => [value & 255, (value >> 8) & 255, 0, 0, 0, 0, 0, 0];
    const entry = (index: number, main: number) => [index, 0, 0, 0, main, 0, 0, 0, ...u64(5), ...u64(9)];
    const { result } = await run([
      send(2, [...u64(1), ...entry(0, 0), ...entry(9, 0)]),
      send(2, [...u64(1), ...entry(0, 0), ...entry(0, 1)]),
      send(4, [0, 0, 0, 0, 0, 0, 0, 0, ...u64(300), ...u64(2), 8, 0, 0, 0, 0, 0, 0, 0, ...u64(1), ...u64(1)]),
      send(5, [...u64(1), ...u64(2), ...u64(3), ...u64(0), ...u64(1), 104, 105]),
      exit(0),
    ]);
    expect(result.timeline).toEqual([
      { component: 'heap', phase: 'init', beginNs: 5, endNs: 9 },
      { component: 'app', phase: 'main', beginNs: 5, endNs: 9 },
    ]);
    expect(result.counters).toEqual([{ wire: 3, function: 'malloc', calls: 300, cycles: 2 }]);
    expect(result.stats).toEqual([{ name: 'hi', used: 1, peak: 2, allocations: 3, failures: 0, live: 1 }]);
  });

  it('tells the timeline as it comes: each row once, the heap before or after it', async () => {
    const byte = (value: number) => [value, 0, 0, 0, 0, 0, 0, 0];
    const row = (main: number) => [...byte(0).slice(0, 4), ...byte(main).slice(0, 4), ...byte(5), ...byte(9)];
    const heap = (claimed: number) => send(7, [...byte(0), ...byte(claimed), ...byte(3)]);
    const timeline = (...rows: number[][]) => send(2, [...byte(1), ...rows.flat()]);
    const guests = [
      [heap(64), timeline(row(0)), timeline(row(0), row(1))],
      [timeline(row(0)), heap(64), timeline(row(1))],
    ];
    for (const lines of guests) {
      const told: (readonly TimelineEntry[])[] = [];
      const { result } = await run([...lines, exit(0)], { onTimeline: (entries) => told.push(entries) });
      const init = { component: 'heap', phase: 'init', beginNs: 5, endNs: 9, heap: { claimed: 64, used: 3 } };
      const main = { component: 'app', phase: 'main', beginNs: 5, endNs: 9 };
      expect(result.timeline).toEqual([init, main]);
      expect(told).toContainEqual([init]);
      expect(told.at(-1)).toEqual([init, main]);
    }
  });

  it('forwards standard input, and its end', async () => {
    const stdin = new PassThrough();
    stdin.end('one\ntwo\n');
    const { result } = await run(['while read -r line; do echo "got $line"; done', exit(0)], { stdin });
    expect(result.console).toBe('got one\ngot two\n');
  });

  it('passes options and arguments, quoted for the guest’s own reader', async () => {
    const { result } = await run(['for word; do echo "<$word>"; done', exit(0)], { words: ['app.X=1 2', '--', '-v'] });
    expect(result.console).toBe('<"app.X=1 2">\n<-->\n<-v>\n');
  });

  it('that does not end in time is killed', async () => {
    const { result, diagnostics } = await run(['trap "" TERM', 'while :; do read -r x <&3; done'], { timeoutMs: 100 });
    expect(diagnostics.map((one) => one.code)).toEqual(['UL0405']);
    expect(result).toMatchObject({ exitStatus: null, poweredOff: false });
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const outcome = await run(['echo up', 'while :; do read -r x <&3; done'], {
      signal: controller.signal,
      onConsole: () => controller.abort(),
    });
    expect(outcome.cancelled).toBe(true);
    expect(outcome.result.failure).toBe('Cancelled');
  });

  it('is held back by a slow reader and bounded in what is kept', async () => {
    let pending = 0;
    let most = 0;
    const { result } = await run(['yes 0123456789abcdef | head -c 3000000', 'echo the end', exit(0)], {
      onConsole: async () => {
        most = Math.max(most, ++pending);
        await new Promise(setImmediate);
        pending--;
      },
    });
    expect(most).toBe(1);
    expect(result.console).toHaveLength(1 << 20);
    expect(result.console.endsWith('the end\n')).toBe(true);
  });
});

describe('files of a hostile guest', () => {
  const text = (part: number, name: string) => send(8, [part, 0, 0, 0, ...new TextEncoder().encode(name)]);
  const count = (name: string) => [text(0, `/x/obj/${name}`), text(1, 'counts')];

  it('that cannot be are told, and the others are written', async () => {
    const coverage = join(folder, 'counted');
    const { result, diagnostics } = await run(
      [
        ...count('a.gcda'),
        ...count('a.gcda/b.gcda'),
        ...count('../../out.gcda'),
        ...count('nul\0.gcda'),
        ...count(`${'long'.repeat(100)}.gcda`),
        ...count('c.gcda'),
        exit(0),
      ],
      { coverage },
    );
    expect(result.failure).toBeNull();
    expect(diagnostics).toMatchObject([{ code: 'UL0417', severity: 'warning', params: { path: coverage } }]);
    expect((await readdir(join(coverage, 'obj'))).sort()).toEqual(['a.gcda', 'c.gcda']);
  });
});

it('an image that is not there cannot be started', async () => {
  const names = { inits: [], mains: [], counters: [], traced: [] };
  const image = { path: join(folder, 'nothing'), bytes: 0 };
  const request = { image, elf: image.path, board: processBoard, accelerator: TCG, words: [], names };
  await expect(boot(request)).rejects.toMatchObject({ code: 'boot-failed' });
  const machine = {
    kind: 'qemu',
    system: 'nothing',
    variants: [{ name: 'a', machine: 'a', args: [] }],
  } as const;
  const memory = { least: '1M', default: '2M' };
  const board = { ...processBoard, machine: { ...machine, args: [], devices: {}, memory } };
  await expect(boot({ ...request, board })).rejects.toMatchObject({ code: 'tool-missing' });
});

it('says what a program did not free, without calling the run a failure', async () => {
  const row = (caller: number, bytes: number) => [
    caller,
    ...Array(7).fill(0),
    bytes,
    ...Array(7).fill(0),
    1,
    ...Array(7).fill(0),
  ];
  const rows = [...row(16, 10), ...row(32, 40)];
  const { result, diagnostics } = await run([send(9, rows), exit(0)]);
  expect(result.failure).toBeNull();
  expect(diagnostics).toMatchObject([
    {
      code: 'UL0415',
      message: '2 blocks (50 bytes) were not freed',
      because: ['1 block, 40 bytes: 0x20', '1 block, 10 bytes: 0x10'],
    },
  ]);
});

it('names a page fault as the guest does', async () => {
  const panic = (message: string) => {
    const bytes = new Uint8Array(176 + message.length);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, 15n, true);
    view.setBigUint64(8, 3n, true);
    view.setBigUint64(16, 0x1000n, true);
    view.setUint32(172, message.length, true);
    bytes.set(new TextEncoder().encode(message), 176);
    return send(3, [...bytes]);
  };
  expect((await run([panic('write to text'), exit(134)])).result.failure).toBe(
    'The guest panicked: page fault: write to text at 0x1000 (error 0x3)',
  );
  expect((await run([panic('page fault'), exit(134)])).result.failure).toBe(
    'The guest panicked: page fault at 0x1000 (error 0x3)',
  );
});
