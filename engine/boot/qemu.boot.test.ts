/** What only a real QEMU can show: the probe guest, the monitor. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Board } from '../catalog/types.ts';
import { processBoard } from '../testing/board.ts';
import { acceptable, chooseAccelerator, runProbe, TCG } from './accel.ts';
import { type MachineRequest, machineCommand } from './machine.ts';
import { PROBE_STATUS, probeGuest } from './probe-guest.ts';
import { startSession } from './session.ts';

const QEMU = 'qemu-system-x86_64';
let folder = '';
let image = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uniloom-qemu-'));
  image = join(folder, 'image');
  await writeFile(image, probeGuest());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const microvm: Board = {
  ...processBoard,
  machine: {
    kind: 'qemu',
    system: 'x86_64',
    variants: [{ name: 'microvm', machine: 'microvm,isa-serial=off', args: [] }],
    args: ['-device', 'isa-debugcon,iobase=0x402,chardev={console}', '-device', 'isa-debug-exit,iobase=0x501,iosize=1'],
    devices: {},
    memory: { least: '2M', default: '16M' },
  },
};
const request = (more: Partial<MachineRequest> = {}): MachineRequest => ({
  image,
  board: microvm,
  words: [],
  accelerator: TCG,
  ...more,
});

describe('the accelerator probe', () => {
  it('passes where guests run as they should', async () => {
    const run = await runProbe(QEMU, 'tcg', null, 20_000);
    expect(run.status).toBe(PROBE_STATUS);
    expect(run.betweenMs).toBeGreaterThan(0);
  });

  it('fails without marks, when the guest is cut short or there is no such processor', async () => {
    expect(await runProbe(QEMU, 'tcg', 'no-such-model', 20_000)).toMatchObject({ betweenMs: null });
    expect(acceptable(await runProbe(QEMU, 'tcg', null, 1))).toBe(false);
    expect(acceptable(await runProbe('/nonexistent/qemu', 'kvm', 'host', 100))).toBe(false);
  });

  it('accepts only a quick way between the marks with the right status', () => {
    expect(acceptable({ betweenMs: 5, status: PROBE_STATUS })).toBe(true);
    expect(acceptable({ betweenMs: 101, status: PROBE_STATUS })).toBe(false);
    expect(acceptable({ betweenMs: 5, status: 1 })).toBe(false);
    expect(acceptable({ betweenMs: null, status: PROBE_STATUS })).toBe(false);
  });

  it('is asked once; the answer is a machine that boots', async () => {
    const cache = join(folder, 'cache');
    const first = await chooseAccelerator('auto', QEMU, cache);
    expect(await chooseAccelerator('auto', QEMU, cache)).toEqual(first);
    const kept = await readFile(join(cache, 'accelerator.json'), 'utf8').catch(() => null);
    if (kept !== null) expect(JSON.parse(kept)).toMatchObject(first);
    expect(await chooseAccelerator('tcg', QEMU, cache)).toEqual(TCG);
    const session = await startSession(machineCommand(request({ accelerator: first })));
    session.control.resume();
    for (const stream of session.outputs) stream.resume();
    expect(await session.ended).toMatchObject({ code: PROBE_STATUS });
  });
});

describe('a session', () => {
  it('speaks QMP, and ends when it is asked', async () => {
    const session = await startSession(machineCommand(request({ halted: true })));
    session.control.resume();
    for (const stream of session.outputs) stream.resume();
    expect(await session.monitor?.status()).toBe('prelaunch');
    await expect(session.monitor?.execute('no-such-command')).rejects.toThrow('no-such-command');
    await session.end();
    expect(await session.ended).toEqual({ code: 0, signal: null });
    await expect(session.monitor?.status()).rejects.toThrow('closed');
  });

  it('keeps what QEMU says when it refuses', async () => {
    const session = await startSession(machineCommand(request({ image: join(folder, 'nothing') })));
    session.control.resume();
    for (const stream of session.outputs) stream.resume();
    expect((await session.ended).code).toBe(1);
    expect(session.messages()).toContain('nothing');
  });
});

describe('the command', () => {
  it('refuses machines and memory that the board does not have', () => {
    expect(() => machineCommand(request({ variant: 'q35' }))).toThrow("no machine 'q35'");
    expect(() => machineCommand(request({ memory: '1M' }))).toThrow('too little');
    expect(() => machineCommand(request({ memory: 'much' }))).toThrow('not a memory size');
    expect(machineCommand(request({ memory: '1M', anyMemory: true })).args).toContain('1M');
  });

  it('quotes what the guest gets, and names the channels', () => {
    const { args } = machineCommand(request({ words: ['app.TEXT=a b', '--', 'x'] }));
    expect(args[args.indexOf('-append') + 1]).toBe('"app.TEXT=a b" -- x');
    expect(args).toContain('isa-debugcon,iobase=0x402,chardev=console');
  });
});
