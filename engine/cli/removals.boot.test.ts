/**
 * Removing anything that an example needs is found; the first fix, written as a user writes it, gives a composition that checks
 * clean, boots and prints what the example prints. Removing what is optional is no fault, and it boots as well. All of them at
 * full scale; at scale 1 some of each class (code and kind of removal), by seed. Without booting, all are in removals.test.ts.
 */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readCatalog } from '../catalog/read.ts';
import { createSandbox, ensureCli, example, root, type Sandbox } from '../testing/cli.ts';
import { EXPECTED, exampleComposition, exampleNames } from '../testing/examples.ts';
import { random } from '../testing/large.ts';
import { type Removal, removals } from '../testing/removals.ts';
import { HANGS, scale } from '../testing/scale.ts';
import { SERVING, untilShown } from '../testing/serving.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

interface Case extends Pick<Removal, 'kind' | 'item' | 'to' | 'isOptional'> {
  readonly name: string;
  readonly target: string;
}

const catalog = await readCatalog(join(root, 'microlibs'));
/** What its device's file, folder or tag was goes with the component, and no fix can know it. */
const namesItsBackend = (name: string, { item }: Removal): boolean => {
  const microlib = exampleComposition(name).components[item]?.microlib ?? '';
  const backend = catalog.microlibs[microlib]?.device?.backend;
  return backend === 'disk' || backend === 'share';
};
/**
 * A port of many may lose a wire, but the processor that is emulated has no RDSEED: without the boot line's seed the generator
 * of this example refuses, as it must. A wire that leads nowhere is mended by taking it away, which comes to the same.
 */
const SEEDS = ['seed', 'random.sources'];
const isLastSource = (name: string, { item }: Removal): boolean => name === 'random' && SEEDS.includes(item);
/** What mends a port that leads nowhere takes the port away: then there is nobody to answer. */
const CARDS = ['net0', 'net1', 'stack.net', 'filter', 'filter.card', 'count', 'count.card'];
const isLastCard = (name: string, { item }: Removal): boolean => SERVING[name] !== undefined && CARDS.includes(item);
/** Without the file system that the root folder is in, or its place in the tree, there is nothing to print. */
const losesFiles = (name: string, { kind, item }: Removal): boolean =>
  name === 'files' && (item === 'tree.mounts' || (kind === 'component' && item === 'root'));
const all = exampleNames().flatMap((name) =>
  exampleComposition(name).targets.flatMap((target) =>
    removals(exampleComposition(name), catalog, target)
      .filter((one) => !namesItsBackend(name, one) && !isLastSource(name, one) && !losesFiles(name, one))
      .filter((one) => !isLastCard(name, one))
      .map((one): Case => ({ ...one, name, target })),
  ),
);

/** All at full scale; else two of each class. */
function part(cases: readonly Case[]): readonly Case[] {
  if (scale >= 10) return cases;
  const next = random(20_261_125);
  const shuffled = cases.map((one) => ({ one, key: next() })).sort((a, b) => a.key - b.key);
  const counts = new Map<string, number>();
  return shuffled.flatMap(({ one }) => {
    const count = (counts.get(one.kind) ?? 0) + 1;
    counts.set(one.kind, count);
    return count <= 2 * scale ? [one] : [];
  });
}

/** A copy of the example without the item, taken away as a person would. */
async function without({ name, kind, item, to }: Case, folder: string): Promise<void> {
  await cp(example(name), join(sandbox.folder, folder), { recursive: true });
  if (kind === 'component with dangling wires') {
    const file = join(sandbox.folder, folder, 'uniloom.yaml');
    const document = parseDocument(await readFile(file, 'utf8'));
    document.deleteIn(['components', item]);
    await writeFile(file, String(document));
    return;
  }
  const { status, stderr } = await sandbox.run(
    kind === 'wire' ? ['unwire', folder, item, to ?? ''] : ['remove', folder, item],
  );
  expect(status, stderr).toBe(0);
}

interface Told {
  readonly code: string;
  readonly severity: string;
  readonly item: string;
  readonly because: readonly string[];
  readonly fixes: readonly unknown[];
}

/** On all targets of the composition, or on one. */
async function faults(folder: string, ...of: readonly string[]): Promise<Told[]> {
  const { stdout } = await sandbox.run(['check', folder, '--json', ...of]);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Told[] };
  return diagnostics.filter(({ severity }) => severity !== 'info');
}

async function boots(folder: string, { name, target }: Case): Promise<void> {
  const args = ['boot', folder, '--trust', '--target', target, '--accel', 'tcg', '--timeout', HANGS];
  const serving = SERVING[name];
  if (serving !== undefined) {
    await untilShown(sandbox, args, serving, EXPECTED[name] ?? []);
    return;
  }
  const { status, stdout, stderr } = await sandbox.run(args);
  expect(status, stderr).toBe(0);
  for (const line of EXPECTED[name] ?? []) expect(stdout.replaceAll('\r', '')).toMatch(line);
}

/** What a component was set to goes with it: where the fix brings the same one back, its options are set again, as one would. */
async function withItsOptions({ name, item }: Case, folder: string): Promise<void> {
  const was = exampleComposition(name).components[item];
  const file = join(sandbox.folder, folder, 'uniloom.yaml');
  const is = parseDocument(await readFile(file, 'utf8')).getIn(['components', item, 'microlib']);
  if (was?.options === undefined || is !== was.microlib) return;
  const options = Object.entries(was.options).map(([option, value]) => `${item}.${option}=${value}`);
  const { status, stderr } = await sandbox.run(['set', folder, ...options]);
  expect(status, stderr).toBe(0);
}

const needed = all.filter(({ isOptional }) => !isOptional);
const optional = all.filter(({ isOptional }) => isOptional);
const titled = (cases: readonly Case[]) => cases.map((one) => [one.name, one.target, one.kind, one.item, one] as const);
let count = 0;

describe('what is needed', () => {
  it.each(titled(part(needed)))(
    '%s on %s without the %s %s is mended by the first fix, and boots',
    async (...given) => {
      const one = given[4];
      const folder = `needed${count++}`;
      await without(one, folder);
      const found = await faults(folder);
      expect(found.length).toBeGreaterThan(0);
      for (const { because, fixes } of found) expect([because.length, fixes.length]).not.toContain(0);
      const { code, item } = found[0] as Told;
      const { status, stderr } = await sandbox.run(['fix', folder, '--diagnostic', `${code}@${item}`, '--write']);
      expect(status, stderr).toBe(0);
      await withItsOptions(one, folder);
      expect(await faults(folder)).toEqual([]);
      await boots(folder, one);
    },
  );
});

describe('what is optional', () => {
  it.each(titled(part(optional)))('%s on %s without the %s %s is no fault, and boots', async (...given) => {
    const one = given[4];
    const folder = `optional${count++}`;
    await without(one, folder);
    expect(await faults(folder, '--target', one.target)).toEqual([]);
    await boots(folder, one);
  });
});
