/**
 * The examples that serve, talked to from outside: one machine each at scale 1, in rotation, all at full scale; and as processes, with
 * another card under the same graph, where that is one of their targets.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    await serving.talk(await guest.port(port));
    const { result } = await guest.ended;
    expect(result.failure, result.console).toBeNull();
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
      await serving.talk(network.port);
      const { result } = await guest.ended;
      expect(result.failure, result.console).toBeNull();
    } finally {
      await network.close();
    }
  });
});
