import { expect, test } from 'vitest';
import { bufferText } from './consoleBuffer.ts';
import { logName, safeLink } from './consoleText.ts';

test('only web links without credentials are opened', () => {
  expect(safeLink('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080/');
  expect(safeLink('https://example.org/a?b#c')).toBe('https://example.org/a?b#c');
  for (const bad of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://u:p@h/',
    'app://x/',
    'no',
  ])
    expect(safeLink(bad), bad).toBeNull();
});

test('log names keep letters of any script and nothing that a path could use', () => {
  expect(logName('hello · microvm')).toBe('hello-microvm.log');
  expect(logName('内核 / 启动')).toBe('内核-启动.log');
  expect(logName('../..')).toBe('console.log');
});

test('wrapped lines are joined, blank screen below the end is left out', () => {
  const rows = [
    { text: 'a long li ', wrapped: false },
    { text: 'ne', wrapped: true },
    { text: '', wrapped: false },
    { text: 'end', wrapped: false },
    { text: '', wrapped: false },
    { text: '', wrapped: false },
  ];
  const buffer = {
    length: rows.length,
    getLine: (y: number) => {
      const row = rows[y];
      if (row === undefined) return undefined;
      return { isWrapped: row.wrapped, translateToString: (trim?: boolean) => (trim ? row.text.trimEnd() : row.text) };
    },
  };
  expect(bufferText(buffer)).toBe('a long li ne\n\nend\n');
  expect(bufferText({ length: 0, getLine: () => undefined })).toBe('');
});
