/** The solver's answers against all there are. */
import { expect, it } from 'vitest';
import { apply } from '../model/edits.ts';
import { scaled } from '../testing/scale.ts';
import { complete } from './complete.ts';
import { measure, oracle, seededCase, TARGET } from './oracle.testing.ts';

it('is the smallest that there is, and impossible only where there is none', async () => {
  const seen = { complete: 0, impossible: 0, added: 0 };
  for (let seed = 1; seed <= scaled(60); seed++) {
    const { catalog, document } = seededCase(seed);
    const completion = await complete(document, catalog, TARGET);
    const least = oracle(document, catalog, seed % 5 === 0);
    if (least === undefined) continue;
    seen[completion.is] += 1;
    if (completion.is === 'impossible') {
      expect(least, `seed ${seed}: ${JSON.stringify(completion.contradiction)}`).toBeNull();
      continue;
    }
    const final = apply(document, completion.edits);
    expect(measure(document, final, catalog), `seed ${seed}`).toEqual(least);
    if (Object.keys(final.components).length > Object.keys(document.components).length) seen.added += 1;
  }
  // The cases are of all kinds.
  expect(Math.min(seen.complete, seen.impossible, seen.added)).toBeGreaterThan(5);
});
