import { describe, expect, it } from 'vitest';
import { catalog as base, composition, microlib, TARGET } from '../graph/fixture.ts';
import { buildGraph } from '../graph/flatten.ts';
import { configModel, readConfig } from '../kconfig/kconfig.ts';
import { apply } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';
import { check } from './check.ts';

/** A port that is there only if TRACE, and an option that counts only where `out` has a wire. */
const tracer = microlib('tracer', [], ['out:console?'], {
  main: 'plain',
  kconfig: `config $(component)_TRACE
	bool "Trace"
config $(component)_DEPTH
	int "Depth" if $(component)_OUT_WIRED
	default 4
config $(component)_LATE
	bool "Late" if $(component)_EXTRA_WIRED
`,
});
const withCondition = {
  ...tracer,
  requires: [
    ...tracer.requires,
    { port: 'extra', api: 'console', version: 1, count: 'one' as const, late: false, if: 'TRACE' },
  ],
};
const catalog = { ...base, microlibs: { ...base.microlibs, tracer: withCondition } };

const doc = (options: Record<string, boolean | number>, wires: [string, string][]): Composition =>
  composition({ t: { microlib: 'tracer', options } }, wires);
const found = (of: Composition) => check(of, catalog, TARGET).filter(({ at }) => at.component === 't');
const codes = (of: Composition) => found(of).map(({ code }) => code);
const EXTRA: [string, string] = ['t.extra', 'board.console'];
const OUT: [string, string] = ['t.out', 'board.console'];

describe('a port with a condition', () => {
  it('is needed while the condition holds, and not there else', () => {
    expect(codes(doc({}, []))).toEqual([]);
    expect(codes(doc({ TRACE: true }, []))).toEqual(['UL0102']);
    expect(codes(doc({ TRACE: true }, [EXTRA]))).toEqual([]);
    const { graph } = buildGraph(doc({}, []), catalog, TARGET);
    expect(graph.components.find(({ name }) => name === 't')?.requires.map(({ port }) => port)).toEqual(['out']);
  });

  it('refuses a wire while it is not there; setting the option, or removing the wire, mends that', () => {
    const wrong = doc({}, [EXTRA]);
    const [first] = found(wrong);
    expect(first).toMatchObject({ code: 'UL0115', params: { ref: 't.extra', condition: 'TRACE' } });
    expect(first?.fixes.map(({ title }) => title)).toEqual([
      'Set t.TRACE to true',
      'Remove the wire t.extra → board.console',
    ]);
    for (const { edits } of first?.fixes ?? []) expect(codes(apply(wrong, edits))).toEqual([]);
  });
});

describe('an option that needs a wire', () => {
  it('has no effect without it, and says so; the first fix wires the port', () => {
    const wrong = doc({ DEPTH: 9 }, []);
    const [first] = found(wrong);
    expect(first).toMatchObject({ code: 'UL0205', params: { needs: 'OUT_WIRED' } });
    expect(first?.message).toBe("'DEPTH' has no effect: it needs a wire at 'out'");
    expect(first?.fixes[0]?.title).toBe('Wire t.out to board.console');
    expect(codes(apply(wrong, first?.fixes[0]?.edits ?? []))).toEqual([]);
  });

  it('may ask for a port that itself has a condition', () => {
    expect(codes(doc({ LATE: true, TRACE: true }, [EXTRA]))).toEqual([]);
    expect(codes(doc({ LATE: true }, [EXTRA]))).toEqual(['UL0115', 'UL0205']);
  });
});

it('options and ports that depend on each other in a circle are reported', () => {
  const bad = {
    ...withCondition,
    name: 'bad',
    kconfig: 'config $(component)_TRACE\n\tbool "Trace"\n\tdepends on $(component)_EXTRA_WIRED\n',
  };
  const own = { ...catalog, microlibs: { ...catalog.microlibs, bad } };
  const all = check(composition({ t: 'bad' }), own, TARGET);
  expect(all.map(({ code }) => code)).toContain('UL0204');
});

it.each(['depends on $(component)_OUT_WIRED = y', 'select $(component)_OUT_WIRED'])('refuses %s', (line) => {
  const bad = { ...tracer, name: 'bad', kconfig: `config $(component)_A\n\tbool "a"\n\t${line}\n` };
  const own = { ...catalog, microlibs: { ...catalog.microlibs, bad } };
  expect(check(composition({ t: 'bad' }), own, TARGET)).toMatchObject([
    { code: 'UL0204', at: { file: 'test/tracer/Kconfig', line: 3 } },
  ]);
});

describe('.config', () => {
  const values = (of: Composition) =>
    readConfig(configModel(buildGraph(of, catalog, TARGET).graph, { name: 'x', profile: 'debug' }).config);

  it('says nothing of a port that is not there', () => {
    const off = values(doc({}, []));
    expect([...off.keys()].filter((name) => name.startsWith('WIRE_T_EXTRA'))).toEqual([]);
    expect(off.has('T_DEPTH')).toBe(true);
    const on = values(doc({ TRACE: true, DEPTH: 9 }, [EXTRA, OUT]));
    expect(on.get('WIRE_T_EXTRA__BOARD_UART0_CONSOLE')).toBe('y');
    expect(on.get('T_DEPTH')).toBe('9');
  });
});
