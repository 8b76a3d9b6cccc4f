/** A catalog of one microlib with every kind of option, and compositions of it. */
import type { Board, Catalog, Microlib } from '../../engine/catalog/types.ts';
import type { Component, Composition, OptionValue } from '../../engine/model/types.ts';
import { type OptionNode, type Tree, treeMaker } from './tree.ts';

const KCONFIG = `
config $(component)_ON
	bool "On"
	default y
	help
	  Without it nothing is received.

menu "Buffers"
config $(component)_RING
	int "Receive ring"
	range 16 512
	default 64
	depends on $(component)_ON

config $(component)_COMPUTED
	int
	default 3
endmenu

choice
	prompt "Mode"
	default $(component)_FAST
config $(component)_FAST
	bool "Fast"
config $(component)_SMALL
	bool "Small"
	help
	  Needs a third of the memory.
endchoice
`;

const microlib = (name: string, kconfig: string): Microlib => ({
  name,
  version: '1.0.0',
  title: name === 'nic' ? 'Network card' : name,
  summary: '',
  category: 'drivers',
  licence: 'BSD-3-Clause',
  targets: ['*'],
  instances: 'many',
  init: true,
  main: 'none',
  provides: [],
  requires: [],
  sources: [],
  include: [],
  imports: [],
  root: false,
  exports: [],
  dir: `drivers/${name}`,
  kconfig,
  bootOptions: [],
  costs: [],
});

const board: Board = {
  name: 'pc',
  title: 'PC',
  target: 'x86_64/pc',
  summary: '',
  dir: '',
  components: { uart0: { microlib: 'nic', options: { RING: 32 } }, power: { microlib: 'plain' } },
  wires: [],
  provides: {},
  requires: {},
  defaults: {},
  toolchain: { kind: 'hosted', arch: '', cflags: [], ldflags: [] },
  machine: { kind: 'process', memory: { least: '', default: '' } },
};

export const catalog: Catalog = {
  apis: {},
  microlibs: { nic: microlib('nic', KCONFIG), plain: microlib('plain', '') },
  boards: { 'x86_64/pc': board },
  diagnostics: [],
};

export const composition = (components: Record<string, Component>): Composition => ({
  uniloom: 1,
  name: 'x',
  targets: ['x86_64/pc'],
  components,
  wires: [],
  groups: {},
  defaults: {},
  boot: {},
  layout: {},
});

export const nic = (options?: Record<string, OptionValue>): Component =>
  options === undefined ? { microlib: 'nic' } : { microlib: 'nic', options };

export const make = (components: Record<string, Component>): Tree =>
  treeMaker()(composition(components), catalog, 'x86_64/pc', {});

export const option = (tree: Tree, key: string): OptionNode => {
  const node = tree.byKey.get(key);
  if (node?.kind !== 'option') throw new Error(`${key} is no option`);
  return node;
};
