/**
 * The examples that serve, talked to from outside: one machine each at scale 1, in rotation, all at full scale; and as processes, with
 * another card under the same graph, where that is one of their targets.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../contract.ts';
import { example } from '../testing/cli.ts';
import { exampleComposition } from '../testing/examples.ts';
import { buildGuest, MACHINES } from '../testing/guest.ts';
import { scale } from '../testing/scale.ts';
import { SERVING, type Serving } from '../testing/serving.ts';
import { userNetwork } from '../testing/user-network.ts';

let folder = '';
beforeAll(() => {
  // Short: unix sockets go there.
  folder = mkdtempSync(join(tmpdir(), 'ul-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function built(name: string, target: string) {
  const own = join(folder, name);
  cpSync(example(name), own, { recursive: true });
  return buildGuest({ composition: exampleComposition(name), target, folder: own });
}

/** The one without timers has nothing to tell it when. */
const tellsEarly = (name: string) => name !== 'udp-echo-netdev';

/** Of a server that nobody has talked to: all inits, with the heap after each, and no main yet. */
function expectToldEarly(timeline: readonly TimelineEntry[]): void {
  expect(timeline.length).toBeGreaterThan(0);
  expect(new Set(timeline.map(({ phase }) => phase))).toEqual(new Set(['init']));
  for (const { component, heap } of timeline) expect(heap, component).toBeDefined();
  expect(timeline.at(-1)?.heap?.claimed).toBeGreaterThan(0);
}

/** At the end: what was told early has not come twice. */
function expectWhole(timeline: readonly TimelineEntry[]): void {
  const rows = timeline.map(({ component, phase }) => `${phase} ${component}`);
  expect(new Set(rows).size).toBe(rows.length);
  expect(new Set(timeline.map(({ phase }) => phase))).toEqual(new Set(['init', 'main']));
}

const cases = Object.entries(SERVING).flatMap(([name, serving], at) =>
  MACHINES.filter((_, nth) => scale >= 10 || nth === at % MACHINES.length).map(
    ([target, variant]) => [name, variant, target, serving] as const,
  ),
);

describe('on a machine', () => {
  it.each(cases)('%s on %s answers, and ends in order', async (name, variant, target, { proto, port, ...serving }) => {
    const guest = (await built(name, target)).start({
      ...{ variant, set: serving.set, backends: { forwards: [`${proto}:0:${port}`] } },
    });
    for (const text of serving.ready) await guest.shows(text);
    if (tellsEarly(name)) expectToldEarly(await guest.timeline);
    await serving.talk(await guest.port(port));
    const { result } = await guest.ended;
    expect(result.failure, result.console).toBeNull();
    expectWhole(result.timeline);
    expect(result.forwards).toMatchObject([{ guestPort: port }]);
  });
});

describe('as a process', () => {
  const names = Object.keys(SERVING).filter((name) => exampleComposition(name).targets.includes('host'));
  it.each(names)('%s answers, and ends in order', async (name) => {
    const { proto, port, ...serving } = SERVING[name] as Serving;
    const path = join(folder, `net-${name}`);
    const network = await userNetwork(path, proto, port);
    try {
      const backends = { nets: [`socket:${path}`] };
      const guest = (await built(name, 'host')).start({ set: serving.set, backends });
      for (const text of serving.ready) await guest.shows(text);
      if (tellsEarly(name)) expectToldEarly(await guest.timeline);
      await serving.talk(network.port);
      const { result } = await guest.ended;
      expect(result.failure, result.console).toBeNull();
      expectWhole(result.timeline);
    } finally {
      await network.close();
    }
  });
});
