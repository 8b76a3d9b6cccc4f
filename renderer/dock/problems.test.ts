import { expect, test } from 'vitest';
import { type Diagnostic, diagnostic, type Severity } from '../../engine/check/types.ts';
import type { Translator } from './problems.ts';
import {
  compareDiagnostics,
  countProblems,
  filterProblems,
  placeholders,
  placeText,
  problemMessage,
  splitFixTitle,
} from './problems.ts';

const list = [
  diagnostic('UL0110', 'info', 'not reached'),
  diagnostic('UL0102', 'error', 'b', { at: { component: 'net', port: 'dev' } }),
  diagnostic('UL0201', 'warning', 'w'),
  diagnostic('UL0102', 'error', 'a', { at: { component: 'app', port: 'heap' } }),
  diagnostic('UL0001', 'error', 'syntax'),
];

test('errors first, then by code and place', () => {
  expect([...list].sort(compareDiagnostics).map(({ message }) => message)).toEqual([
    'syntax',
    'a',
    'b',
    'w',
    'not reached',
  ]);
  expect(countProblems(list)).toEqual({ errors: 3, warnings: 1, infos: 1 });
});

test('a filter keeps what has all of its words, and hides severities', () => {
  const say = ({ message }: Diagnostic) => `说 ${message}`;
  const kept = (needle: string, ...hidden: Severity[]) =>
    filterProblems(list, needle, new Set(hidden), say).map(({ message }) => message);
  expect(kept('ul0102 NET')).toEqual(['b']);
  expect(kept('说 w')).toEqual(['w']);
  expect(kept('', 'error', 'info')).toEqual(['w']);
  expect(kept('nothing like it')).toEqual([]);
});

test('places as people name them', () => {
  expect(placeText({ component: 'app', port: 'heap' })).toBe('app.heap');
  expect(placeText({ component: 'net', option: 'RX_RING' })).toBe('net.RX_RING');
  expect(placeText({ file: 'src/main.c', line: 12, column: 5 })).toBe('src/main.c:12:5');
  expect(placeText({ component: 'app', file: 'a.c', line: 3 })).toBe('app · a.c:3');
  expect(placeText({ path: ['boot', 'memory'] })).toBe('boot.memory');
  expect(placeText({ wire: 4 })).toBe('wires[4]');
  expect(placeText({})).toBe('');
});

function translator(templates: Readonly<Record<string, string>>): Translator {
  return {
    exists: (key) => key in templates,
    t: (key, options) => {
      const template = templates[key] ?? key;
      if (options['skipInterpolation'] === true) return template;
      return template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(options[name]));
    },
  };
}

test('a localised message only where it can be filled', () => {
  const zh = translator({ 'diagnostics.UL0102': '{{from}} 没有提供者', 'diagnostics.UL0001': 'YAML 语法错误' });
  const full = diagnostic('UL0102', 'error', 'app.heap has no provider', { params: { from: 'app.heap' } });
  expect(problemMessage(full, zh)).toBe('app.heap 没有提供者');
  expect(problemMessage({ ...full, params: {} }, zh)).toBe('app.heap has no provider');
  expect(problemMessage({ ...full, code: 'UL9999' }, zh)).toBe('app.heap has no provider');
  expect(problemMessage(diagnostic('UL0001', 'error', 'bad'), zh)).toBe('YAML 语法错误');
});

test('a code with several wordings has a key for each', () => {
  const zh = translator({
    'diagnostics.UL0205': '{{name}} 无效果',
    'diagnostics.UL0205_needs': '{{name}} 需要 {{needs}}',
    'diagnostics.UL0112_what_group': '组 {{name}}',
    'diagnostics.UL0112': '名称 {{name}}',
    'diagnostics.UL0002': '格式错误：{{message}}',
  });
  const say = (code: string, params: Record<string, string>) =>
    problemMessage(diagnostic(code, 'error', 'English', { params }), zh);
  expect(say('UL0205', { name: 'A', needs: 'B' })).toBe('A 需要 B');
  expect(say('UL0205', { name: 'A', needs: '' })).toBe('A 无效果');
  expect(say('UL0112', { name: 'a', what: 'group' })).toBe('组 a');
  expect(say('UL0112', { name: 'a', what: '.config' })).toBe('名称 a');
  expect(say('UL0002', {})).toBe('格式错误：English');
});

test('placeholders are found once each, formats and unescaped ones included', () => {
  expect(placeholders('{{a}} {{- b}} {{ a }} {{n, number}} {c}')).toEqual(['a', 'b', 'n']);
});

test('a fix title splits at its first dot', () => {
  expect(splitFixTitle('Add tlsf · 2.1 KB · fast')).toEqual({ action: 'Add tlsf', cost: '2.1 KB · fast' });
  expect(splitFixTitle('Add TLSF as heap (2.1 KB)')).toEqual({ action: 'Add TLSF as heap', cost: '2.1 KB' });
  expect(splitFixTitle('Set it to 4 (least)')).toEqual({ action: 'Set it to 4 (least)', cost: '' });
  expect(splitFixTitle('Remove the wire')).toEqual({ action: 'Remove the wire', cost: '' });
});
