/**
 * Every example in images that count lines, on each target that runs other code: it prints what it should; and some that panic. What they have run is merged with the C
 * tests' by scripts/coverage, which finds their counts in test-results.
 */
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { objectPath } from '../boot/coverage.ts';
import { createSandbox, ensureCli, example, root, type Sandbox } from '../testing/cli.ts';
import { EXPECTED, exampleComposition, exampleNames } from '../testing/examples.ts';
import { HANGS } from '../testing/scale.ts';
import { SERVING, serveOnce } from '../testing/serving.ts';

const IMAGES = join(root, 'test-results/coverage/images');

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

const counted = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.gcda'));

/** All images of a target are built in one folder, which compiles only what the one before had not; their counts are moved out of it. */
async function boot(file: string, name: string, target: string, status = 0): Promise<string[]> {
  const place = target.replaceAll('/', '-');
  const [out, kept] = [join(sandbox.folder, `build ${place}`), join(IMAGES, `${name}-${place}`)];
  rmSync(kept, { recursive: true, force: true });
  const where = ['--target', target, '--accel', 'tcg', '--timeout', HANGS, '--out', out];
  const args = ['boot', file, '--trust', '--coverage', ...where];
  const serving = SERVING[name];
  const ended = await (serving === undefined ? sandbox.run(args) : serveOnce(sandbox, args, serving));
  expect(ended.status, ended.stderr).toBe(status);
  for (const line of EXPECTED[name] ?? []) expect(ended.stdout.replaceAll('\r', '')).toMatch(line);
  const files = counted(out);
  for (const path of files) {
    mkdirSync(join(kept, dirname(path)), { recursive: true });
    renameSync(join(out, path), join(kept, path));
    const lines = path.replace(/\.gcda$/, '.gcno');
    copyFileSync(join(out, lines), join(kept, lines));
  }
  return files;
}

/** Examples that run other drivers on a PC than on a microvm. */
const ON_PC = ['clockwork', 'frames'];

const cases = exampleNames().flatMap((name) =>
  exampleComposition(name)
    .targets.filter((target) => target !== 'x86_64/qemu-pc' || ON_PC.includes(name))
    .map((target) => [name, target] as const),
);

it.each(cases)('%s on %s sends what it has counted', async (name, target) => {
  const files = await boot(example(name), name, target);
  expect(files).toContain('obj/board_start/src/start.c.gcda');
  expect(files.length).toBeGreaterThan(10);
});

it('the operating system as a source of entropy', async () => {
  const folder = join(sandbox.folder, 'entropy');
  cpSync(example('random'), folder, { recursive: true });
  const file = join(folder, 'uniloom.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('microlib: bootseed', 'microlib: host_entropy'));
  expect(await boot(folder, 'entropy', 'host')).toContain('obj/seed/src/entropy.c.gcda');
});

/** Programs that end in a panic: by an exception, and by threads that wait for each other. */
const PANICS = {
  exception: {
    source: '__builtin_trap();',
    components: ['  app: { microlib: hello, sources: [main.c] }'],
    wires: ['app.console board.console'],
    counts: 'obj/board_panic/src/panic.c.gcda',
  },
  deadlock: {
    source: `static struct sched_mutex mutex = SCHED_MUTEX_INIT;
	static struct sched_cond never = SCHED_COND_INIT;

	sched_mutex_lock(&mutex);
	return sched_cond_wait(&never, &mutex, SCHED_FOREVER);`,
    components: [
      '  app: { microlib: threads, sources: [main.c] }',
      '  coop: { microlib: coop }',
      '  heap: { microlib: tlsf }',
    ],
    wires: [
      ...['app.sched coop.sched', 'app.heap heap.alloc', 'coop.stacks heap.alloc', 'coop.context board.context'],
      ...['heap.region board.region', 'board.sched coop.sched'],
    ],
    counts: 'obj/coop/src/report.c.gcda',
  },
} as const;

it.each(Object.entries(PANICS))('an image that ends in a panic does so too (%s)', async (name, one) => {
  const folder = join(sandbox.folder, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.c'), `#include <ports.h>\n\nint main(void)\n{\n\t${one.source}\n}\n`);
  const wires = one.wires.map((wire) => `  - { from: ${wire.replace(' ', ', to: ')} }`);
  const lines = [
    'uniloom: 1',
    `name: ${name}`,
    'targets: [x86_64/microvm]',
    'components:',
    ...one.components,
    'wires:',
  ];
  writeFileSync(join(folder, 'uniloom.yaml'), `${[...lines, ...wires].join('\n')}\n`);
  expect(await boot(folder, name, 'x86_64/microvm', 1)).toContain(one.counts);
});

it('refuses other profiles, which would count other lines', async () => {
  const { status, stderr } = await sandbox.run([
    'build',
    example('hello'),
    '--trust',
    '--coverage',
    '--profile',
    'size',
  ]);
  expect(status).not.toBe(0);
  expect(stderr).toContain('debug only');
});

it('writes below the build folder only, whatever a guest says', () => {
  expect(objectPath('/proc/self/cwd/obj/app/src/main.c.gcda')).toBe('obj/app/src/main.c.gcda');
  for (const name of ['/etc/passwd', 'obj/x.gcda', '/a/obj/../../x.gcda', '/a/obj//x.gcda', '/a/obj/x.c'])
    expect(objectPath(name)).toBeNull();
});
