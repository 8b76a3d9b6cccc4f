/** A small catalog for the tests of graph, check and the option rules. */
import type { Api, Board, Catalog, Microlib, ProvidedPort, RequiredPort } from '../catalog/types.ts';
import type { Component, Composition, Wire } from '../model/types.ts';

export const api = (name: string, rest: Partial<Api> = {}): Api => ({
  name,
  version: 1,
  title: name,
  summary: '',
  family: 'core',
  ambient: false,
  linkage: 'port',
  implicit: false,
  runtime: false,
  functions: [],
  dir: `apis/${name}`,
  ...rest,
});

/** `"backing:alloc?"`: port, API, `?` optional, `*` many, `~` late, `@2` version. */
function required(text: string): RequiredPort {
  const [, port = '', name = '', flags = '', version] = /^(\w+):(\w+?)([?*~]*)(?:@(\d+))?$/.exec(text) ?? [];
  const count = flags.includes('?') ? 'optional' : flags.includes('*') ? 'many' : 'one';
  return { port, api: name, version: Number(version ?? 1), count, late: flags.includes('~') };
}

function provided(text: string): ProvidedPort {
  const { port, api: name, version } = required(text);
  return { port, api: name, version };
}

export function microlib(
  name: string,
  provides: readonly string[],
  requires: readonly string[],
  rest: Partial<Microlib> = {},
): Microlib {
  return {
    name,
    version: '1.0.0',
    title: name,
    summary: '',
    category: 'core',
    licence: 'BSD-3-Clause',
    targets: ['x86_64/*', 'host'],
    instances: 'many',
    init: true,
    main: 'none',
    provides: provides.map(provided),
    requires: requires.map(required),
    sources: [],
    include: [],
    imports: [],
    root: false,
    exports: [],
    dir: `test/${name}`,
    kconfig: '',
    bootOptions: [],
    costs: [],
    ...rest,
  };
}

export const board = (target: string, rest: Partial<Board>): Board => ({
  name: target.replace('/', '_'),
  title: target,
  target,
  summary: '',
  dir: `platform/${target}`,
  components: {},
  wires: [],
  provides: {},
  requires: {},
  defaults: {},
  toolchain: { kind: 'freestanding', arch: 'x86_64', cflags: [], ldflags: [] },
  machine: { kind: 'process', memory: { least: '2M', default: '4M' } },
  ...rest,
});

const byName = <T extends { readonly name: string }>(list: readonly T[]): { [name: string]: T } =>
  Object.fromEntries(list.map((item) => [item.name, item]));

const KCONFIG = `config $(component)_POOL_KB
	int "Pool, KiB"
	default 64
	range 16 1024

config $(component)_POISON
	bool "Fill freed memory"

config $(component)_PATTERN
	hex "What with"
	default 0xa5
	depends on $(component)_POISON
`;

const UART = `config $(component)_BASE
	int "Registers"

config $(component)_IRQ
	int "Line"
`;

const cost = (text: number) => [
  { target: 'x86_64/pc', profile: 'release' as const, compiler: 'gcc 12', text, rodata: 0, data: 0, bss: 0 },
];

const PARTS = {
  components: {
    entry: { microlib: 'entry' },
    start: { microlib: 'start' },
    uart0: { microlib: 'uart', options: { BASE: 1 } },
    io: { microlib: 'io' },
    print: { microlib: 'print' },
    pages: { microlib: 'pages' },
    mem: { microlib: 'mem' },
  },
  wires: [
    { from: 'entry.start', to: 'start.start' },
    { from: 'uart0.io', to: 'io.io' },
    { from: 'print.out', to: 'uart0.console' },
  ],
  provides: { console: 'uart0.console', region: 'pages.region' },
  requires: { sched: 'start.sched' },
  defaults: { print: 'print.print', cmem: 'mem.cmem' },
} as const;

export const catalog: Catalog = {
  apis: byName([
    api('start'),
    api('sched'),
    api('console'),
    api('io'),
    api('region'),
    api('alloc'),
    api('stats'),
    api('print', { ambient: true }),
    api('cmem', { linkage: 'global', implicit: true }),
    api('composition', { runtime: true }),
  ]),
  microlibs: byName([
    microlib('entry', [], ['start:start'], { root: true, init: false }),
    microlib('start', ['start:start'], ['composition:composition', 'sched:sched?~', 'print:print']),
    microlib('uart', ['console:console'], ['io:io'], { kconfig: UART }),
    microlib('io', ['io:io'], [], { init: false }),
    microlib('pages', ['region:region'], []),
    microlib('print', ['print:print'], ['out:console?']),
    microlib('mem', ['cmem:cmem'], [], { init: false }),
    microlib('hello', [], ['console:console'], { main: 'plain', init: false, category: 'apps' }),
    microlib('user', [], ['heap:alloc', 'stats:stats?'], { main: 'plain', category: 'apps' }),
    microlib('tlsf', ['alloc:alloc'], ['region:region'], { kconfig: KCONFIG, costs: cost(3000) }),
    microlib('buddy', ['alloc:alloc'], ['region:region'], { costs: cost(2000) }),
    microlib('bare', ['alloc:alloc'], [], { targets: ['host'] }),
    microlib('meter', ['alloc:alloc', 'stats:stats'], ['backing:alloc']),
    microlib('tee', ['console:console'], ['out:console*']),
    microlib('coop', ['sched:sched'], ['stacks:alloc']),
    microlib('single', ['alloc:alloc'], [], { instances: 'one', costs: cost(100) }),
    microlib('newer', [], ['heap:alloc@2'], { main: 'plain' }),
  ]),
  boards: { 'x86_64/pc': board('x86_64/pc', PARTS), host: board('host', PARTS) },
  diagnostics: [],
};

export const TARGET = 'x86_64/pc';

export const composition = (
  components: { readonly [name: string]: Component | string },
  wires: readonly (readonly [string, string] | Wire)[] = [],
  rest: Partial<Composition> = {},
): Composition => ({
  uniloom: 1,
  name: 'test',
  targets: [TARGET],
  components: Object.fromEntries(
    Object.entries(components).map(([name, what]) => [name, typeof what === 'string' ? { microlib: what } : what]),
  ),
  wires: wires.map((wire) => ('from' in wire ? wire : { from: wire[0], to: wire[1] })),
  groups: {},
  defaults: {},
  boot: {},
  layout: {},
  ...rest,
});
