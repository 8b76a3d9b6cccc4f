import { expect, test } from 'vitest';
import type { Api, Catalog, Microlib } from '../../engine/catalog/types.ts';
import { type Diagnostic, diagnostic } from '../../engine/check/types.ts';
import type { Composition } from '../../engine/model/types.ts';
import type { Checked } from '../state/checks.ts';
import { keepIdentity, makeView } from './view.ts';

const api = (name: string, over: Partial<Api> = {}): Api => ({
  name,
  version: 1,
  title: name,
  summary: '',
  family: 'io',
  ambient: false,
  linkage: 'port',
  implicit: false,
  runtime: false,
  functions: [],
  dir: `apis/${name}`,
  ...over,
});

const microlib = (name: string, over: Partial<Microlib>): Microlib => ({
  name,
  version: '1.0.0',
  title: name,
  summary: '',
  category: 'apps',
  licence: 'BSD-3-Clause',
  targets: ['*'],
  instances: 'many',
  init: false,
  main: 'none',
  provides: [],
  requires: [],
  sources: [],
  include: [],
  imports: [],
  root: false,
  exports: [],
  dir: name,
  kconfig: '',
  bootOptions: [],
  costs: [],
  ...over,
});

const need = (port: string, name: string) => ({ port, api: name, version: 1, count: 'one' as const, late: false });

const catalog: Catalog = {
  apis: { console: api('console'), print: api('print', { ambient: true, family: 'text' }) },
  microlibs: {
    hello: microlib('hello', { requires: [need('console', 'console'), need('out', 'print')] }),
    uart: microlib('uart', { category: 'drivers', provides: [{ port: 'console', api: 'console', version: 1 }] }),
  },
  boards: {
    host: {
      name: 'host',
      title: 'Linux process',
      target: 'host',
      summary: '',
      dir: 'platform/host',
      components: { uart0: { microlib: 'uart' }, uart1: { microlib: 'uart' } },
      wires: [],
      provides: { console: 'uart0.console', second: 'uart1.console' },
      requires: {},
      defaults: {},
      toolchain: { kind: 'hosted', arch: 'x86_64', cflags: [], ldflags: [] },
      machine: { kind: 'process', memory: { least: '1M', default: '1M' } },
    },
  },
  diagnostics: [],
};

const composition = (wires: Composition['wires']): Composition => ({
  uniloom: 1,
  name: 'x',
  targets: ['host'],
  components: { app: { microlib: 'hello' } },
  wires,
  groups: {},
  defaults: {},
  boot: {},
  layout: {},
});

const checked: Checked = {
  revision: 1,
  target: 'host',
  diagnostics: [],
  bindings: { 'app.out': [{ to: 'board_uart0.print', origin: 'default' }] },
  linked: ['app'],
  inits: [],
  wired: {},
  took: 0,
};

const view = (wires: Composition['wires'], diagnostics: readonly Diagnostic[] = []) =>
  makeView(composition(wires), catalog, 'host', checked, diagnostics);

test('an unwired ambient port is kept back, one that needs a wire is shown as missing', () => {
  const missing = diagnostic('UL0102', 'error', 'no provider', { at: { component: 'app', port: 'console' } });
  const [app] = view([], [missing]).nodes;
  expect(app?.requires.map(({ port, state }) => [port, state])).toEqual([['console', 'missing']]);
  expect(app?.hidden.map(({ port, state, bound }) => [port, state, bound])).toEqual([
    ['out', 'implied', 'board_uart0.print'],
  ]);
  expect(app?.errors).toBe(1);
});

test('the board shows the outer ports that are used', () => {
  const { nodes, wires } = view([{ from: 'app.console', to: 'board.console' }]);
  const board = nodes.find(({ id }) => id === 'board');
  expect(board?.provides.map(({ port }) => port)).toEqual(['console']);
  expect(board?.hidden.map(({ port }) => port)).toEqual(['second']);
  expect(wires).toMatchObject([{ source: 'app', sourcePort: 'console', target: 'board', family: 'io', index: 0 }]);
});

test('two equal wires have ids of their own', () => {
  const wire = { from: 'app.console', to: 'board.console' };
  const ids = view([wire, wire]).wires.map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

test('what did not change keeps its identity', () => {
  const before = view([]);
  const after = keepIdentity(before, view([]));
  expect(after.nodes[0]).toBe(before.nodes[0]);
  const wired = keepIdentity(before, view([{ from: 'app.console', to: 'board.console' }]));
  expect(wired.nodes[0]).not.toBe(before.nodes[0]);
});
