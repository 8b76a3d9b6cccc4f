import { describe, expect, test } from 'vitest';
import { integers, pick } from '../../testing/random.ts';
import { scaled } from '../../testing/scale.ts';
import { Configuration } from '../evaluate/configuration.ts';
import type { KconfigTree, KSymbol } from '../language/tree.ts';
import { generateTree } from '../testing/generate.ts';
import { states } from '../testing/snapshot.ts';
import { treeFrom } from '../testing/tree-from.ts';
import { explain } from './explain.ts';
import { type ExplainNode, explanationText } from './node.ts';
import { waysTo } from './ways.ts';

function loaded(text: string, values: Readonly<Record<string, string>> = {}) {
  const { tree } = treeFrom(text);
  const configuration = new Configuration(tree);
  const symbol = (name: string) => {
    const found = tree.byName.get(name);
    if (found === undefined) throw new Error(`'${name}' is not mentioned`);
    return found;
  };
  for (const [name, value] of Object.entries(values)) configuration.set(symbol(name), value);
  return {
    configuration,
    symbol,
    explained: (name: string, wanted?: string) => explanationText(explain(configuration, symbol(name), wanted).tree),
    ways: (name: string, value = 'y') => {
      const { sets, none } = waysTo(configuration, symbol(name), value);
      return sets.length > 0 ? sets.map((set) => set.map((one) => `${one.symbol}=${one.value}`).join(' ')) : none;
    },
  };
}

/** `NAME=VALUE` of what bools and tristates are in some of many random configurations. */
function reachedBy(tree: KconfigTree, seed: number): Set<string> {
  const next = integers(seed);
  const configuration = new Configuration(tree);
  const found = new Set<string>();
  const symbols = [...tree.byName.values()];
  for (let count = 300; count > 0; count--) {
    const some = symbols.filter(() => next(3) > 0);
    configuration.load(
      some.map(({ type }, at) => [
        some[at] as KSymbol,
        type === 'int'
          ? String(next(200))
          : type === 'hex'
            ? `0x${next(200).toString(16)}`
            : pick(next, ['y', 'n', 'y']),
      ]),
    );
    for (const symbol of symbols) found.add(`${symbol.name}=${configuration.text(symbol)}`);
  }
  return found;
}

const NET = `
menu "Network"
	depends on PCI
config NET
	bool "network"
config DRIVER
	bool "driver"
	depends on NET && !SLIM
endmenu
config PCI
	bool
config BOARD
	bool "board"
	select PCI if ACPI
config ACPI
	bool "acpi"
config SLIM
	bool "slim"
	default y
`;

test('a tree of reasons, from the symbol to what can be set', () => {
  expect(loaded(NET, { DRIVER: 'y', BOARD: 'y' }).explained('DRIVER')).toBe(
    [
      'DRIVER is n: it cannot be set, because its prompt is not visible [bool] (Kconfig:6)',
      '├─ DRIVER was set to y, but its prompt is not visible, so that does not count; it is n',
      '├─ it is defined, with the prompt "driver" (Kconfig:6)',
      '│  ├─ DRIVER depends on NET && !SLIM, which is n (Kconfig:6)',
      '│  │  ├─ NET is n: it cannot be set, because its prompt is not visible (Kconfig:4)',
      '│  │  │  └─ NET is in menu "Network", which depends on PCI, which is n (Kconfig:2)',
      '│  │  │     └─ PCI is n: it has no prompt, and nothing that selects it is set (Kconfig:10)',
      '│  │  │        └─ BOARD selects it only if ACPI, which is n (Kconfig:14)',
      '│  │  │           └─ ACPI is n: nobody set it, and no default holds (Kconfig:15)',
      "│  │  └─ SLIM is y: nobody set it, and 'default y' is the first default that holds (Kconfig:19)",
      '│  └─ DRIVER is in menu "Network", which depends on PCI, which is n (Kconfig:2)',
      '│     └─ PCI is n: it has no prompt, and nothing that selects it is set (see above) (Kconfig:10)',
      '└─ for DRIVER to be y, set this',
      '   └─ ACPI=y, NET=y, SLIM=n',
    ].join('\n'),
  );
});

test('who selects, who implies, ranges and defaults', () => {
  const { explained } = loaded(
    'config A\n\tbool "a"\nconfig S\n\tdef_bool y\n\tselect A\n\timply B\nconfig T\n\tbool "t"\n\tselect A\n' +
      'config B\n\tbool "b"\nconfig N\n\tint "n"\n\trange 1 9\n\tdefault 4 if T\n\tdefault 5\nconfig W\n\tstring "w"\n',
    { N: '70', W: 'text' },
  );
  expect(explained('A')).toContain('A is y: S selects it [bool]');
  expect(explained('A')).toContain('├─ S selects it, at y (Kconfig:5)');
  expect(explained('A')).toContain('└─ T selects it, but is n (Kconfig:9)');
  expect(explained('B')).toContain('B is y: S implies it');
  expect(explained('N')).toContain('N was set to 70, but it may be 1 to 9; it is 5');
  expect(explained('N')).toContain('its range is 1 to 9 (Kconfig:14)');
  expect(explained('N')).toContain('default 4, if T, which is n (Kconfig:15)');
  expect(explained('W')).toBe(
    'W is "text": it was set so [string] (Kconfig:17)\n└─ it is defined, with the prompt "w" (Kconfig:17)',
  );
  expect(explained('N', '7')).toContain('for N to be 7, set this\n   └─ N=7');
});

test('choices: what was picked, and where the choice itself is hidden', () => {
  const { explained, ways } = loaded(
    'choice\n\tprompt "Board"\n\tdepends on !NONE\nconfig X\n\tbool "x"\nconfig Y\n\tbool "y"\nendchoice\nconfig NONE\n\tbool "none"\n',
    { Y: 'y' },
  );
  expect(explained('X')).toContain('X is n: Y was chosen in the choice "Board"');
  expect(explained('Y')).toContain('Y is y: it was chosen');
  expect(ways('X')).toEqual(['X=y']);
  expect(ways('Y', 'n')).toEqual(['X=y']);
  const hidden = loaded(
    'choice\n\tprompt "Board"\n\tdepends on !NONE\nconfig X\n\tbool "x"\nendchoice\nconfig NONE\n\tdef_bool y\n\tprompt "none"\n',
  );
  expect(hidden.explained('X')).toContain('X is in the choice "Board", which is n (Kconfig:1)');
  expect(hidden.explained('X')).toContain('the choice "Board" depends on !NONE, which is n');
  expect(hidden.ways('X')).toEqual(['NONE=n']);
});

test('a circle is marked and ends', () => {
  const { explained } = loaded('config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\n');
  expect(explained('A')).toContain('B is n, see above (a circle)');
  expect(explained('A')).toContain('for A to be y no way was found');
  expect(explained('A')).toContain('A hangs on itself');
});

describe('what would have to change', () => {
  test('each proposal is the least: nothing that holds already, nothing that is not needed', () => {
    const { ways } = loaded(NET);
    expect(ways('PCI')).toEqual(['ACPI=y BOARD=y']);
    expect(ways('NET')).toEqual(['ACPI=y BOARD=y NET=y']);
    expect(loaded(NET, { ACPI: 'y', BOARD: 'y' }).ways('NET')).toEqual(['NET=y']);
    expect(loaded(NET, { ACPI: 'y', BOARD: 'y' }).ways('PCI', 'n')).toEqual(['BOARD=n', 'ACPI=n']);
  });

  test('more than one way where there is more than one', () => {
    const { ways } = loaded(
      'config A\n\tbool "a"\n\tdepends on B || (C && D)\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\nconfig D\n\tbool "d"\n',
    );
    expect(ways('A')).toEqual(['B=y A=y', 'C=y D=y A=y']);
  });

  test('comparisons', () => {
    const { ways } = loaded(
      'config A\n\tbool "a"\n\tdepends on N > 4 && W = "on" && !(H = 0x10) && 3 <= M\nconfig N\n\tint "n"\n\tdefault 1\n' +
        'config W\n\tstring "w"\nconfig H\n\thex "h"\n\tdefault 0x10\nconfig M\n\tint "m"\n\tdefault 0\n',
    );
    expect(ways('A')).toEqual(['N=5 W=on H=0x11 M=3 A=y', 'N=5 W=on H=0xf M=3 A=y']);
  });

  test('says why there is none', () => {
    expect(loaded('config A\n\tbool "a"\n\tdepends on NOWHERE\n').ways('A')).toEqual([
      'NOWHERE is not defined by any file',
    ]);
    expect(loaded('config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool\n').ways('A')).toEqual([
      'B has no prompt and nothing selects it, so that only its defaults decide',
    ]);
    expect(loaded('config A\n\tbool "a"\n\tdepends on B && !B\nconfig B\n\tbool "b"\n').ways('A')[0]).toContain(
      'does not hold together',
    );
    expect(loaded('config N\n\tint "n"\n\trange 1 9\n').ways('N', '12')).toEqual([
      'N may not be 12: its range is 1 to 9',
    ]);
    expect(loaded('config N\n\tint "n"\n').ways('N', 'x')).toEqual(["'x' is no value for the int N"]);
  });
});

describe.each(['unikraft', 'linux'] as const)('generated trees, %s', (dialect) => {
  test('every proposal does what it says; nearly every value that random configurations reach has one', () => {
    let reached = 0;
    let found = 0;
    for (let seed = 0; seed < scaled(8); seed++) {
      const { Kconfig = '', ...files } = generateTree(seed, { dialect, symbols: 60 }).files;
      const { tree } = treeFrom(Kconfig, files, { dialect });
      const configuration = new Configuration(tree);
      const before = states(configuration);
      const reachable = reachedBy(tree, seed);
      for (const symbol of tree.byName.values()) {
        if (symbol.type !== 'bool' && symbol.type !== 'tristate') continue;
        const value = configuration.tristate(symbol) === 2 ? 'n' : 'y';
        const { sets, none } = waysTo(configuration, symbol, value);
        if (sets.length === 0) expect(none.length).toBeGreaterThan(0);
        if (reachable.has(`${symbol.name}=${value}`)) {
          reached++;
          if (sets.length > 0) found++;
        }
        for (const set of sets) {
          const copy = configuration.copy();
          for (const one of set) copy.set(tree.byName.get(one.symbol) ?? symbol, one.value);
          expect(copy.text(symbol), `${symbol.name} of ${seed}`).toBe(value);
        }
      }
      expect(states(configuration)).toEqual(before);
    }
    expect(reached).toBeGreaterThan(100);
    expect(found / reached).toBeGreaterThan(0.85);
  });

  test('every symbol is explained, within bounds, as plain data', () => {
    const count = (node: ExplainNode): number => node.children.reduce((sum, child) => sum + count(child), 1);
    for (let seed = 0; seed < scaled(10); seed++) {
      const { Kconfig = '', ...files } = generateTree(seed, {
        dialect,
        symbols: 60,
        circles: seed % 2 === 0 ? 0 : 10,
      }).files;
      const { tree } = treeFrom(Kconfig, files, { dialect });
      const configuration = new Configuration(tree);
      for (const symbol of tree.byName.values()) {
        const data = explain(configuration, symbol);
        expect(count(data.tree)).toBeLessThan(2000);
        expect(JSON.parse(JSON.stringify(data))).toEqual(data);
        expect(explanationText(data.tree)).not.toMatch(/undefined|\[object/);
      }
    }
  });
});
