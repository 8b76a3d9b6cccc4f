import { expect, it } from 'vitest';
import type { Panic } from './records.ts';
import { namedRefusal } from './refusal.ts';

const panic = (message: string) => ({ vector: null, message }) as Panic;
const named = (message: string) => namedRefusal(panic(message), ['board_region', 'heap']).message;

it('an init that failed has its name and a reason', () => {
  expect(named('init 1 failed with -12')).toBe('heap: init failed: out of memory (-12)');
  expect(named('init 0 failed with -71')).toBe('board_region: init failed: -71');
});

it('what a guest makes up stays what it is', () => {
  for (const text of ['init 2 failed with -12', 'init 1 failed with -12 bytes', 'init 99999999999 failed with -1', ''])
    expect(named(text)).toBe(text);
});
