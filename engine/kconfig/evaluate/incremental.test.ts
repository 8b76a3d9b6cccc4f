/** Whatever is set and reset, in whatever order, the values are those of an evaluation from nothing. */
import { describe, expect, test } from 'vitest';
import { chance, integers, pick, type Random } from '../../testing/random.ts';
import { scaled } from '../../testing/scale.ts';
import { loadConfig } from '../config/read.ts';
import { writeConfig } from '../config/write.ts';
import type { KconfigTree, KSymbol } from '../language/tree.ts';
import { type GenerateOptions, generateTree } from '../testing/generate.ts';
import { states } from '../testing/snapshot.ts';
import { treeFrom } from '../testing/tree-from.ts';
import { type Assumption, Configuration } from './configuration.ts';

const TEXTS = {
  bool: ['y', 'n', 'y', 'm', 'why'],
  tristate: ['y', 'n', 'm'],
  int: ['0', '7', '42', '150', '-12', '99999999999999999999', '007', ''],
  hex: ['0x0', '0x1f', '0xFF', 'ff', '0x', '0xffffffffffffffff'],
  string: ['', 'text', '12', '"\\'],
  unknown: ['y', '3'],
} as const;

const ASSUMPTIONS: readonly (Assumption | undefined)[] = [
  undefined,
  { value: 0, allnoconfigY: true },
  { value: 1 },
  { value: 2 },
];

class Sequence {
  readonly configuration: Configuration;
  private assumption: Assumption | undefined;
  private readonly named: readonly KSymbol[];
  private before: string[];

  constructor(
    private readonly next: Random,
    readonly tree: KconfigTree,
  ) {
    this.configuration = new Configuration(tree);
    this.named = tree.symbols.filter(({ constant }) => !constant);
    this.before = states(this.configuration);
  }

  /** One change; what it says has changed is what has changed. */
  step(exact: boolean): void {
    const { next, configuration } = this;
    let changed: ReadonlySet<KSymbol> | undefined;
    const roll = next(400);
    if (roll === 0) {
      this.assumption = pick(next, ASSUMPTIONS);
      configuration.assume(this.assumption);
    } else if (roll === 1) changed = configuration.reset();
    else if (roll < 100 && configuration.assignments().size > 0)
      changed = configuration.reset(pick(next, [...configuration.assignments().keys()]));
    else {
      const symbol = pick(next, this.named);
      changed = configuration.set(symbol, chance(next, 3) ? 'odd text' : pick(next, TEXTS[symbol.type]));
    }
    if (!exact) return;
    const after = states(configuration);
    if (changed !== undefined) {
      const different = this.tree.symbols.filter(({ id }) => after[id] !== this.before[id]);
      expect(different.filter((symbol) => !changed.has(symbol)).map(({ name }) => name)).toEqual([]);
      expect([...changed].filter((symbol) => !different.includes(symbol)).map(({ name }) => name)).toEqual([]);
    }
    this.before = after;
  }

  /** The same assignments, evaluated from nothing. */
  fresh(): Configuration {
    const other = new Configuration(this.tree);
    if (this.assumption !== undefined) other.assume(this.assumption);
    other.load(this.configuration.assignments());
    return other;
  }
}

function sequence(seed: number, options: GenerateOptions): Sequence {
  const { Kconfig = '', ...files } = generateTree(seed, options).files;
  const { tree } = treeFrom(Kconfig, files, { dialect: options.dialect ?? 'unikraft' });
  return new Sequence(integers(seed + 1000), tree);
}

describe.each(['unikraft', 'linux'] as const)('any sequence of sets and resets, %s', (dialect) => {
  test.each([
    ['without circles', 0],
    ['with circles', 12],
  ])('%s: after each step all is as if evaluated from nothing', (_what, circles) => {
    for (let seed = 0; seed < 8; seed++) {
      const run = sequence(seed, { dialect, circles, symbols: 25 + 5 * seed });
      for (let step = scaled(1000) / 8; step > 0; step--) {
        run.step(true);
        expect(states(run.configuration), `seed ${seed}`).toEqual(states(run.fresh()));
      }
      expect(writeConfig(run.configuration)).toBe(writeConfig(run.fresh()));
    }
  });

  test('a thousand steps on one tree of two thousand symbols', () => {
    const run = sequence(99, { dialect, symbols: 2000, boards: 30, modules: true });
    for (let step = 0; step < scaled(1000); step++) {
      run.step(false);
      if (step % 100 === 99) expect(states(run.configuration)).toEqual(states(run.fresh()));
    }
  });
});

test('what a symbol would be by default is found without leaving a trace', () => {
  const run = sequence(5, { symbols: 60 });
  for (let step = 0; step < 200; step++) run.step(false);
  const { configuration } = run;
  const before = states(configuration);
  const assigned = [...configuration.assignments()];
  for (const [symbol] of assigned) {
    const other = run.fresh();
    other.reset(symbol);
    expect(configuration.defaultText(symbol)).toBe(other.text(symbol));
  }
  expect(states(configuration)).toEqual(before);
  expect([...configuration.assignments()]).toEqual(assigned);
});

test('a choice of which the conditions mention itself keeps nothing of what it was', () => {
  const { tree } = treeFrom(
    'config A\n\tbool "a"\nchoice C\n\tprompt "c"\nif A\nchoice C\n\tprompt "c"\nconfig B\n\tbool "b"\nendchoice\nendif\nendchoice\n',
  );
  const configuration = new Configuration(tree);
  const [a, b] = ['A', 'B'].map((name) => configuration.symbol(name) as KSymbol);
  for (const [symbol, text] of [
    [a, 'y'],
    [b, 'y'],
    [a, 'n'],
    [a, 'y'],
    [b, 'm'],
    [b, 'n'],
  ] as [KSymbol, string][]) {
    configuration.set(symbol, text);
    expect(states(configuration)).toEqual(states(configuration.copy()));
  }
});

test('a copy is in the same state, also in what assignments do not tell', () => {
  const { tree } = treeFrom('choice\n\tprompt "c"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n');
  const configuration = new Configuration(tree);
  // The choice keeps B, though a later line sets it to n.
  loadConfig(configuration, 'CONFIG_B=y\n# CONFIG_B is not set\n', '.config');
  configuration.assume({ value: 1 });
  const copy = configuration.copy();
  expect(states(copy)).toEqual(states(configuration));
  copy.set(configuration.symbol('A') as KSymbol, 'y');
  expect(configuration.text(configuration.symbol('A') as KSymbol)).toBe('n');
  expect(copy.text(configuration.symbol('A') as KSymbol)).toBe('y');
});
