/** What completing a composition costs; run by `resolve.mjs`. Prints one JSON document. */
import { readCatalog } from '../../engine/catalog/read.ts';
import type { Composition } from '../../engine/model/types.ts';
import { complete } from '../../engine/resolve/complete.ts';
import { warm } from '../../engine/resolve/solver.ts';
import { largeCatalog, largeComposition } from '../../engine/testing/large.ts';

const TARGET = 'x86_64/microvm';
const [root = '.', runs = '101'] = process.argv.slice(2);
const catalog = await readCatalog(`${root}/microlibs`);
const large = largeCatalog(catalog);

const alone = (microlib: string): Composition => ({
  uniloom: 1,
  name: microlib,
  targets: [TARGET],
  components: { app: { microlib } },
  wires: [],
  groups: {},
  defaults: {},
  boot: {},
  layout: {},
});

/** Of this process, milliseconds: what a machine that has other things to do does not add to. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const load = await time(warm);
const whole = largeComposition(1, 1000, [TARGET]);
const parts: [name: string, composition: Composition, from: typeof catalog, runs: number][] = [
  ['hello from its app alone', alone('hello'), catalog, Number(runs)],
  ['threads from its app alone', alone('threads'), catalog, Number(runs)],
  [
    '1,000 components, one wire gone',
    { ...whole, wires: whole.wires.filter(({ from }) => from !== 'c0.in0') },
    large,
    15,
  ],
];
const rows = [];
for (const [name, composition, from, count] of parts) {
  const times: number[] = [];
  const busy: number[] = [];
  // Each time a composition that nothing is known of.
  for (let run = 0; run <= count; run++) {
    const fresh = structuredClone(composition);
    const begun = cpu();
    times.push(await time(() => complete(fresh, from, TARGET)));
    busy.push(cpu() - begun);
  }
  const [first = Number.NaN, ...rest] = times;
  rows.push({ name, first, times: rest, busy: busy.slice(1) });
}
process.stdout.write(JSON.stringify({ load, rows }));
