/** What is kept from the last check is never seen in the next one's result: a fresh catalog, of which nothing is kept, says the same. */
import { beforeAll, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { analyse } from '../graph/flatten.ts';
import { apply } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';
import { EDIT_KINDS, editOf } from '../testing/edits.ts';
import { largeCatalog, largeComposition, random } from '../testing/large.ts';
import { scaled } from '../testing/scale.ts';
import { check } from './check.ts';

let catalog: Catalog;
beforeAll(async () => {
  catalog = largeCatalog(await readCatalog(new URL('../../microlibs', import.meta.url).pathname));
});

const TARGETS = ['x86_64/microvm', 'host', 'none/such'];

/** Nothing is kept for another catalog object, and nothing for parts of a composition that are other objects. */
const fresh = (composition: Composition, target: string, other: Catalog) => {
  const copy = structuredClone(composition);
  const { graph, cycles } = analyse(copy, other, target);
  return { diagnostics: check(copy, other, target), graph, cycles };
};

it.each(Array.from({ length: scaled(3) }, (_, seed) => [seed]))(
  'after any sequence of edits the result is that of a fresh check (seed %i)',
  (seed) => {
    const next = random(seed + 20_261_125);
    let composition = largeComposition(seed, 60, TARGETS);
    for (let step = 0; step < 80; step++) {
      const kind = EDIT_KINDS[Math.floor(next() * EDIT_KINDS.length)] ?? 'rename';
      composition = apply(composition, editOf(kind, composition, catalog, next));
      const target = TARGETS[Math.floor(next() ** 3 * TARGETS.length)] ?? '';
      const diagnostics = check(composition, catalog, target);
      const { graph, cycles } = analyse(composition, catalog, target);
      const whole = step % 20 === 0 ? structuredClone(catalog) : { ...catalog };
      expect({ diagnostics, graph, cycles }, `${kind}, step ${step}`).toEqual(fresh(composition, target, whole));
    }
  },
);
