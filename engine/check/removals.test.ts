/**
 * Each removal from each example, on each target: what is needed is missed, and the first fix makes the composition whole. All at
 * full scale; at scale 1 all examples, each on one of its targets in turn.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { apply } from '../model/edits.ts';
import { EXPECTED, exampleComposition, exampleNames } from '../testing/examples.ts';
import { removals } from '../testing/removals.ts';
import { scale } from '../testing/scale.ts';
import { check } from './check.ts';
import type { Diagnostic } from './types.ts';
import { verifiedFixes } from './verified.ts';

let catalog: Catalog;
beforeAll(async () => {
  catalog = await readCatalog(fileURLToPath(new URL('../../microlibs', import.meta.url)));
});

const faults = (found: readonly Diagnostic[]) => found.filter(({ severity }) => severity !== 'info');
const cases = exampleNames().flatMap((name, at) => {
  const { targets } = exampleComposition(name);
  const some = scale >= 10 ? targets : targets.filter((_, nth) => nth === at % targets.length);
  return some.map((target) => [name, target] as const);
});

it('has an expected line for each example', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(exampleNames());
});

describe.each(cases)('%s on %s', (name, target) => {
  it('is right as it is', () => {
    expect(check(exampleComposition(name), catalog, target)).toEqual([]);
  });

  it('misses all that it needs, says why, and the first fix of each finding leaves nothing to mend', () => {
    const all = removals(exampleComposition(name), catalog, target);
    expect(all.length).toBeGreaterThan(0);
    for (const { kind, item, isOptional, composition } of all) {
      const found = faults(check(composition, catalog, target));
      const what = `${kind} ${item}`;
      if (isOptional) expect(found, what).toEqual([]);
      else expect(found.length, what).toBeGreaterThan(0);
      for (const one of found) {
        expect(one.because.length, `${what}: ${one.message}`).toBeGreaterThan(0);
        const [first] = verifiedFixes(composition, catalog, target, one);
        const mended = apply(composition, first?.edits ?? []);
        for (const other of mended.targets) {
          const left = faults(check(mended, catalog, other)).map(({ message }) => message);
          expect(left, `${what}: ${one.message}: ${first?.title}, on ${other}`).toEqual([]);
        }
      }
    }
  });
});
