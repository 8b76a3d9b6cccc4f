import { expect, test } from 'vitest';
import type { Catalog } from '../../engine/catalog/types.ts';
import { check } from '../../engine/check/check.ts';
import { catalog as fixture, composition as fixtureComposition, TARGET } from '../../engine/graph/fixture.ts';
import { addComponent } from '../../engine/model/commands.ts';
import { apply } from '../../engine/model/edits.ts';
import type { Composition } from '../../engine/model/types.ts';
import { type Checker, makeChecker } from './checker.ts';
import type { FromChecker, ToChecker } from './protocol.ts';

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

/** The answer to a question, and in how many steps it came. */
function answerTo(checker: Checker, message: ToChecker): { answer: FromChecker | null; steps: number } {
  let answer = checker.receive(message);
  let steps = 0;
  for (; answer === null && checker.isBusy(); steps += 1) answer = checker.work();
  return { answer, steps };
}

test('tells the fixes of one finding, and that a question about an older result is too late', () => {
  const checker = makeChecker(() => 0);
  checker.receive({ type: 'catalog', catalog: fixture });
  checker.receive({ type: 'target', target: TARGET });
  const document = fixtureComposition({ app: 'hello' });
  checker.receive({ type: 'document', revision: 1, composition: document });
  const checked = checker.run();
  const found = checked?.type === 'checked' ? checked.result.diagnostics : [];
  expect(found.map(({ code }) => code)).toEqual(['UL0102']);
  const { answer, steps } = answerTo(checker, { type: 'fixes', revision: 1, index: 0 });
  expect(steps).toBeGreaterThan(1);
  expect(checker.work()).toBeNull();
  if (answer?.type !== 'fixes' || answer.fixes === null) throw new Error('no answer');
  expect(answer).toMatchObject({ revision: 1, index: 0 });
  expect(answer.fixes[0]?.title).toBe('Wire app.console to board.console');
  expect(check(apply(document, answer.fixes[0]?.edits ?? []), fixture, TARGET)).toEqual([]);
  const late = { type: 'fixes', revision: 1, index: 0, fixes: null };
  expect(checker.receive({ type: 'fixes', revision: 1, index: 7 })).toEqual({ ...late, index: 7 });
  // An edit that comes while fixes are tried is not kept waiting, and ends the trial.
  expect(checker.receive({ type: 'fixes', revision: 1, index: 0 })).toBeNull();
  expect(checker.work()).toBeNull();
  checker.receive({ type: 'edits', revision: 2, edits: [] });
  expect(checker.run()).toMatchObject({ result: { revision: 2 } });
  expect(checker.work()).toEqual(late);
  expect(checker.isBusy()).toBe(false);
  expect(checker.receive({ type: 'fixes', revision: 1, index: 0 })).toEqual(late);
});
