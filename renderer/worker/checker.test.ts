import { expect, test } from 'vitest';
import type { Catalog } from '../../engine/catalog/types.ts';
import { addComponent } from '../../engine/model/commands.ts';
import type { Composition } from '../../engine/model/types.ts';
import { makeChecker } from './checker.ts';

const catalog: Catalog = { apis: {}, microlibs: {}, boards: {}, diagnostics: [] };
const composition: Composition = {
  uniloom: 1,
  name: 'x',
  targets: ['host'],
  components: {},
  wires: [],
  groups: {},
  defaults: {},
  boot: {},
  layout: {},
};

const ready = () => {
  const checker = makeChecker(() => 0);
  checker.receive({ type: 'catalog', catalog });
  checker.receive({ type: 'target', target: 'host' });
  return checker;
};

test('says nothing before it has a document', () => {
  expect(ready().run()).toBeNull();
});

test('follows edits and answers with their revision', () => {
  const checker = ready();
  checker.receive({ type: 'document', revision: 4, composition });
  expect(checker.receive({ type: 'edits', revision: 5, edits: addComponent(composition, 'nowhere').edits })).toBeNull();
  const answer = checker.run();
  expect(answer).toMatchObject({ type: 'checked', result: { revision: 5, target: 'host' } });
  const codes = answer?.type === 'checked' ? answer.result.diagnostics.map(({ code }) => code) : [];
  expect(codes).toContain('UL0101');
});

test('a gap in the revisions is noticed', () => {
  const checker = ready();
  checker.receive({ type: 'document', revision: 4, composition });
  expect(checker.receive({ type: 'edits', revision: 6, edits: [] })).toEqual({ type: 'lost' });
});
