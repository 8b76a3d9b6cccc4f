/** Seeded compositions of any size over a synthetic catalog that stands beside a real one: for speed and for properties. */
import type { Api, Catalog, Microlib } from '../catalog/types.ts';
import type { Component, Composition, TargetId, Wire } from '../model/types.ts';

/** mulberry32: numbers in [0, 1), the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const APIS = 20;
const MICROLIBS = 60;
const PORTS = 3;

const api = (index: number): Api => ({
  name: `syn${index}`,
  version: 1,
  title: `Synthetic ${index}`,
  summary: '',
  family: 'core',
  ambient: false,
  linkage: 'port',
  implicit: false,
  runtime: false,
  functions: [
    {
      name: 'ask',
      returns: 'int',
      params: [],
      attributes: [],
      doc: '',
      fails: null,
      blocks: false,
      contexts: ['thread'],
    },
  ],
  dir: `apis/syn${index}`,
});

/** Options as a microlib of ours has them: a switch, and numbers that depend on it. */
const KCONFIG = [
  'config $(component)_ON',
  '\tbool "On"',
  '\tdefault y',
  '',
  ...[1, 2, 3].flatMap((n) => [
    `config $(component)_SIZE${n}`,
    `\tint "Size ${n}"`,
    '\trange 1 4096',
    `\tdefault ${n * 16}`,
    '\tdepends on $(component)_ON',
    '',
  ]),
].join('\n');

function microlib(index: number, main: Microlib['main']): Microlib {
  const name = main === 'none' ? `synlib${index}` : 'synapp';
  return {
    name,
    version: '1.0.0',
    title: name,
    summary: '',
    category: 'core',
    licence: 'BSD-3-Clause',
    targets: ['*'],
    instances: 'many',
    init: true,
    main,
    provides: main === 'none' ? [{ port: 'out', api: `syn${index % APIS}`, version: 1 }] : [],
    requires: Array.from({ length: PORTS }, (_, port) => ({
      port: `in${port}`,
      api: `syn${(index + port * 7 + 1) % APIS}`,
      version: 1,
      // The last components have nobody behind them.
      count: port === 0 && main !== 'none' ? 'one' : 'optional',
      late: false,
    })),
    sources: [],
    include: [],
    imports: [],
    root: false,
    exports: [],
    dir: `synthetic/${name}`,
    kconfig: KCONFIG,
    bootOptions: [],
    costs: [],
  };
}

/** `base` with the synthetic APIs and microlibs added. */
export function largeCatalog(base: Catalog): Catalog {
  const libs = Array.from({ length: MICROLIBS }, (_, index) => microlib(index, 'none'));
  return {
    ...base,
    apis: { ...base.apis, ...Object.fromEntries(Array.from({ length: APIS }, (_, i) => [`syn${i}`, api(i)])) },
    microlibs: {
      ...base.microlibs,
      ...Object.fromEntries([...libs, microlib(0, 'plain')].map((one) => [one.name, one])),
    },
  };
}

/**
 * A composition of `count` synthetic components with about `PORTS` wires each, all to later ones: no cycle, no fault that
 * is meant. A part of the components sets options.
 * @param targets of the base catalog's boards
 */
export function largeComposition(seed: number, count: number, targets: readonly TargetId[]): Composition {
  const next = random(seed);
  const components: Record<string, Component> = {};
  const kinds: number[] = [];
  for (let at = 0; at < count; at++) {
    // Every API stands in each stretch of APIS components, so that a port finds a provider behind it.
    const kind = (at % APIS) + APIS * Math.floor(next() * (MICROLIBS / APIS));
    kinds.push(kind);
    const options = next() < 0.4 ? { SIZE1: 1 + Math.floor(next() * 4096) } : undefined;
    const name = at === 0 ? 'synapp' : `synlib${kind}`;
    components[`c${at}`] = options === undefined ? { microlib: name } : { microlib: name, options };
  }
  const wires: Wire[] = [];
  for (let at = 0; at < count; at++)
    for (let port = 0; port < PORTS; port++) {
      const wanted = ((at === 0 ? 0 : (kinds[at] ?? 0)) + port * 7 + 1) % APIS;
      const first = at + 1 + ((wanted - (at + 1) + APIS * count) % APIS);
      const choices = Math.floor((count - 1 - first) / APIS) + 1;
      if (first >= count) continue;
      const to = first + APIS * Math.floor(next() * Math.min(choices, 4));
      wires.push({ from: `c${at}.in${port}`, to: `c${to}.out` });
    }
  return {
    uniloom: 1,
    name: 'large',
    targets: [...targets],
    components,
    wires,
    groups: {},
    defaults: {},
    boot: {},
    layout: {},
  };
}
