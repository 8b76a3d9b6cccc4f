import { expect, test } from 'vitest';
import { diagnostic } from '../../engine/check/types.ts';
import type { FileInfo } from '../../engine/contract.ts';
import { ancestors, findFile, markersByFile, openAtFirst, treeRows } from './fileRows.ts';

const file = (kind: FileInfo['kind'], label: string): FileInfo => ({
  id: `${kind}:${label}`,
  label,
  kind,
  writable: kind === 'source',
  language: 'c',
});

const FILES = [
  file('source', 'src/main.c'),
  file('source', 'src/http.c'),
  file('source', 'uniloom.yaml'),
  file('emitted', 'include/app.h'),
  file('emitted', '.config'),
  file('catalog', 'memory/tlsf/src/tlsf.c'),
  file('catalog', 'memory/buddy/src/main.c'),
];

const text = (rows: ReturnType<typeof treeRows>) =>
  rows.map((row) => `${row.level} ${row.type === 'kind' ? `[${row.key} ${row.count}]` : row.name}`);

test('kinds in order, folders before files, lone folders in one row', () => {
  expect(text(treeRows(FILES, (key) => key !== 'catalog', ''))).toEqual([
    '1 [source 3]',
    '2 src',
    '3 http.c',
    '3 main.c',
    '2 uniloom.yaml',
    '1 [emitted 2]',
    '2 include',
    '3 app.h',
    '2 .config',
    '1 [catalog 2]',
  ]);
});

test('a filter opens what matches and hides the rest', () => {
  expect(text(treeRows(FILES, () => false, 'MAIN'))).toEqual([
    '1 [source 1]',
    '2 src',
    '3 main.c',
    '1 [catalog 1]',
    '2 memory/buddy/src',
    '3 main.c',
  ]);
  expect(treeRows(FILES, () => true, 'zzz')).toEqual([]);
});

test('row keys are unique', () => {
  const keys = treeRows(FILES, () => true, '').map((row) => row.key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a place finds its file by id, label, or an ending that only one has', () => {
  expect(findFile(FILES, 'emitted:.config')?.label).toBe('.config');
  expect(findFile(FILES, 'src/main.c')?.kind).toBe('source');
  expect(findFile(FILES, '../tlsf.c')?.id).toBe('catalog:memory/tlsf/src/tlsf.c');
  expect(findFile(FILES, 'main.c')).toBeUndefined();
  expect(findFile(FILES, 'n.c')).toBeUndefined();
});

test('markers need a file that is there and a line', () => {
  const markers = markersByFile(FILES, [
    diagnostic('UL0302', 'error', 'x', { at: { file: 'src/main.c', line: 3, column: 7 } }),
    diagnostic('UL0302', 'warning', 'y', { at: { file: 'src/main.c', line: 9 } }),
    diagnostic('UL0302', 'error', 'z', { at: { file: 'gone.c', line: 1 } }),
    diagnostic('UL0102', 'error', 'w', { at: { component: 'app' } }),
  ]);
  expect([...markers.keys()]).toEqual(['source:src/main.c']);
  expect(markers.get('source:src/main.c')?.map((m) => [m.line, m.column, m.severity])).toEqual([
    [3, 7, 'error'],
    [9, 1, 'warning'],
  ]);
});

test('what is open at first, and what must open for a file to be seen', () => {
  expect(text(treeRows(FILES, openAtFirst, ''))).toEqual([
    '1 [source 3]',
    '2 src',
    '3 http.c',
    '3 main.c',
    '2 uniloom.yaml',
    '1 [emitted 2]',
    '2 include',
    '2 .config',
    '1 [catalog 2]',
  ]);
  expect(ancestors(FILES, 'emitted:include/app.h')).toEqual(['emitted/include', 'emitted']);
  const open = new Set(ancestors(FILES, 'catalog:memory/tlsf/src/tlsf.c'));
  const rows = treeRows(FILES, (key) => open.has(key), '');
  expect(rows.some((row) => row.key === 'catalog:memory/tlsf/src/tlsf.c')).toBe(true);
  expect(rows.some((row) => row.key === 'catalog:memory/buddy/src/main.c')).toBe(false);
  expect(ancestors(FILES, 'gone')).toEqual([]);
});
