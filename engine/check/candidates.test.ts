import { describe, expect, it } from 'vitest';
import { catalog, composition, TARGET } from '../graph/fixture.ts';
import { apply } from '../model/edits.ts';
import { candidatesFor } from './candidates.ts';
import { canConnect } from './connect.ts';

const document = composition({ app: 'user', meter: 'meter', heap: 'tlsf', talk: 'tee' }, [
  ['app.heap', 'meter.alloc'],
  ['meter.backing', 'heap.alloc'],
]);
const rows = (ref: string) => candidatesFor(document, catalog, TARGET, ref);
const connect = (from: string, to: string) => canConnect(document, catalog, TARGET, from, to);

describe('candidatesFor', () => {
  it('has what is there first, without what is wired already, then what can be added', () => {
    expect(rows('app.heap').map(({ kind, to }) => [kind, to])).toEqual([
      ['existing', 'heap.alloc'],
      ['add', 'single.alloc'],
      ['add', 'buddy.alloc'],
      ['add', 'tlsf.alloc'],
      ['add', 'meter2.alloc'],
    ]);
  });

  it('moves the wire of a port for one provider', () => {
    expect(apply(document, rows('app.heap')[0]?.edits ?? []).wires).toEqual([
      { from: 'app.heap', to: 'heap.alloc' },
      { from: 'meter.backing', to: 'heap.alloc' },
    ]);
  });

  it('does not offer what would close a cycle, nor the component itself', () => {
    expect(rows('meter.backing').map(({ to }) => to)).not.toContain('meter.alloc');
    expect(rows('talk.out').map(({ to }) => to)).toEqual(['board.console', 'uart.console', 'tee.console']);
  });

  it('offers the outer ports of the board, for its own outer ports as well', () => {
    expect(rows('heap.region').map(({ to }) => to)).toEqual(['board.region', 'pages.region']);
    expect(rows('board.sched').map(({ kind, microlib }) => [kind, microlib])).toEqual([['add', 'coop']]);
  });

  it('has nothing for what is no required port', () => {
    expect(rows('heap.alloc')).toEqual([]);
    expect(rows('nonsense')).toEqual([]);
  });
});

describe('canConnect', () => {
  it('allows what fits, and says what it replaces', () => {
    expect(connect('heap.region', 'board.region')).toEqual({ ok: true, replaces: null });
    expect(connect('app.heap', 'heap.alloc')).toEqual({ ok: true, replaces: 0 });
    expect(connect('talk.out', 'board.console')).toEqual({ ok: true, replaces: null });
  });

  it.each([
    ['app.heap', 'board.console', 'UL0104'],
    ['app.heap', 'meter.alloc', 'UL0103'],
    ['meter.backing', 'meter.alloc', 'UL0106'],
    ['heap.alloc', 'app.heap', 'UL0105'],
    ['app.heap', 'app.stats', 'UL0105'],
    ['gone.x', 'heap.alloc', 'UL0105'],
    ['board_start.composition', 'heap.alloc', 'UL0104'],
  ])('refuses %s to %s with %s and a reason', (from, to, code) => {
    expect(connect(from, to)).toEqual({ ok: false, code, reason: expect.stringMatching(/.{10}/) });
  });
});
