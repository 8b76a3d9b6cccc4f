import { expect, test } from 'vitest';
import { bytes, delta, duration } from './format.ts';

test('bytes change unit before they need a fourth digit', () => {
  expect([0, 999, 1000, 6246, 1_023_999, 1_024_000, 2_516_582].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 KB',
    '6.1 KB',
    '1.0 MB',
    '1.0 MB',
    '2.4 MB',
  ]);
});

test('deltas carry their sign', () => {
  expect([0, 16, -16, 1200, -1200].map(delta)).toEqual(['±0', '+16 B', '−16 B', '+1.2 KB', '−1.2 KB']);
});

test('durations keep the digits that count, and never round into the next unit', () => {
  expect(
    [850, 4100, 9949, 80_000, 99_499, 99_500, 1_720_000, 12_300_000, 809_000_000, 999_499_999, 999_500_000].map(
      duration,
    ),
  ).toEqual([
    '850 ns',
    '4.1 µs',
    '9.9 µs',
    '80 µs',
    '99 µs',
    '0.10 ms',
    '1.72 ms',
    '12.3 ms',
    '809 ms',
    '999 ms',
    '1.00 s',
  ]);
});
