import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scaled } from '../testing/scale.ts';
import { composition as anyComposition, commandList } from './arbitrary.testing.ts';
import { addComponent, moveNodes, renameComponent, setBoot } from './commands.ts';
import { apply, invert } from './edits.ts';
import { emptyHistory, isDirty, markSaved, push, redo, redoLabel, seal, undo, undoLabel } from './history.ts';
import { journalLine, readJournal } from './journal.ts';
import type { Composition } from './types.ts';
import { validate } from './validate.ts';

const START = validate({ uniloom: 1, name: 'x', targets: ['host'], layout: { nodes: { a: { x: 0, y: 0 } } } })
  .composition as Composition;

it('every change is undone by its inverse, order of keys included', () => {
  fc.assert(
    fc.property(anyComposition, commandList(8), (start, list) => {
      let composition = start;
      for (const command of list) {
        const { edits } = command(composition);
        const next = apply(composition, edits);
        expect(JSON.stringify(apply(next, invert(edits)))).toBe(JSON.stringify(composition));
        composition = next;
      }
    }),
    { numRuns: scaled(1000), seed: 4 },
  );
});

it('undoing all and redoing all gives the same data, merged changes too', () => {
  fc.assert(
    fc.property(
      anyComposition,
      commandList(12),
      fc.array(fc.constantFrom(undefined, 'a', 'b')),
      (start, list, keys) => {
        let composition = start;
        let history = emptyHistory;
        for (const [at, command] of list.entries()) {
          const change = command(composition);
          composition = apply(composition, change.edits);
          history = push(history, change, keys[at]);
        }
        const last = JSON.stringify(composition);
        for (let step = undo(history); step !== null; step = undo(history)) {
          composition = apply(composition, step.edits);
          history = step.history;
        }
        expect(JSON.stringify(composition)).toBe(JSON.stringify(start));
        expect(isDirty(history)).toBe(false);
        for (let step = redo(history); step !== null; step = redo(history)) {
          composition = apply(composition, step.edits);
          history = step.history;
        }
        expect(JSON.stringify(composition)).toBe(last);
      },
    ),
    { numRuns: scaled(500), seed: 5 },
  );
});

it('merges a drag into one step with one edit', () => {
  let history = push(emptyHistory, addComponent(START, 'tlsf'));
  let composition = START;
  for (let x = 1; x <= 50; x += 1) {
    const change = moveNodes(composition, { a: { x, y: 0 } });
    composition = apply(composition, change.edits);
    history = push(history, change, 'drag:a');
  }
  expect(history.done).toHaveLength(2);
  expect(history.done[1]?.edits).toHaveLength(1);
  expect(apply(composition, invert(history.done[1]?.edits ?? []))).toEqual(START);
  history = push(seal(history), moveNodes(composition, { a: { x: 0, y: 0 } }), 'drag:a');
  expect(history.done).toHaveLength(3);
});

it('knows labels and what was saved', () => {
  let history = push(emptyHistory, addComponent(START, 'tlsf'));
  expect([undoLabel(history), redoLabel(history), isDirty(history)]).toEqual(['Add tlsf', null, true]);
  history = markSaved(history);
  expect(isDirty(history)).toBe(false);
  history = undo(history)?.history ?? history;
  expect([undoLabel(history), redoLabel(history), isDirty(history)]).toEqual([null, 'Add tlsf', true]);
  // The saved state can be reached no more.
  history = push(history, setBoot(START, { memory: '4M' }));
  expect(isDirty(history)).toBe(true);
  expect(isDirty(undo(history)?.history ?? history)).toBe(true);
});

it('changes made while it was being saved stay unsaved', () => {
  const then = push(emptyHistory, addComponent(START, 'tlsf'));
  const later = markSaved(push(then, setBoot(START, { memory: '4M' })), then);
  expect(isDirty(later)).toBe(true);
  expect(isDirty(undo(later)?.history ?? later)).toBe(false);
  const back = markSaved(undo(then)?.history ?? then, then);
  expect(isDirty(back)).toBe(true);
  expect(isDirty(redo(back)?.history ?? back)).toBe(false);
  const other = push(undo(then)?.history ?? then, setBoot(START, { memory: '4M' }));
  expect(isDirty(markSaved(other, then))).toBe(true);
  expect(isDirty(undo(markSaved(other, then))?.history ?? other)).toBe(true);
});

it('reads a journal that was cut at any place up to its last whole line', () => {
  const entries = [1, 2, 3].map((revision) => ({ revision, ...setBoot(START, { memory: `${revision}M` }) }));
  const text = entries.map(journalLine).join('');
  for (let end = 0; end <= text.length; end += 1) {
    const whole = text.slice(0, end).split('\n').length - 1;
    expect(readJournal(text.slice(0, end))).toEqual(entries.slice(0, whole));
  }
  expect(readJournal(`${journalLine(entries[0] as never)}damaged\n${journalLine(entries[1] as never)}`)).toHaveLength(
    1,
  );
});

it('a rename over a place that the layout still has for the new name is undone exactly', () => {
  const start: Composition = {
    ...START,
    components: { a: { microlib: 'hello' } },
    layout: { nodes: { l: { x: 0, y: 0 }, a: { x: 5, y: 5 } } },
  };
  const { edits } = renameComponent(start, 'a', 'l');
  const renamed = apply(start, edits);
  expect(renamed.layout.nodes).toEqual({ l: { x: 5, y: 5 } });
  expect(JSON.stringify(apply(renamed, invert(edits)))).toBe(JSON.stringify(start));
});
