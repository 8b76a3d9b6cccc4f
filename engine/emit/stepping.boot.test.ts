/** What stands on wires, interrupted behind every instruction: see fixtures/stepping/stepping.c. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scale } from '../testing/scale.ts';
import { composition, openWorkshop, type Workshop } from './fixtures/workshop.ts';
import { writeEmission } from './write.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

const harness = fileURLToPath(new URL('./fixtures/stepping/stepping.c', import.meta.url));

/** A scheduler is there, so that threads' times are kept apart. */
const watched = composition(
  { app: 'two_tallies', left: 'tally3', right: 'tally3', user: 'threads', coop: 'coop', heap: 'tlsf' },
  [
    ...['app.console board.console', 'app.one left.tally counted', 'app.two right.tally traced', 'app.all left.tally'],
    ...['user.sched coop.sched', 'user.heap heap.alloc', 'coop.stacks heap.alloc', 'coop.context board.context'],
    ...['heap.region board.region', 'board.sched coop.sched'],
  ],
);

it.each([
  ['-Og', 'n', 1],
  ['-O2', 'n', 1],
  ['-O2', 'y', scale > 1 ? 1 : 7],
])('%s, records go out meanwhile: %s', (optimise, flushes, stride) => {
  const folder = shop.folder();
  writeEmission(folder, shop.emit({ composition: watched }).files);
  const program = join(folder, 'stepping');
  const include = ['-I', join(folder, 'include'), '-I', join(folder, 'gen')];
  // The cycle counter is the harness's, so that each run is the same.
  const fake = ['-D', '__builtin_ia32_rdtsc()=fake_cycles()', '-include', join(folder, 'h', 'fake.h')];
  writeEmission(join(folder, 'h'), [{ path: 'fake.h', text: 'unsigned long fake_cycles(void);\n' }]);
  const flags = ['-std=gnu17', optimise, '-g', '-no-pie', '-fno-pie', ...include];
  const object = join(folder, 'wires.o');
  const wires = ['-mgeneral-regs-only', ...fake, '-c', join(folder, 'gen/wires.c'), '-o', object];
  execFileSync('gcc', [...flags, ...wires]);
  execFileSync('gcc', [...flags, '-Wl,--gc-sections', harness, object, '-o', program]);
  const { stdout } = spawnSync(program, [String(stride), flushes], { encoding: 'utf8' });
  expect(stdout).toMatch(/^\d+ steps, \d+ calls, 0 dropped$/m);
});
