/** What is kept from the last check is never seen in the next one's result: a fresh catalog, of which nothing is kept, says the same. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { analyse } from '../graph/flatten.ts';
import { apply } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';
import { EDIT_KINDS, type EditKind, editOf } from '../testing/edits.ts';
import { largeCatalog, largeComposition, random } from '../testing/large.ts';
import { scaled } from '../testing/scale.ts';
import { check } from './check.ts';

let catalog: Catalog;
beforeAll(async () => {
  catalog = largeCatalog(await readCatalog(fileURLToPath(new URL('../../microlibs', import.meta.url))));
});

const TARGETS = ['x86_64/microvm', 'host', 'none/such'];

/** Nothing is kept for another catalog object, and nothing for parts of a composition that are other objects. */
const fresh = (composition: Composition, target: string, other: Catalog) => {
  const copy = structuredClone(composition);
  const { graph, cycles } = analyse(copy, other, target);
  return { diagnostics: check(copy, other, target), graph, cycles };
};

/** Edits that leave no wire at fault: these are where most of a graph is kept. */
const HARMLESS: readonly EditKind[] = [
  'set option',
  'reset option',
  'remove wire',
  'add wire',
  'add component',
  'remove component',
  'rename',
  'label',
  'move node',
];

describe.each([
  ['any', EDIT_KINDS, TARGETS],
  ['harmless', HARMLESS, ['x86_64/microvm']],
] as const)('after any sequence of %s edits', (_what, kinds, targets) => {
  const seeds = Array.from({ length: scaled(2) }, (_, seed) => [seed]);
  it.each(seeds)('the result is that of a fresh check (seed %i)', (seed) => {
    const next = random(seed + 20_261_125);
    let composition = largeComposition(seed, 60, targets);
    for (let step = 0; step < 80; step++) {
      const kind = kinds[Math.floor(next() * kinds.length)] ?? 'rename';
      composition = apply(composition, editOf(kind, composition, catalog, next));
      const target = targets[Math.floor(next() ** 3 * targets.length)] ?? '';
      const diagnostics = check(composition, catalog, target);
      const { graph, cycles } = analyse(composition, catalog, target);
      const whole = step % 20 === 0 ? structuredClone(catalog) : { ...catalog };
      expect({ diagnostics, graph, cycles }, `${kind}, step ${step}`).toEqual(fresh(composition, target, whole));
    }
  });
});
