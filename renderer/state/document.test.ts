import { beforeEach, expect, test, vi } from 'vitest';
import { ContractError, type DocumentInfo } from '../../engine/contract.ts';
import { addComponent, moveNodes, setName } from '../../engine/model/commands.ts';
import { type Connection, replaceConnection } from '../engine/client.ts';
import { commit, EMPTY, flushed, isDirty, load, redo, saved, subscribeEdits, undo, useDocument } from './document.ts';

const info = (over: Partial<DocumentInfo> = {}): DocumentInfo => ({
  id: 'd1',
  path: '/w/a/uniloom.yaml',
  folder: '/w/a',
  folderLabel: '~/a',
  composition: EMPTY,
  revision: 7,
  readOnly: null,
  trusted: true,
  restored: false,
  diagnostics: [],
  ...over,
});

const sent: { revision: number; label: string }[] = [];
let refuse = false;

beforeEach(() => {
  sent.length = 0;
  refuse = false;
  const call = vi.fn(async (_procedure: string, input: { revision: number; label: string }) => {
    if (refuse) throw new ContractError('conflict', 'at another revision');
    sent.push({ revision: input.revision, label: input.label });
    return { revision: input.revision + 1 };
  });
  replaceConnection({ call, on: () => () => {}, watch: () => () => {} } as unknown as Connection);
  load(info());
});

const add = (microlib: string) => commit(addComponent(useDocument.getState().composition, microlib));
const names = () => Object.keys(useDocument.getState().composition.components);

test('a change is one undo step, and undo and redo go both ways', () => {
  add('hello');
  add('tlsf');
  expect(names()).toEqual(['hello', 'tlsf']);
  undo();
  expect(names()).toEqual(['hello']);
  undo();
  undo();
  expect(names()).toEqual([]);
  redo();
  redo();
  expect(names()).toEqual(['hello', 'tlsf']);
});

test('a new change gives up the future', () => {
  add('hello');
  undo();
  add('tlsf');
  redo();
  expect(names()).toEqual(['tlsf']);
});

test('edits reach the engine one after the other, each at the revision that the one before left', async () => {
  add('hello');
  add('tlsf');
  undo();
  await flushed();
  expect(sent.map(({ revision }) => revision)).toEqual([7, 8, 9]);
  expect(sent.map(({ label }) => label)).toEqual(['Add hello', 'Add tlsf', 'Add tlsf']);
});

test('an edit that the engine refuses breaks the document instead of diverging from it', async () => {
  refuse = true;
  add('hello');
  await flushed();
  expect(useDocument.getState().broken).toBe('at another revision');
});

test('dirty follows the saved state through undo and redo', () => {
  expect(isDirty(useDocument.getState())).toBe(false);
  add('hello');
  expect(isDirty(useDocument.getState())).toBe(true);
  saved(info(), useDocument.getState().history);
  expect(isDirty(useDocument.getState())).toBe(false);
  undo();
  expect(isDirty(useDocument.getState())).toBe(true);
  redo();
  expect(isDirty(useDocument.getState())).toBe(false);
});

test('after undo past the saved state and another change, no number of undos is clean', () => {
  add('hello');
  saved(info(), useDocument.getState().history);
  undo();
  add('tlsf');
  expect(isDirty(useDocument.getState())).toBe(true);
  undo();
  expect(isDirty(useDocument.getState())).toBe(true);
});

test('a restored draft is dirty from the start', () => {
  load(info({ restored: true }));
  expect(isDirty(useDocument.getState())).toBe(true);
});

test('a read-only document does not change', () => {
  load(info({ readOnly: 'newer format' }));
  expect(add('hello')).toBe(false);
  expect(names()).toEqual([]);
});

test('a change without edits is no step', () => {
  commit(setName(EMPTY, EMPTY.name));
  commit(moveNodes(EMPTY, {}));
  expect(useDocument.getState().history.done).toHaveLength(0);
});

test('followers get the whole once and then edits with consecutive revisions', () => {
  const seen: [number, boolean][] = [];
  const end = subscribeEdits(({ revision, edits }) => seen.push([revision, edits === null]));
  const first = useDocument.getState().revision;
  add('hello');
  undo();
  end();
  add('tlsf');
  expect(seen).toEqual([
    [first, true],
    [first + 1, false],
    [first + 2, false],
  ]);
});
