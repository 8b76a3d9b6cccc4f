/** Forwarded ports on QEMU's own user network, with a guest that answers by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Forward } from '../contract.ts';
import { type ScriptedGuest, scriptedGuest } from '../testing/scripted-guest.ts';
import { allReadyMs, watchForwards } from './forwards.ts';

let folder = '';
let guest: ScriptedGuest;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ul-'));
  guest = await scriptedGuest(folder, ['tcp:127.0.0.1:0-:80', 'udp:127.0.0.1:0-:53']);
});
afterEach(async () => {
  await guest.close();
  rmSync(folder, { recursive: true });
});

const GIVEN: readonly Forward[] = [
  { proto: 'tcp', hostPort: 0, guestPort: 80, component: 'net0', readyMs: null },
  { proto: 'udp', hostPort: 0, guestPort: 53, component: 'net0', readyMs: null },
];

/** Watches, and hands out each change as it is told. */
function watching() {
  const told: (readonly Forward[])[] = [];
  const waiting: ((forwards: readonly Forward[]) => void)[] = [];
  const watch = watchForwards({
    forwards: GIVEN,
    monitor: guest.monitor,
    mirrors: new Map([['net0', guest.mirror]]),
    sinceStart: () => performance.now(),
    onChange: (forwards) => {
      const one = waiting.shift();
      if (one) one(forwards);
      else told.push(forwards);
    },
  });
  const next = (): Promise<readonly Forward[]> => {
    const one = told.shift();
    return one ? Promise.resolve(one) : new Promise((resolve) => waiting.push(resolve));
  };
  return { watch, next };
}

const objects = async () => JSON.stringify(await guest.monitor.execute('qom-list', { path: '/objects' }));

it.each(['accept', 'close', 'speak'] as const)(
  'a guest that refuses first, then does %s, is ready once',
  async (manner) => {
    const { watch, next } = watching();
    const [tcp, udp] = await next();
    expect(tcp?.hostPort).toBeGreaterThan(0);
    expect(udp?.hostPort).toBeGreaterThan(0);
    expect([tcp?.readyMs, udp?.readyMs]).toEqual([null, null]);
    expect(await objects()).toContain('mirror.net0');
    guest.manner = 'refuse';
    guest.announce();
    await guest.begun(3);
    expect(watch.states()[0]?.readyMs).toBeNull();
    expect(allReadyMs(watch.states())).toBeNull();

    guest.manner = manner;
    const [ready, silent] = await next();
    expect(ready).toEqual({ ...tcp, readyMs: expect.any(Number) });
    expect(silent).toEqual(udp);
    expect(allReadyMs(watch.states())).toBe(ready?.readyMs);
    // The guest's program got one connection, which ended without a byte.
    expect(await guest.ended).toBe(0);
    expect(guest.accepted()).toBe(1);
    // What goes on is nobody's business any more.
    expect(await objects()).not.toContain('mirror.net0');
    watch.stop();
  },
);

it('a guest that shows no address is tried nevertheless', async () => {
  const { watch, next } = watching();
  await next();
  guest.manner = 'accept';
  const [ready] = await next();
  expect(ready?.readyMs).toBeGreaterThan(0);
  expect(await guest.ended).toBe(0);
  expect(guest.accepted()).toBe(1);
  watch.stop();
});
