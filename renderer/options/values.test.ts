import { expect, test } from 'vitest';
import type { OptionInfo } from '../../engine/kconfig/kconfig.ts';
import { forcedBy, originOf, pieces } from './links.ts';
import { parseOption, rangeOf, refusalOf, startsValue } from './values.ts';

const info = (over: Partial<OptionInfo>): OptionInfo => ({
  name: 'X',
  type: 'bool',
  prompt: 'X',
  help: '',
  value: true,
  default: false,
  text: 'y',
  range: null,
  choices: [],
  choicePrompt: null,
  visible: true,
  userSet: false,
  dependsText: '',
  menus: [],
  needs: [],
  neededBy: [],
  selectedBy: [],
  hidden: null,
  ...over,
});

test('typed texts as values', () => {
  expect(parseOption({ type: 'int' }, ' 64 ')).toBe(64);
  expect(parseOption({ type: 'int' }, '6f')).toBeNull();
  expect(parseOption({ type: 'hex' }, '3F8')).toBe('0x3f8');
  expect(parseOption({ type: 'hex' }, '0xg')).toBeNull();
  expect(parseOption({ type: 'string' }, ' a ')).toBe(' a ');
});

test('refusals name the range as the type writes it', () => {
  const hex = { type: 'hex', range: { low: 0, high: 0xfff8 } } as const;
  expect(rangeOf(hex)).toEqual({ low: '0x0', high: '0xfff8' });
  expect(refusalOf(hex, '0x10000')).toEqual({ key: 'option.range', params: { low: '0x0', high: '0xfff8' } });
  expect(refusalOf(hex, '0xfff8')).toBeNull();
  expect(refusalOf({ type: 'int', range: null }, 'x')).toEqual({ key: 'option.wantInt', params: {} });
});

test('what begins a value', () => {
  expect([startsValue({ type: 'int' }, '-'), startsValue({ type: 'int' }, 'f')]).toEqual([true, false]);
  expect([startsValue({ type: 'string' }, 'f'), startsValue({ type: 'string' }, 'Enter')]).toEqual([true, false]);
  expect(startsValue({ type: 'bool' }, 'y')).toBe(false);
});

test('expressions in pieces: options and ports are named, texts in quotes are not', () => {
  const resolve = (word: string) =>
    word === 'NET'
      ? ({ is: 'option', name: 'NET' } as const)
      : word === 'IRQ_WIRED'
        ? ({ is: 'port', name: 'irq' } as const)
        : null;
  const parts = pieces('NET && (MODE = "NET" || !IRQ_WIRED)', resolve);
  expect(parts.map(({ text }) => text).join('')).toBe('NET && (MODE = "NET" || !IRQ_WIRED)');
  expect(parts.filter(({ named }) => named !== null)).toEqual([
    { text: 'NET', named: { is: 'option', name: 'NET' } },
    { text: 'IRQ_WIRED', named: { is: 'port', name: 'irq' } },
  ]);
});

test('where a value comes from', () => {
  const by = (active: boolean, weak: boolean) => [{ name: 'A', active, weak }];
  const none = { own: false, inherited: false };
  expect(originOf(info({}), none)).toBe('default');
  expect(originOf(info({ userSet: true }), { own: true, inherited: false })).toBe('set');
  expect(originOf(info({ userSet: false }), { own: true, inherited: false })).toBe('ignored');
  expect(originOf(info({ userSet: true }), { own: false, inherited: true })).toBe('board');
  expect(originOf(info({ selectedBy: by(true, false) }), { own: true, inherited: false })).toBe('selected');
  expect(originOf(info({ selectedBy: by(true, true) }), none)).toBe('implied');
  expect(forcedBy(info({ selectedBy: [...by(true, true), ...by(false, false)] }))).toEqual([]);
});
