import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineDiff } from './lineDiff.ts';
import { existing, isFileName, join, sortEntries, withExtension } from './pickerNames.ts';
import { groupShortcuts, keysOf } from './shortcutGroups.ts';
import { NODE_HEIGHT, NODE_WIDTH, templatePicture } from './templatePicture.ts';

describe('lineDiff', () => {
  const show = (a: string, b: string) => lineDiff(a, b).map((line) => line.sign + line.text);

  test('changed, added and removed lines with their context', () => {
    expect(show('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([' a', '-b', '+B', ' c', '+d']);
    expect(show('same\n', 'same\n')).toEqual([]);
    expect(show('', 'x\n')).toEqual(['+x']);
  });

  test('long unchanged stretches become one mark', () => {
    const lines = Array.from({ length: 20 }, (_, n) => `line ${n}`);
    const out = show(lines.join('\n'), lines.with(10, 'changed').join('\n'));
    expect(out).toEqual([
      ' ⋯',
      ' line 7',
      ' line 8',
      ' line 9',
      '-line 10',
      '+changed',
      ' line 11',
      ' line 12',
      ' line 13',
      ' ⋯',
    ]);
  });

  test('both texts can be read back from it where nothing is shortened', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const diff = lineDiff(a.join('\n'), b.join('\n'));
        if (a.join('\n') === b.join('\n')) return diff.length === 0;
        const side = (sign: string) => diff.filter((line) => line.sign !== sign).map((line) => line.text);
        return side('+').join('\n') === a.join('\n') && side('-').join('\n') === b.join('\n');
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

describe('picker names', () => {
  test('the extension is added once', () => {
    expect(withExtension(' web ', 'uniloom')).toBe('web.uniloom');
    expect(withExtension('web.UNILOOM', 'uniloom')).toBe('web.UNILOOM');
    expect(withExtension('uniloom.yaml', 'uniloom')).toBe('uniloom.yaml');
    expect(withExtension('', 'uniloom')).toBe('');
  });

  test('one segment of a path, in any script, within 255 bytes', () => {
    expect(['a', '我的 内核.uniloom', '.x'].every(isFileName)).toBe(true);
    expect(['', '.', '..', 'a/b', '\u0000', '内'.repeat(86)].some(isFileName)).toBe(false);
  });

  test('join, order and what would be replaced', () => {
    expect([join('/w', 'a'), join('/', 'a')]).toEqual(['/w/a', '/a']);
    const entry = (name: string, kind: 'folder' | 'composition') => ({ name, kind, path: `/w/${name}` });
    const entries = [entry('v10', 'folder'), entry('a.uniloom', 'composition'), entry('v9', 'folder')];
    expect(sortEntries(entries).map((item) => item.name)).toEqual(['v9', 'v10', 'a.uniloom']);
    expect(existing(entries, 'a.uniloom')?.path).toBe('/w/a.uniloom');
    expect(existing(entries, 'b.uniloom')).toBeUndefined();
  });
});

describe('shortcuts', () => {
  const all = [
    { label: 'Save', shortcut: 'Ctrl+S', group: 'File' },
    { label: 'Boot', shortcut: 'Ctrl+Enter', group: 'Run' },
    { label: 'Save all', shortcut: 'Ctrl+Shift+S', group: 'File' },
    { label: 'Help', shortcut: '?' },
  ];

  test('groups in order of appearance; every word of the filter must match', () => {
    expect(groupShortcuts(all, '', 'General').map((g) => [g.name, g.items.length])).toEqual([
      ['File', 2],
      ['Run', 1],
      ['General', 1],
    ]);
    expect(groupShortcuts(all, 'save shift', 'General').flatMap((g) => g.items.map((i) => i.label))).toEqual([
      'Save all',
    ]);
  });

  test('keys of a shortcut, the plus key among them', () => {
    expect(keysOf('Ctrl+Shift+B')).toEqual(['Ctrl', 'Shift', 'B']);
    expect(keysOf('Ctrl++')).toEqual(['Ctrl', '+']);
    expect(keysOf('+')).toEqual(['+']);
  });
});

describe('templatePicture', () => {
  const look = (name: string) =>
    ({
      app: { title: 'app', colour: 'white', provides: [], requires: ['sched', 'alloc'] },
      coop: { title: 'coop', colour: 'violet', provides: ['sched'], requires: ['alloc'] },
      tlsf: { title: 'tlsf', colour: 'orange', provides: ['alloc'], requires: [] },
      x: { title: 'x', colour: 'red', provides: ['p'], requires: ['q'] },
      y: { title: 'y', colour: 'blue', provides: ['q'], requires: ['p'] },
    })[name];

  test('callers stand left of what they call', () => {
    const { nodes, wires } = templatePicture(['tlsf', 'app', 'coop', 'unknown'], look, 200, 90);
    const x = Object.fromEntries(nodes.map((node) => [node.name, node.x]));
    expect(Object.keys(x).sort()).toEqual(['app', 'coop', 'tlsf']);
    expect(x['app']).toBeLessThan(x['coop'] ?? 0);
    expect(x['coop']).toBeLessThan(x['tlsf'] ?? 0);
    expect(wires).toHaveLength(3);
  });

  test('stays inside its box, and a cycle ends', () => {
    for (const names of [['app', 'coop', 'tlsf'], ['x', 'y'], ['x', 'y', 'app'], ['app'], []])
      for (const node of templatePicture(names, look, 200, 90).nodes) {
        expect(node.x).toBeGreaterThanOrEqual(0);
        expect(node.x + NODE_WIDTH).toBeLessThanOrEqual(200);
        expect(node.y).toBeGreaterThanOrEqual(0);
        expect(node.y + NODE_HEIGHT).toBeLessThanOrEqual(90);
      }
  });
});
