/** What the command line says of forwarded ports. */
import { expect, it } from 'vitest';
import type { Forward } from '../contract.ts';
import { forwardText, forwardUrl } from '../model/forwards.ts';
import { createForwardTeller } from './forwards.ts';

const forward = (
  proto: 'tcp' | 'udp',
  hostPort: number,
  guestPort: number,
  readyMs: number | null = null,
): Forward => ({
  proto,
  hostPort,
  guestPort,
  component: 'net0',
  readyMs,
});

it('each is told once, with where it is', () => {
  expect(forwardText(forward('tcp', 8443, 443))).toBe('https://127.0.0.1:8443');
  expect(forwardUrl(forward('udp', 80, 80))).toBeNull();
  const teller = createForwardTeller();
  const before = [forward('tcp', 8080, 80), forward('tcp', 7, 7), forward('udp', 53, 53)];
  expect(teller.lines(before)).toEqual([
    'forwarded: udp 127.0.0.1:53 (guest port 53); UDP does not tell when the guest answers',
  ]);
  const after = before.with(0, forward('tcp', 8080, 80, 95));
  expect(teller.lines(after)).toEqual(['ready: http://127.0.0.1:8080 (guest port 80)']);
  expect(teller.lines(after)).toEqual([]);
  expect(teller.rest(after)).toEqual([
    'not ready: tcp 127.0.0.1:7 (guest port 7); the guest has accepted no connection',
  ]);
});
