import { expect, it } from 'vitest';
import { matchesTarget } from './target.ts';

it.each([
  [undefined, 'host', true],
  [[], 'host', false],
  [['host'], 'host', true],
  [['x86_64/*'], 'x86_64/microvm', true],
  [['x86_64/*'], 'x86_64/', false],
  [['x86_64/*'], 'host', false],
  [['*'], 'anything/at_all', true],
] as const)('%j on %s: %s', (patterns, target, expected) => {
  expect(matchesTarget(patterns, target)).toBe(expected);
});
