import { describe, expect, it } from 'vitest';
import { catalog, composition, microlib, TARGET } from '../graph/fixture.ts';
import { buildGraph } from '../graph/flatten.ts';
import { configModel } from './composition.ts';
import { componentOptions, nearest, readConfig } from './kconfig.ts';

const KCONFIG =
  'config $(component)_A\n\tbool "Of $(component)"\nconfig $(component)_B\n\tint "b"\n\tdepends on $(component)_A\n';

describe('componentOptions', () => {
  it('has local names, and is the same object for the same options', () => {
    const tlsf = microlib('tlsf', [], [], { kconfig: KCONFIG });
    const options = { A: true };
    const result = componentOptions(tlsf, 'heap', options);
    expect(result.symbols.map(({ name, value, dependsText }) => [name, value, dependsText])).toEqual([
      ['A', true, ''],
      ['B', 0, 'A'],
    ]);
    expect(componentOptions(tlsf, 'heap', options)).toBe(result);
    expect(componentOptions(tlsf, 'other', options)).not.toBe(result);
  });

  it('reports an option that would be one for all components, in its place', () => {
    const bad = microlib('bad', [], [], { kconfig: 'config LOOSE\n\tbool "x"\n' });
    expect(componentOptions(bad, 'a').diagnostics).toMatchObject([
      { code: 'UL0204', at: { file: 'test/bad/Kconfig', line: 1, column: 1 } },
    ]);
  });

  it('reports options of a microlib that has none', () => {
    expect(componentOptions(microlib('none', [], []), 'a', { X: 1 }).diagnostics[0]).toMatchObject({
      code: 'UL0201',
      at: { component: 'a', option: 'X' },
    });
  });
});

describe('nearest', () => {
  it.each([
    ['POOLKB', 'POOL_KB'],
    ['pool_kb', 'POOL_KB'],
    ['POOL_BK', 'POOL_KB'],
    ['NOTHING', undefined],
  ])('of %s is %s', (wanted, expected) => {
    expect(nearest(wanted, ['RX_RING', 'POOL_KB'])).toBe(expected);
  });
});

describe('configModel', () => {
  const { graph } = buildGraph(
    composition({ app: 'user', heap: { microlib: 'tlsf', options: { POOL_KB: 32 } }, t: 'tee' }, [
      { from: 'app.heap', to: 'heap.alloc', kind: 'counted' },
      ['heap.region', 'board.region'],
      ['t.out', 'board.console'],
    ]),
    catalog,
    TARGET,
  );
  const model = configModel(graph, { name: 'test', profile: 'release' });
  const values = readConfig(model.config);

  it.each([
    ['UNILOOM_TARGET', 'x86_64/pc'],
    ['UNILOOM_PROFILE', 'release'],
    ['HEAP_MICROLIB', 'tlsf'],
    ['HEAP_POOL_KB', '32'],
    ['WIRE_APP_HEAP__HEAP_ALLOC', 'y'],
    ['WIRE_APP_HEAP_KIND_COUNTED', 'y'],
    ['WIRE_APP_HEAP_KIND_DIRECT', 'n'],
    ['WIRE_APP_STATS_NONE', 'y'],
    ['WIRE_BOARD_START_PRINT_DEFAULT', 'y'],
    ['WIRE_T_OUT__BOARD_UART0_CONSOLE', 'y'],
    ['WIRE_T_OUT__BOARD_UART0_CONSOLE_ORDER', '0'],
    ['PROVIDER_CMEM__BOARD_MEM_CMEM', 'y'],
  ])('says %s=%s', (symbol, value) => {
    expect(values.get(symbol)).toBe(value);
  });

  it('tells options from structure', () => {
    expect(model.options.get('heap')).toEqual([
      { name: 'POOL_KB', symbol: 'HEAP_POOL_KB', type: 'int', least: 16, most: 1024 },
      { name: 'POISON', symbol: 'HEAP_POISON', type: 'bool' },
      { name: 'PATTERN', symbol: 'HEAP_PATTERN', type: 'hex' },
    ]);
    expect(model.structure.get('HEAP_MICROLIB')).toBe('"tlsf"');
    expect(model.structure.get('WIRE_APP_HEAP_KIND_DIRECT')).toBe('');
    expect(model.structure.has('HEAP_POOL_KB')).toBe(false);
  });

  it('has no macro left', () => {
    expect(model.files.length).toBe(graph.components.length + 1);
    for (const { text } of model.files) expect(text).not.toContain('$');
  });

  it('keeps two ports apart that are one word in capitals', () => {
    const many = buildGraph(composition({ a: 'tee', a_out: 'tee', out: 'tee' }), catalog, TARGET).graph;
    const { files } = configModel(many, { name: 'x', profile: 'debug' });
    const names = files.flatMap(({ text }) => [...text.matchAll(/^config (\w+)$/gm)].map(([, name]) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});
