import { describe, expect, test } from 'vitest';
import { make, nic } from './fixture.testing.ts';
import { type Filter, moved, openAtFirst, parentOf, treeRows } from './rows.ts';
import { highlight, searchTree, snippet } from './search.ts';

const all: Filter = { hits: null, onlyChanged: false, isOpen: () => true };

describe('rows', () => {
  const tree = make({ net: nic({ RING: 128 }), second: nic() });

  test('know their level, place and number of siblings', () => {
    const rows = treeRows(tree.roots, all);
    expect(rows.find(({ key }) => key === 'option:net.RING')).toMatchObject({ level: 3, position: 1, siblings: 1 });
    expect(rows.find(({ key }) => key === 'component:second')).toMatchObject({ level: 1, position: 2, siblings: 3 });
    expect(rows.find(({ key }) => key === 'option:net.ON')?.open).toBeUndefined();
  });

  test('what is folded hides what is in it', () => {
    const rows = treeRows(tree.roots, { ...all, isOpen: ({ key }) => key === 'component:net' });
    expect(rows.map(({ key }) => key)).toEqual([
      'component:net',
      'option:net.ON',
      'component:net/Buffers',
      'option:net.FAST',
      'component:second',
      'board',
    ]);
  });

  test('only what is changed, with its parents', () => {
    const rows = treeRows(tree.roots, { ...all, onlyChanged: true });
    expect(rows.map(({ key, siblings }) => [key, siblings])).toEqual([
      ['component:net', 1],
      ['component:net/Buffers', 1],
      ['option:net.RING', 1],
    ]);
  });

  test('a search keeps the parents of what it finds, and both filters hold together', () => {
    const hits = searchTree(tree.roots, 'ring');
    const keys = (filter: Filter) => treeRows(tree.roots, filter).map(({ key }) => key);
    expect(keys({ ...all, hits })).toEqual([
      'component:net',
      'component:net/Buffers',
      'option:net.RING',
      'component:second',
      'component:second/Buffers',
      'option:second.RING',
      'board',
      'component:board_uart0',
      'component:board_uart0/Buffers',
      'option:board_uart0.RING',
    ]);
    expect(keys({ ...all, hits, onlyChanged: true })).toEqual([
      'component:net',
      'component:net/Buffers',
      'option:net.RING',
    ]);
  });

  test('keys lead through them', () => {
    const rows = treeRows(tree.roots, all);
    expect(moved(rows, 0, 'ArrowUp', 5)).toBe(0);
    expect(moved(rows, 0, 'ArrowDown', 5)).toBe(1);
    expect(moved(rows, 3, 'End', 5)).toBe(rows.length - 1);
    expect(moved(rows, 3, 'PageDown', 5)).toBe(8);
    expect(moved(rows, 3, 'x', 5)).toBeNull();
    const ring = rows.findIndex(({ key }) => key === 'option:net.RING');
    expect(rows[parentOf(rows, ring)]?.key).toBe('component:net/Buffers');
    expect(parentOf(rows, 0)).toBe(-1);
  });

  test('many components are folded at first, few are open, the board never is', () => {
    const [component] = tree.roots;
    const last = tree.roots.at(-1);
    if (component === undefined || last === undefined) throw new Error('no roots');
    expect([openAtFirst(component, 3), openAtFirst(component, 1000), openAtFirst(last, 3)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('search', () => {
  const { roots } = make({ net: { ...nic(), label: '网卡' } });
  const found = (needle: string) => Object.fromEntries(searchTree(roots, needle) ?? []);

  test('nothing asked for is no filter', () => expect(searchTree(roots, '  ')).toBeNull());

  test('names, prompts, members of choices, components, labels in any script, slips', () => {
    expect(found('uart0.RING')).toEqual({ 'option:board_uart0.RING': 'shown' });
    expect(found('uart0 receive')).toEqual({
      'option:board_uart0.RING': 'shown',
      'option:board_uart0.ON': 'help',
    });
    expect(found('buffers 网卡')).toEqual({ 'option:net.RING': 'shown' });
    expect(Object.keys(found('smal'))).toContain('option:net.FAST');
    expect(Object.keys(found('recieve ring'))).toContain('option:net.RING');
  });

  test('help is searched too, and told apart', () => {
    expect(found('third of the memory')['option:net.FAST']).toBe('help');
    expect(found('xyzzy')).toEqual({});
  });

  test('matches are marked, whole texts come back', () => {
    const text = 'Receive ring, bytes';
    const parts = highlight(text, 'ring rec');
    expect(parts.filter(({ hit }) => hit).map((part) => part.text)).toEqual(['Rec', 'ring']);
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(highlight(text, '')).toEqual([{ text, hit: false }]);
  });

  test('a snippet begins a little before the match, at a word', () => {
    const help = 'How much memory is claimed at init.\n  The pool never grows.';
    expect(snippet(help, 'grows')).toBe('…The pool never grows.');
    expect(snippet(help, 'much')).toBe('How much memory is claimed at init. The pool never grows.');
  });
});
