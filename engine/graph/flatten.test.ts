import { describe, expect, it } from 'vitest';
import { catalog, composition, TARGET } from './fixture.ts';
import { buildGraph } from './flatten.ts';
import { wireIndex } from './types.ts';

const graphOf = (...args: Parameters<typeof composition>) => buildGraph(composition(...args), catalog, TARGET);
const bindings = ({ graph }: ReturnType<typeof buildGraph>, from: string) =>
  graph.bindings.filter((one) => one.from === from).map((one) => [one.to, one.origin, wireIndex(graph, one)]);
const codes = ({ diagnostics }: ReturnType<typeof buildGraph>) => diagnostics.map(({ code }) => code);
const linked = ({ graph }: ReturnType<typeof buildGraph>) =>
  graph.components.filter((c) => c.linked).map((c) => c.name);

describe('flattening', () => {
  it('binds a wire to the board behind its outer port', () => {
    const result = graphOf({ app: 'hello' }, [['app.console', 'board.console']]);
    expect(codes(result)).toEqual([]);
    expect(bindings(result, 'app.console')).toEqual([['board_uart0.console', 'wire', 0]]);
    expect(result.graph.components.map((c) => [c.name, c.origin]).slice(0, 2)).toEqual([
      ['app', 'composition'],
      ['board_entry', 'board'],
    ]);
    expect(result.graph.mains).toEqual(['app']);
  });

  it('binds the outer required port of the board to the composition', () => {
    const result = graphOf({ threads: 'coop', heap: 'tlsf' }, [
      ['board.sched', 'threads.sched'],
      ['threads.stacks', 'heap.alloc'],
      ['heap.region', 'board.region'],
    ]);
    expect(bindings(result, 'board_start.sched')).toEqual([['threads.sched', 'wire', 0]]);
    expect(linked(result)).toEqual(expect.arrayContaining(['threads', 'heap', 'board_pages']));
  });

  it('has the ambient default, the implicit API and the runtime without a wire', () => {
    const result = graphOf({});
    expect(bindings(result, 'board_start.print')).toEqual([['board_print.print', 'default', undefined]]);
    expect(bindings(result, 'board_entry.cmem')).toEqual([['board_mem.cmem', 'global', undefined]]);
    expect(bindings(result, 'board_mem.cmem')).toEqual([]);
    expect(bindings(result, 'board_start.composition')).toEqual([['uniloom.composition', 'runtime', undefined]]);
  });

  it('takes the default of the composition before the one of the board, and a wire before both', () => {
    const own = graphOf({ log: 'print' }, [], { defaults: { print: 'log.print' } });
    expect(bindings(own, 'board_start.print')).toEqual([['log.print', 'default', undefined]]);
    const wired = graphOf({ log: 'print', other: 'print' }, [['board_start.print', 'other.print']], {
      defaults: { print: 'log.print' },
    });
    expect(bindings(wired, 'board_start.print')).toEqual([['other.print', 'wire', 0]]);
  });

  it('lets a component take the place of a member: options merged, wires before the ones of the board', () => {
    const result = graphOf({ board_uart0: { microlib: 'uart', options: { IRQ: 4 } }, my: 'io' }, [
      ['board_uart0.io', 'my.io'],
    ]);
    const uart = result.graph.components.filter(({ name }) => name === 'board_uart0');
    expect(uart).toHaveLength(1);
    expect(uart[0]?.options).toEqual({ BASE: 1, IRQ: 4 });
    expect(bindings(result, 'board_uart0.io')).toEqual([['my.io', 'wire', 0]]);
    const other = graphOf({ board_uart0: 'tee' });
    expect(other.graph.components.find(({ name }) => name === 'board_uart0')?.options).toEqual({});
    expect(bindings(other, 'board_print.out')).toEqual([['board_uart0.console', 'board', undefined]]);
    expect(codes(other)).toEqual([]);
  });

  it('resolves the outer ports of groups, and of groups in groups', () => {
    const groups = {
      inner: { members: ['heap'], provides: { memory: 'heap.alloc' } },
      outer: { members: ['heap'], provides: { memory: 'inner.memory' }, requires: { from: 'heap.region' } },
      circle: { members: [], provides: { memory: 'circle.memory' } },
    };
    const wires = [
      ['app.heap', 'outer.memory'],
      ['outer.from', 'board.region'],
    ] as const;
    const result = graphOf({ app: 'user', heap: 'tlsf' }, wires, { groups });
    expect(codes(result)).toEqual([]);
    expect(bindings(result, 'app.heap')[0]?.[0]).toBe('heap.alloc');
    expect(bindings(result, 'heap.region')[0]?.[0]).toBe('board_pages.region');
    expect(codes(graphOf({ app: 'user' }, [['app.heap', 'circle.memory']], { groups }))).toContain('UL0105');
  });

  it('leaves out components of other targets, and their wires', () => {
    const result = graphOf({ app: 'user', a: { microlib: 'tlsf', targets: ['host'] }, b: 'buddy' }, [
      ['app.heap', 'a.alloc'],
      ['app.heap', 'b.alloc'],
    ]);
    expect(codes(result)).toEqual([]);
    expect(bindings(result, 'app.heap')).toEqual([['b.alloc', 'wire', 1]]);
  });

  it("does not ask this target's board for what a component of other targets wants of theirs", () => {
    const wires = [
      ['a.region', 'board.nothing_of_the_kind'],
      ['app.heap', 'b.alloc'],
    ] as const;
    const of = (targets: string[]) =>
      codes(graphOf({ app: 'user', a: { microlib: 'tlsf', targets }, b: 'buddy' }, wires));
    expect(of(['host'])).toEqual([]);
    expect(of(['*'])).toContain('UL0105');
  });

  it('keeps the order of the wires of a many port', () => {
    const result = graphOf({ t: 'tee', a: 'tee', b: 'tee' }, [
      ['t.out', 'b.console'],
      ['t.out', 'a.console'],
    ]);
    expect(bindings(result, 't.out').map(([to]) => to)).toEqual(['b.console', 'a.console']);
  });

  it.each<[string, Parameters<typeof composition>, string]>([
    ['an unknown microlib', [{ a: 'nope' }], 'UL0101'],
    [
      'two wires of one port',
      [
        { u: 'user', a: 'tlsf', b: 'buddy' },
        [
          ['u.heap', 'a.alloc'],
          ['u.heap', 'b.alloc'],
        ],
      ],
      'UL0103',
    ],
    ['different APIs', [{ u: 'user' }, [['u.heap', 'board.console']]], 'UL0104'],
    ['a missing component', [{ u: 'user' }, [['u.heap', 'gone.alloc']]], 'UL0105'],
    ['a missing outer port', [{ u: 'user' }, [['u.heap', 'board.gone']]], 'UL0105'],
    ['no reference at all', [{ u: 'user' }, [['', '...']]], 'UL0105'],
    ['an inherited name', [{ u: 'user' }, [['u.heap', 'constructor.toString']]], 'UL0105'],
    ['an old provider', [{ n: 'newer', a: 'tlsf' }, [['n.heap', 'a.alloc']]], 'UL0109'],
    ['a reserved name', [{ board: 'user' }], 'UL0112'],
    ['a group called as a component', [{ u: 'user' }, [], { groups: { u: { members: [] } } }], 'UL0112'],
    ['a wrong default', [{}, [], { defaults: { print: 'board.console' } }], 'UL0104'],
    ['a broken default', [{}, [], { defaults: { print: 'gone.print' } }], 'UL0105'],
  ])('reports %s', (_what, args, code) => {
    expect(codes(graphOf(...args))).toContain(code);
  });

  it('has a graph without a board, and reports only that', () => {
    const result = buildGraph(composition({ app: 'hello' }, [['app.console', 'board.console']]), catalog, 'riscv/virt');
    expect(codes(result)).toEqual(['UL0113']);
    expect(result.graph.components.map(({ name }) => name)).toEqual(['app']);
  });
});
