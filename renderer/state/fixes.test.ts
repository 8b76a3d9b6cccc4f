import { beforeEach, expect, test } from 'vitest';
import { diagnostic, type Fix } from '../../engine/check/types.ts';
import { findingsAt } from '../dock/problems.ts';
import { useChecks } from './checks.ts';
import { onAsk, told, wantFixes } from './fixes.ts';

const finding = (port: string) => diagnostic('UL0102', 'error', port, { at: { component: 'app', port } });
const [heap, sched, log] = [finding('heap'), finding('sched'), finding('log')];
const fix: Fix = { title: 'Add tlsf', edits: [] };

let asked: [number, number][] = [];
let revision = 100;

beforeEach(() => {
  told(null);
  asked = [];
  onAsk((at, index) => asked.push([at, index]));
  revision += 1;
  useChecks.setState({ revision, diagnostics: [heap, sched, log] });
});

test('one question at a time, each finding once', () => {
  for (const one of [heap, sched, heap, log]) wantFixes(one);
  expect(asked).toEqual([[revision, 0]]);
  told([fix]);
  told([]);
  told([]);
  expect(asked.map(([, index]) => index)).toEqual([0, 1, 2]);
  wantFixes(heap);
  expect(asked).toHaveLength(3);
});

test('a newer check ends the questions about the last one', () => {
  for (const one of [heap, sched]) wantFixes(one);
  useChecks.setState({ revision: revision + 1, diagnostics: [sched] });
  told([fix]);
  expect(asked).toEqual([[revision, 0]]);
  wantFixes(sched);
  expect(asked.at(-1)).toEqual([revision + 1, 0]);
});

test('another target is another check, of the same revision', () => {
  wantFixes(heap);
  useChecks.setState({ target: 'host', diagnostics: [log] });
  told([fix]);
  wantFixes(log);
  expect(asked).toEqual([
    [revision, 0],
    [revision, 0],
  ]);
});

test('what the checker did not find it is not asked about', () => {
  wantFixes(diagnostic('UL0301', 'error', 'of the compiler'));
  expect(asked).toEqual([]);
});

test('findings at a place', () => {
  const option = diagnostic('UL0203', 'error', 'o', { at: { component: 'app', option: 'TEXT' } });
  const wire = diagnostic('UL0104', 'error', 'w', { at: { wire: 2 } });
  const inner = diagnostic('UL0102', 'error', 'b', { at: { component: 'board_uart0', port: 'irq' } });
  const remark = diagnostic('UL0110', 'info', 'i', { at: { component: 'app' } });
  const all = [heap, sched, option, wire, inner, remark];
  expect(findingsAt(all, { component: 'app' })).toEqual([heap, sched, option]);
  expect(findingsAt(all, { component: 'app', port: 'heap' })).toEqual([heap]);
  expect(findingsAt(all, { component: 'app', option: 'TEXT' })).toEqual([option]);
  expect(findingsAt(all, { component: 'board' })).toEqual([inner]);
  expect(findingsAt(all, { wire: 2 })).toEqual([wire]);
});
