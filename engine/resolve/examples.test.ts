/** Completion of what is left of the examples, and of each app alone, on each of their targets. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import { anyComposition } from '../graph/arbitrary.ts';
import { catalog as fixture, TARGET } from '../graph/fixture.ts';
import { removeComponent } from '../model/commands.ts';
import { apply } from '../model/edits.ts';
import type { Composition, TargetId } from '../model/types.ts';
import { parseComposition } from '../model/yaml.ts';
import { random } from '../testing/large.ts';
import { scaled } from '../testing/scale.ts';
import { complete } from './complete.ts';
import type { Completion } from './types.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'assets/examples');
const examples = readdirSync(folder).map((name) => {
  const { composition } = parseComposition(readFileSync(join(folder, name, 'uniloom.yaml'), 'utf8'), 'uniloom.yaml');
  if (composition === null) throw new Error(`${name} cannot be read`);
  return { name, composition };
});

let catalog: Catalog;
beforeAll(async () => {
  catalog = await readCatalog(join(root, 'microlibs'));
});

const errors = (composition: Composition, from: Catalog, target: TargetId) =>
  check(composition, from, target).filter(({ severity }) => severity === 'error');
const hasMain = (of: Composition, name: string) =>
  catalog.microlibs[of.components[name]?.microlib ?? '']?.main !== 'none';

/** A part of an example: some components gone, with their wires or without, and some wires. */
function partOf(whole: Composition, seed: number): Composition {
  const next = random(seed);
  let part = whole;
  for (const name of Object.keys(whole.components)) {
    if (next() > 0.4) continue;
    if (next() < 0.5) part = apply(part, removeComponent(part, name).edits);
    else {
      const { [name]: _gone, ...components } = part.components;
      part = { ...part, components };
    }
  }
  return { ...part, wires: part.wires.filter(() => next() > 0.3) };
}

/** What holds of every completion. Answers with the completed composition, or null where there is none. */
async function holds(part: Composition, from: Catalog, target: TargetId): Promise<Composition | null> {
  const completion: Completion = await complete(part, from, target);
  expect(await complete(part, from, target)).toEqual(completion);
  if (completion.is === 'impossible') {
    expect(completion.contradiction.length).toBeGreaterThan(0);
    expect(errors(part, from, target)).not.toEqual([]);
    return null;
  }
  const final = apply(part, completion.edits);
  expect(errors(final, from, target)).toEqual([]);
  // It takes nothing away, but for wires that could not stay.
  for (const [name, component] of Object.entries(part.components)) {
    const { options: _now, ...rest } = final.components[name] ?? { microlib: '' };
    const { options: _was, ...before } = component;
    expect(rest).toEqual(before);
    expect(final.components[name]?.options ?? {}).toMatchObject(component.options ?? {});
  }
  const told = new Set(completion.additions.flatMap(({ kind, item }) => (kind === 'wire' ? [item] : [])));
  for (const wire of part.wires) if (!told.has(wire.from)) expect(final.wires).toContainEqual(wire);
  expect(completion.edits).toEqual(completion.additions.flatMap(({ edits }) => edits));
  expect(await complete(final, from, target)).toMatchObject({ is: 'complete', additions: [] });
  return final;
}

describe.each(examples)('$name', ({ name, composition }) => {
  it('is complete as it is', async () => {
    for (const target of composition.targets) expect(await holds(composition, catalog, target)).toEqual(composition);
  });

  it('is completed from any part that has an app', async () => {
    let completed = 0;
    for (let seed = 1; seed <= scaled(8); seed++) {
      const part = partOf(composition, seed * 31 + name.length);
      const target = composition.targets[seed % composition.targets.length] ?? '';
      const final = await holds(part, catalog, target);
      const isApp = Object.keys(part.components).some((one) => hasMain(part, one));
      expect(final !== null, `seed ${seed} on ${target}`).toBe(isApp);
      if (isApp) completed += 1;
    }
    expect(completed).toBeGreaterThan(0);
  });

  it('is completed from any one of its apps', async () => {
    for (const target of composition.targets)
      for (const app of Object.keys(composition.components).filter((one) => hasMain(composition, one))) {
        const components = { [app]: composition.components[app] ?? { microlib: '' } };
        expect(await holds({ ...composition, components, wires: [] }, catalog, target)).not.toBeNull();
      }
  });
});

it('completes each app of the catalog on each board that it supports', async () => {
  const apps = Object.values(catalog.microlibs).filter(({ main }) => main !== 'none');
  expect(apps.length).toBeGreaterThan(2);
  for (const target of Object.keys(catalog.boards))
    for (const { name } of apps) {
      const alone: Composition = {
        uniloom: 1,
        name,
        targets: [target],
        components: { app: { microlib: name } },
        wires: [],
        groups: {},
        defaults: {},
        boot: {},
        layout: {},
      };
      expect(await holds(alone, catalog, target), `${name} on ${target}`).not.toBeNull();
    }
});

it('holds of any composition, however wrong', async () => {
  await fc.assert(
    fc.asyncProperty(anyComposition, fc.constantFrom(TARGET, 'host', 'none/such'), async (document, target) => {
      await holds(document, fixture, target);
    }),
    { numRuns: scaled(150), seed: 20_261_125 },
  );
});
