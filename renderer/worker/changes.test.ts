/** What the page puts together from changes is what the graph says. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCatalog } from '../../engine/catalog/read.ts';
import { analyse } from '../../engine/graph/flatten.ts';
import { apply } from '../../engine/model/edits.ts';
import { EDIT_KINDS, editOf } from '../../engine/testing/edits.ts';
import { largeCatalog, largeComposition, random } from '../../engine/testing/large.ts';
import { scaled } from '../../engine/testing/scale.ts';
import type { Checked } from '../state/checks.ts';
import { merged } from './changes.ts';
import { makeChecker } from './checker.ts';

const TARGETS = ['x86_64/microvm', 'host'];
const NOTHING: Checked = {
  revision: -1,
  target: '',
  diagnostics: [],
  bindings: {},
  wired: {},
  linked: [],
  inits: [],
  took: 0,
};

test('after any sequence of edits and changes of target', async () => {
  const catalog = largeCatalog(await readCatalog(fileURLToPath(new URL('../../microlibs', import.meta.url))));
  const next = random(20_261_125);
  let composition = largeComposition(3, 40, TARGETS);
  let shown = NOTHING;
  let target = TARGETS[0] ?? '';
  const checker = makeChecker(() => 0);
  checker.receive({ type: 'catalog', catalog });
  checker.receive({ type: 'target', target });
  checker.receive({ type: 'document', revision: 0, composition });
  for (let revision = 1; revision <= scaled(120); revision++) {
    const edits = editOf(EDIT_KINDS[Math.floor(next() * EDIT_KINDS.length)] ?? 'rename', composition, catalog, next);
    composition = apply(composition, edits);
    checker.receive({ type: 'edits', revision, edits });
    if (next() < 0.1) {
      target = TARGETS.find((one) => one !== target) ?? '';
      checker.receive({ type: 'target', target });
    }
    const answer = checker.run();
    if (answer?.type !== 'checked') throw new Error('no answer');
    shown = merged(shown, structuredClone(answer.result));
    const { graph } = analyse(composition, { ...catalog }, target);
    const bindings: Record<string, { to: string; origin: string }[]> = {};
    for (const { from, to, origin, required } of graph.bindings)
      if (graph.components.some(({ name, requires }) => requires.includes(required) && from.startsWith(`${name}.`)))
        bindings[from] = [...(bindings[from] ?? []), { to, origin }];
    expect(shown).toMatchObject({ revision, target });
    expect(shown.bindings).toEqual(bindings);
    expect(new Set(shown.linked)).toEqual(
      new Set(graph.components.filter(({ linked }) => linked).map(({ name }) => name)),
    );
    expect(shown.inits).toEqual(graph.inits);
  }
});
