import { describe, expect, test } from 'vitest';
import { apply } from '../../engine/model/edits.ts';
import { changeOptions, wantMember, wantNothing, wantValue } from './change.ts';
import { composition, make, nic, option } from './fixture.testing.ts';

describe('changes', () => {
  const base = composition({ net: nic({ RING: 128, SMALL: true }) });
  const changed = (name: string, wanted: Parameters<typeof changeOptions>[2], standard?: string, from = base) =>
    apply(from, changeOptions(from, name, wanted, 'x', standard).edits).components;

  test('a value that is the standard one is not written down', () => {
    const ring = option(make(base.components), 'option:net.RING');
    expect(wantValue(ring, 64)).toEqual({ RING: undefined });
    expect(changed('net', wantValue(ring, 65))['net']?.options).toEqual({ RING: 65, SMALL: true });
    expect(changed('net', wantValue(ring, 64))['net']?.options).toEqual({ SMALL: true });
  });

  test('picking a member of a choice takes the others back', () => {
    const choice = make(base.components).byKey.get('option:net.FAST');
    if (choice?.kind !== 'choice') throw new Error('no choice');
    expect(changed('net', wantMember(choice.members, 'FAST'))['net']?.options).toEqual({ RING: 128, FAST: true });
  });

  test('everything is taken back at once, and undone at once', () => {
    const change = changeOptions(base, 'net', wantNothing(base.components['net']?.options), 'x');
    expect(apply(base, change.edits).components['net']).toEqual({ microlib: 'nic' });
  });

  test('a member of the board comes with its first option and goes with its last', () => {
    const components = changed('board_uart0', { RING: 16 }, 'nic');
    expect(components['board_uart0']).toEqual({ microlib: 'nic', options: { RING: 16 } });
    const back = changed('board_uart0', { RING: undefined }, 'nic', composition(components));
    expect(back['board_uart0']).toBeUndefined();
    // A driver of another kind is a replacement: it stays.
    const other = composition({ board_power: nic({ RING: 16 }) });
    expect(changed('board_power', { RING: undefined }, 'plain', other)['board_power']).toEqual({ microlib: 'nic' });
    // So does one that wires name.
    const wired = { ...composition(components), wires: [{ from: 'net.out', to: 'board_uart0.console' }] };
    expect(changed('board_uart0', { RING: undefined }, 'nic', wired)['board_uart0']).toEqual({ microlib: 'nic' });
  });

  test('resetting what was never set does nothing', () => {
    expect(changeOptions(base, 'board_uart0', { RING: undefined }, 'x', 'nic').edits).toEqual([]);
  });
});
