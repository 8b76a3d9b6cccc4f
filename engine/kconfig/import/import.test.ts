import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../../catalog/read.ts';
import type { Catalog } from '../../catalog/types.ts';
import { anyComposition } from '../../graph/arbitrary.ts';
import { catalog as fixture, TARGET } from '../../graph/fixture.ts';
import { buildGraph } from '../../graph/flatten.ts';
import type { Graph } from '../../graph/types.ts';
import { matchesTarget } from '../../model/target.ts';
import type { Component, Composition, Wire } from '../../model/types.ts';
import { parseComposition } from '../../model/yaml.ts';
import { scaled } from '../../testing/scale.ts';
import { componentOptions, configModel } from '../kconfig.ts';
import { importConfig } from './import.ts';

/** What a graph says: components with the values of their options, and each port's providers in order. */
function meaning({ target, components, bindings, mains, inits }: Graph) {
  return {
    target,
    components: components.map(({ name, microlib, options, wired, linked }) => [
      ...[name, microlib.name, linked],
      componentOptions(microlib, name, options, wired).symbols.map((option) => [option.name, option.value]),
    ]),
    bindings: bindings.map(({ from, to, kind, with: parameters }) => [
      from,
      to,
      kind,
      kind === 'direct' ? {} : parameters,
    ]),
    mains,
    inits,
  };
}

const configOf = (graph: Graph): string => configModel(graph, { name: 'x', profile: 'debug' }).config;

function roundTrip(composition: Composition, catalog: Catalog, target: string) {
  const { graph } = buildGraph({ ...composition, targets: [target] }, catalog, target);
  const text = configOf(graph);
  const { composition: back, diagnostics } = importConfig(text, '.config', catalog, 'x');
  return { graph, text, back, diagnostics };
}

function expectSame(composition: Composition, catalog: Catalog, target: string): void {
  const { graph, text, back, diagnostics } = roundTrip(composition, catalog, target);
  expect(diagnostics).toEqual([]);
  if (back === null) throw new Error('nothing was imported');
  const again = buildGraph(back, catalog, target).graph;
  expect(meaning(again)).toEqual(meaning(graph));
  expect(configOf(again)).toBe(text);
}

let real: Catalog;
beforeAll(async () => {
  real = await readCatalog(fileURLToPath(new URL('../../../microlibs', import.meta.url)));
});

describe('graph → .config → graph', () => {
  it('is the identity for compositions of any kind, wrong ones included', () => {
    fc.assert(
      fc.property(anyComposition, (composition) => expectSame(composition, fixture, TARGET)),
      { numRuns: scaled(300), seed: 20_261_125 },
    );
  });

  it('is the identity for compositions of our microlibs: options, kinds, parameters, defaults, replaced board members', () => {
    const targets = Object.keys(real.boards);
    const libs = Object.values(real.microlibs);
    const names = ['a', 'a_b', 'b', 'b_c', 'c', 'heap', 'board_uart0', 'board_tsc', 'wire_a'];
    const component = fc.constantFrom(...libs).chain((microlib): fc.Arbitrary<Component> => {
      const { symbols } = componentOptions(microlib, microlib.name);
      const value = fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 300 }), fc.constantFrom('0x40', 'a "b" \\c', ''));
      const options = fc.dictionary(fc.constantFrom(...symbols.map(({ name }) => name), 'NONE'), value, { maxKeys: 4 });
      return options.map((each) => ({ microlib: microlib.name, options: each }));
    });
    const wires = (components: Record<string, Component>) => {
      const ends = (side: 'provides' | 'requires') =>
        Object.entries(components).flatMap(([name, { microlib }]) =>
          (real.microlibs[microlib]?.[side] ?? [])
            // Two providers of a global API in one image are a fault (UL0103), and no port has a choice of them.
            .filter(({ api }) => real.apis[api]?.linkage !== 'global')
            .map(({ port, api }) => ({ ref: `${name}.${port}`, api })),
        );
      const board = Object.values(real.boards).flatMap(({ provides }) => Object.keys(provides));
      const pairs = ends('requires').flatMap(({ ref, api }) => [
        ...ends('provides')
          .filter((to) => to.api === api && to.ref.split('.')[0] !== ref.split('.')[0])
          .map((to) => ({ from: ref, to: to.ref })),
        ...board.map((port) => ({ from: ref, to: `board.${port}` })),
      ]);
      if (pairs.length === 0) return fc.constant([]);
      const kind = fc.constantFrom<Partial<Wire>>(
        {},
        {},
        { kind: 'counted' },
        { kind: 'traced' },
        { kind: 'faulty', with: { every: 3, functions: ['malloc', 'write'] } },
      );
      return fc.array(
        fc.tuple(fc.constantFrom(...pairs), kind).map(([ends, rest]): Wire => ({ ...ends, ...rest })),
        { maxLength: 12 },
      );
    };
    const document = fc
      .dictionary(fc.constantFrom(...names), component, { maxKeys: 6 })
      .chain((components) => fc.tuple(fc.constant(components), wires(components), fc.constantFrom(...targets)));
    fc.assert(
      fc.property(document, ([components, wired, target]) => {
        const composition: Composition = {
          ...{ uniloom: 1, name: 'x', targets: [target], groups: {}, defaults: {}, boot: {}, layout: {} },
          components,
          wires: wired,
        };
        expectSame(composition, real, target);
      }),
      { numRuns: scaled(200), seed: 7 },
    );
  });

  const examples = fileURLToPath(new URL('../../../assets/examples', import.meta.url));
  it.each(readdirSync(examples))('gives the example %s back as it was written', (name) => {
    const { composition } = parseComposition(readFileSync(join(examples, name, 'uniloom.yaml'), 'utf8'), name);
    if (composition === null) throw new Error(`${name} cannot be read`);
    for (const target of composition.targets) {
      const { back } = roundTrip(composition, real, target);
      const { graph } = buildGraph(composition, real, target);
      const { composition: kept } = importConfig(configOf(graph), '.config', real, 'x', composition);
      expect(kept?.layout).toEqual(composition.layout);
      // A `.config` is of one target: what is only there on others stays in the document that it is read into.
      const names = Object.keys(composition.components);
      const here = names.filter((one) => matchesTarget(composition.components[one]?.targets, target));
      expect(Object.keys(back?.components ?? {})).toEqual(here);
      expect(Object.keys(kept?.components ?? {}).sort()).toEqual([...names].sort());
      const isHere = (ref: string) => here.includes(ref.split('.')[0] ?? '') || ref.startsWith('board.');
      const wires = (of: Composition | null) => of?.wires.map(({ from, to }) => `${from} ${to}`).sort();
      const own = composition.wires.filter(({ from, to }) => isHere(from) && isHere(to));
      expect(wires(back)).toEqual(wires({ ...composition, wires: own }));
      expect(wires(kept)).toEqual(wires(composition));
      expectSame(composition, real, target);
    }
  });
});

describe('a .config that was changed', () => {
  const composition: Composition = {
    ...{ uniloom: 1, name: 'x', targets: [TARGET], groups: {}, defaults: {}, boot: {} },
    components: { app: { microlib: 'user' }, heap: { microlib: 'tlsf', label: 'Heap' }, other: { microlib: 'tlsf' } },
    wires: [{ from: 'app.heap', to: 'heap.alloc' }],
    layout: { nodes: { app: { x: 1, y: 2 } } },
  };
  const before = configOf(buildGraph(composition, fixture, TARGET).graph);

  it('gives the wire and the option that it has now, and keeps what only the document has', () => {
    const text = before
      .replace('CONFIG_WIRE_APP_HEAP__HEAP_ALLOC=y', '# CONFIG_WIRE_APP_HEAP__HEAP_ALLOC is not set')
      .replace('# CONFIG_WIRE_APP_HEAP__OTHER_ALLOC is not set', 'CONFIG_WIRE_APP_HEAP__OTHER_ALLOC=y')
      .replace(/CONFIG_HEAP_POOL_KB=\d+/, 'CONFIG_HEAP_POOL_KB=99');
    const { composition: after, diagnostics } = importConfig(text, '.config', fixture, 'y', composition);
    expect(diagnostics).toEqual([]);
    expect(after?.wires).toEqual([{ from: 'app.heap', to: 'other.alloc' }]);
    expect(after?.components['heap']).toEqual({ microlib: 'tlsf', options: { POOL_KB: 99 }, label: 'Heap' });
    expect(after?.layout).toEqual(composition.layout);
  });

  it('says what it does not take over', () => {
    const text = `${before}CONFIG_HEAP_POOL_KBS=4\n`.replace(/CONFIG_HEAP_POOL_KB=\d+/, 'CONFIG_HEAP_POOL_KB=999999');
    const { diagnostics } = importConfig(text, '.config', fixture, 'y', composition);
    expect(diagnostics.map(({ code, params }) => [code, params['symbol']])).toEqual([
      ['UL0206', 'HEAP_POOL_KB'],
      ['UL0206', 'HEAP_POOL_KBS'],
    ]);
    expect(diagnostics[1]?.message).toContain('did you mean HEAP_POOL_KB?');
  });

  it.each([
    ['no target', 'CONFIG_X=y\n'],
    ['a target without a board', 'CONFIG_UNILOOM_TARGET="a/b"\n'],
    ['a microlib that is not there', `CONFIG_UNILOOM_TARGET="${TARGET}"\nCONFIG_A_MICROLIB="nothing"\n`],
    ['nothing', ''],
  ])('refuses one with %s', (_what, text) => {
    const { composition: none, diagnostics } = importConfig(text, 'x/.config', fixture, 'y');
    expect(none).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['UL0207']);
  });
});
