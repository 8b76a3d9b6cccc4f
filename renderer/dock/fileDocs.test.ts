import { expect, test } from 'vitest';
import type { FileAction } from './fileDocs.ts';
import { dirtyIds, NO_FILES, reduceFiles } from './fileDocs.ts';

const run = (...actions: readonly FileAction[]) => actions.reduce(reduceFiles, NO_FILES);
const read = (text: string, version = '1'): FileAction => ({ type: 'read', id: 'a', file: { text, version } });

test('typing makes dirty, typing it back does not', () => {
  expect(dirtyIds(run(read('x'), { type: 'edit', id: 'a', text: 'xy' }))).toEqual(['a']);
  expect(dirtyIds(run(read('x'), { type: 'edit', id: 'a', text: 'xy' }, { type: 'edit', id: 'a', text: 'x' }))).toEqual(
    [],
  );
});

test('a re-read never replaces what was typed, nor the version that saving compares', () => {
  const state = run(read('x', '1'), { type: 'edit', id: 'a', text: 'mine' }, read('theirs', '2'));
  expect(state.docs['a']).toMatchObject({ text: 'mine', saved: 'x', version: '1' });
  expect(run(read('x'), read('new', '2')).docs['a']).toMatchObject({ text: 'new', version: '2' });
});

test('what was typed while a save was under way stays unsaved', () => {
  const state = run(
    read('x'),
    { type: 'edit', id: 'a', text: 'xy' },
    { type: 'saving', id: 'a' },
    { type: 'edit', id: 'a', text: 'xyz' },
    { type: 'saved', id: 'a', text: 'xy', version: '2' },
  );
  expect(state.docs['a']).toMatchObject({ text: 'xyz', saved: 'xy', version: '2', saving: false });
  expect(dirtyIds(state)).toEqual(['a']);
});

test('a failed save keeps the text and says why; reverting forgets both', () => {
  const failed = run(
    read('x'),
    { type: 'edit', id: 'a', text: 'xy' },
    { type: 'saving', id: 'a' },
    { type: 'unsaved', id: 'a', message: 'changed on disk' },
  );
  expect(failed.docs['a']).toMatchObject({ text: 'xy', problem: 'changed on disk', saving: false });
  expect(reduceFiles(failed, { type: 'revertAll' }).docs['a']).toMatchObject({ text: 'x', problem: null });
});

test('a file that becomes readable loses its error', () => {
  const broken = run({ type: 'unreadable', id: 'a', message: 'gone' });
  expect(broken.errors).toEqual({ a: 'gone' });
  expect(reduceFiles(broken, read('x')).errors).toEqual({});
});

test('a generated file remembers the text before the last change of it; a source does not', () => {
  const emitted = (text: string): FileAction => ({
    type: 'read',
    id: 'a',
    file: { text, version: text },
    generated: true,
  });
  expect(run(emitted('1')).docs['a']?.previous).toBeNull();
  expect(run(emitted('1'), emitted('2')).docs['a']?.previous).toBe('1');
  expect(run(emitted('1'), emitted('2'), emitted('2')).docs['a']?.previous).toBe('1');
  expect(run(read('1'), read('2')).docs['a']?.previous).toBeNull();
});

test('the editor takes a text over only where it changed otherwise than by typing', () => {
  const typed = run(read('x'), { type: 'edit', id: 'a', text: 'xy' });
  expect(typed.docs['a']?.epoch).toBe(0);
  expect(run(read('x'), read('x', '2')).docs['a']?.epoch).toBe(0);
  expect(run(read('x'), read('y', '2')).docs['a']?.epoch).toBe(1);
  expect(reduceFiles(typed, { type: 'revert', id: 'a' }).docs['a']).toMatchObject({ text: 'x', epoch: 1 });
});
