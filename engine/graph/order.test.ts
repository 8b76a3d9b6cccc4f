import { describe, expect, it } from 'vitest';
import { catalog, composition, TARGET } from './fixture.ts';
import { buildGraph } from './flatten.ts';

describe('init order', () => {
  it('is the order of the wires, the board first where none decides', () => {
    const { graph } = buildGraph(
      composition({ app: 'user', meter: 'meter', heap: 'tlsf' }, [
        ['app.heap', 'meter.alloc'],
        ['meter.backing', 'heap.alloc'],
        ['heap.region', 'board.region'],
      ]),
      catalog,
      TARGET,
    );
    expect(graph.inits).toEqual(['board_start', 'board_uart0', 'board_print', 'board_pages', 'heap', 'meter', 'app']);
  });

  it('ends against the wires', () => {
    const { meter, tlsf } = catalog.microlibs;
    if (!meter || !tlsf) throw new Error('the fixture has both');
    const ending = { ...catalog.microlibs, meter: { ...meter, fini: true }, tlsf: { ...tlsf, fini: true } };
    const { graph } = buildGraph(
      composition({ app: 'user', meter: 'meter', heap: 'tlsf' }, [
        ['app.heap', 'meter.alloc'],
        ['meter.backing', 'heap.alloc'],
        ['heap.region', 'board.region'],
      ]),
      { ...catalog, microlibs: ending },
      TARGET,
    );
    expect(graph.finis).toEqual(['meter', 'heap']);
  });

  it('names a cycle, and the port that could be late', () => {
    const { diagnostics, graph } = buildGraph(
      composition({ app: 'user', a: 'meter', b: 'meter' }, [
        ['app.heap', 'a.alloc'],
        ['a.backing', 'b.alloc'],
        ['b.backing', 'a.alloc'],
      ]),
      catalog,
      TARGET,
    );
    expect(diagnostics.map(({ code, params, because }) => [code, params['cycle'], because.length])).toEqual([
      ['UL0106', 'a → b → a', 2],
    ]);
    expect(diagnostics[0]?.params['port']).toMatch(/^[ab]\.backing$/);
    expect(graph.inits.filter((name) => name.length === 1).sort()).toEqual(['a', 'b']);
  });

  it('takes a component wired to itself for a cycle', () => {
    const { diagnostics } = buildGraph(
      composition({ app: 'user', a: 'meter' }, [
        ['app.heap', 'a.alloc'],
        ['a.backing', 'a.alloc'],
      ]),
      catalog,
      TARGET,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['UL0106']);
  });

  it('does not mind a circle over a late port', () => {
    const { diagnostics } = buildGraph(
      composition({ threads: 'coop', heap: 'tlsf' }, [
        ['board.sched', 'threads.sched'],
        ['threads.stacks', 'heap.alloc'],
        ['heap.region', 'board.region'],
      ]),
      catalog,
      TARGET,
    );
    expect(diagnostics).toEqual([]);
  });

  it('walks a chain of 20,000 components', () => {
    const components: { [name: string]: string } = { app: 'user' };
    const wires: [string, string][] = [['app.heap', 'c0.alloc']];
    for (let at = 0; at < 20_000; at++) {
      components[`c${at}`] = 'meter';
      wires.push([`c${at}.backing`, `c${at + 1}.alloc`]);
    }
    components['c20000'] = 'single';
    const { graph } = buildGraph(composition(components, wires), catalog, TARGET);
    expect(graph.inits.indexOf('c20000')).toBeLessThan(graph.inits.indexOf('c0'));
  });
});
