import { describe, expect, test } from 'vitest';
import { chance, integers, pick } from '../../testing/random.ts';
import { scaled } from '../../testing/scale.ts';
import { loadConfig } from '../config/read.ts';
import { Configuration } from '../evaluate/configuration.ts';
import type { Dialect } from '../language/tree.ts';
import { generateTree } from '../testing/generate.ts';
import { treeFrom } from '../testing/tree-from.ts';
import { cycleFindings } from './cycles.ts';
import { findings } from './findings.ts';

/** What is found in a tree, with a `.config` where one is given: `CODE file:line message`, and the causes. */
function found(text: string, config = '', dialect: Dialect = 'unikraft') {
  const { tree } = treeFrom(text, {}, { dialect });
  const configuration = new Configuration(tree);
  const { diagnostics, places } = loadConfig(configuration, config, 'config');
  return [...diagnostics, ...findings(configuration, places)].map(({ code, message, because, severity }) => ({
    code,
    message,
    because,
    severity,
  }));
}

const B = 'config B\n\tbool "b"\n';

describe('an assignment without effect', () => {
  test.each([
    [
      'an unknown symbol',
      'config NETWORK\n\tbool "a"\n',
      'CONFIG_NETWROK=y\n',
      ['UL0231', "config:1: there is no symbol 'NETWROK'; did you mean 'NETWORK'?", []],
    ],
    [
      'a value of another type',
      B,
      'CONFIG_B=7\n',
      ['UL0232', "config:1: '7' is no value for bool 'B'; it is ignored", []],
    ],
    [
      'a hidden prompt, with the whole chain',
      `config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on C\nconfig C\n\tbool\n\tdefault y if D\n`,
      'CONFIG_A=y\n',
      [
        'UL0234',
        'config:1: A was set to y, but its prompt is not visible, so that does not count; it is n',
        [
          'A depends on B, which is n (Kconfig:1)',
          'B is n: it cannot be set, because its prompt is not visible (Kconfig:4)',
          'B depends on C, which is n (Kconfig:4)',
          'C is n: it has no prompt, and no default holds (Kconfig:7)',
          "'default y' does not hold (Kconfig:9)",
          'D is n: no file defines it (Kconfig:9)',
        ],
      ],
    ],
    [
      'no prompt at all',
      'config A\n\tdef_bool y\n',
      '# CONFIG_A is not set\n',
      [
        'UL0234',
        'config:1: A was set to n, but it has no prompt, so it cannot be set; it is y',
        ["A is y: nobody set it, and 'default y' is the first default that holds (Kconfig:2)"],
      ],
    ],
    [
      'a number of which the prompt is hidden by a menu',
      `menu "Net"\n\tvisible if B\nconfig N\n\tint "n"\n\tdefault 3\nendmenu\n${B}`,
      'CONFIG_N=4\n',
      [
        'UL0234',
        'config:1: N was set to 4, but its prompt is not visible, so that does not count; it is 3',
        [
          'N is in menu "Net", visible if B, which is n (Kconfig:1)',
          'B is n: nobody set it, and no default holds (Kconfig:7)',
        ],
      ],
    ],
    [
      'a number out of range',
      'config N\n\tint "n"\n\trange 1 9\n\tdefault 3\n',
      'CONFIG_N=40\n',
      ['UL0233', 'config:1: N was set to 40, but it may be 1 to 9; it is 3', ['the range of N is 1 to 9 (Kconfig:3)']],
    ],
    [
      'a choice that took another member',
      `choice\n\tprompt "Board"\nconfig X\n\tbool "x"\nconfig Y\n\tbool "y"\n\tdepends on B\nendchoice\n${B}`,
      '# CONFIG_X is not set\n',
      ['UL0237', 'config:1: X was set to n, but the choice "Board" needs a member that is y, and takes it', []],
    ],
    [
      'what others select',
      `${B}config S\n\tbool "s"\n\tselect B\n`,
      '# CONFIG_B is not set\nCONFIG_S=y\n',
      [
        'UL0238',
        'config:1: B was set to n, but S selects it, so it is at least y',
        ['S selects it, at y (Kconfig:5)', 'S is y: it was set so (Kconfig:3)'],
      ],
    ],
    [
      'a tristate that may only be m',
      'config MODULES\n\tdef_bool y\n\toption modules\nconfig A\n\ttristate "a"\n\tdepends on T\nconfig T\n\ttristate "t"\n\tdefault m\n',
      'CONFIG_A=y\n',
      [
        'UL0239',
        'config:1: A was set to y, but it can be at most m',
        [
          'A depends on T, which is m (Kconfig:4)',
          "T is m: nobody set it, and 'default m' is the first default that holds (Kconfig:9)",
        ],
      ],
    ],
    [
      'm where there are no modules',
      'config A\n\ttristate "a"\n',
      'CONFIG_A=m\n',
      [
        'UL0239',
        'config:1: A was set to m, but m is not possible here, and y stands for it',
        ['the tree has no modules'],
      ],
    ],
    ['a line that is none', B, 'B=y\n', ['UL0235', "config:1: 'B=y' is no assignment; it is ignored", []]],
    [
      'a line that a later one overrides',
      B,
      'CONFIG_B=y\n# CONFIG_B is not set\n',
      ['UL0236', "config:2: 'B' was 'y' in line 1; 'n' holds", []],
    ],
  ])('%s', (_what, text, config, [code, message, because]) => {
    expect(found(text, config)).toEqual([{ code, message, because, severity: 'warning' }]);
  });

  test('another member of the choice was set later, or before', () => {
    const text = 'choice\n\tprompt "Board"\nconfig X\n\tbool "x"\nconfig Y\n\tbool "y"\nendchoice\n';
    const both = found(text, 'CONFIG_X=y\nCONFIG_Y=y\n');
    expect(both).toHaveLength(1);
    expect(both[0]?.code).toBe('UL0237');
    expect(both[0]?.message).toMatch(/^config:[12]: [XY] was set to y, but [XY] is chosen in the choice "Board"$/);
  });

  test('set by hand, it is told without a place', () => {
    const { tree } = treeFrom('config N\n\tint "n"\n\trange 1 9\n');
    const configuration = new Configuration(tree);
    const symbol = configuration.symbol('N');
    if (symbol !== undefined) configuration.set(symbol, 'many');
    expect(findings(configuration)).toMatchObject([
      { code: 'UL0232', message: 'N was set to many, but that is no value for an int', at: { option: 'N' } },
    ]);
  });

  test('what holds is not mentioned, though it came about another way', () => {
    expect(
      found('config A\n\tdef_bool y\nconfig H\n\thex "h"\n\tdefault 0x1f\n', 'CONFIG_A=y\nCONFIG_H=0x1F\n'),
    ).toEqual([]);
  });
});

describe('what the tree does by itself', () => {
  test('a select of what cannot be', () => {
    const text =
      'config A\n\tbool "a"\n\tdepends on B && T\nconfig S\n\tdef_bool y\n\tselect A\n' +
      B +
      'config T\n\tdef_bool y\n';
    expect(found(text)).toEqual([
      {
        code: 'UL0225',
        severity: 'warning',
        message: 'Kconfig:6: S selects A, but A depends on B && T, which is n',
        because: [
          'S selects it (Kconfig:6)',
          'A depends on B && T, which is n (Kconfig:1)',
          'B is n: nobody set it, and no default holds (Kconfig:7)',
        ],
      },
    ]);
    expect(found(text, 'CONFIG_B=y\n')).toEqual([]);
  });

  test('an empty range', () => {
    const text = 'config N\n\tint "n"\n\trange 5 LIMIT\nconfig LIMIT\n\tint\n\tdefault 3\n';
    expect(found(text)).toMatchObject([
      {
        code: 'UL0226',
        message: 'Kconfig:3: the range of N is 5 to 3, so no value is in it',
        because: ['LIMIT is 3'],
      },
    ]);
  });
});

describe('circles, whole and with the place of each step', () => {
  test.each([
    [
      'of depends',
      'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on !C\nconfig C\n\tbool "c"\n\tdepends on A\n',
      'Kconfig:1: A depends on itself: A → B → C → A',
      ['A depends on B (Kconfig:1)', 'B depends on !C (Kconfig:4)', 'C depends on A (Kconfig:7)'],
    ],
    [
      'of a select',
      'config A\n\tbool "a"\n\tselect B\n\tdepends on B\nconfig B\n\tbool "b"\n',
      'Kconfig:1: A depends on itself: A → B → A',
      ['A depends on B (Kconfig:1)', 'B is selected by A (Kconfig:3)'],
    ],
    [
      'of a default',
      'config A\n\tbool "a"\n\tdefault B\nconfig B\n\tbool "b"\n\tdefault y if A\n',
      'Kconfig:3: A depends on itself: A → B → A',
      ['A has the default B (Kconfig:3)', 'B has the default y, if A is so (Kconfig:6)'],
    ],
    [
      'of a prompt and a menu',
      'config A\n\tbool "a" if B\nmenu "M"\n\tdepends on A\nconfig B\n\tbool "b"\nendmenu\n',
      'Kconfig:2: A depends on itself: A → B → A',
      ['A has a prompt only if B (Kconfig:2)', 'B is in menu "M", which depends on A (Kconfig:3)'],
    ],
    [
      'of a choice on its own member',
      'choice\n\tprompt "Board"\n\tdepends on X\nconfig X\n\tbool "x"\nendchoice\n',
      'Kconfig:1: the choice "Board" depends on itself: the choice "Board" → X → the choice "Board"',
      ['the choice "Board" depends on X (Kconfig:1)', 'X is a member of the choice "Board" (Kconfig:4)'],
    ],
    [
      'of one symbol',
      'config A\n\tbool "a"\n\tdepends on !A\n',
      'Kconfig:1: A depends on itself: A → A',
      ['A depends on !A (Kconfig:1)'],
    ],
  ])('%s', (_what, text, message, because) => {
    expect(found(text)).toEqual([{ code: 'UL0218', severity: 'error', message, because }]);
  });
});

describe.each(['unikraft', 'linux'] as const)('generated trees, %s', (dialect) => {
  test('each assignment holds or is told, with a cause', () => {
    let told = 0;
    for (let seed = 0; seed < scaled(30); seed++) {
      const next = integers(seed);
      const { Kconfig = '', ...files } = generateTree(seed, { dialect, circles: seed % 3 === 0 ? 10 : 0 }).files;
      const { tree } = treeFrom(Kconfig, files, { dialect });
      const configuration = new Configuration(tree);
      for (const symbol of tree.byName.values())
        if (symbol.entries.length > 0 && chance(next, 60))
          configuration.set(symbol, pick(next, ['y', 'n', 'm', '42', '0x1f', 'text']));
      const silent = new Set(configuration.assignments().keys());
      for (const { code, because, at, message } of findings(configuration)) {
        expect(code).toMatch(/^UL02(18|25|26|3[234789])$/);
        expect(message).not.toMatch(/undefined|\[object/);
        if (!/^UL023/.test(code)) continue;
        told++;
        const symbol = configuration.symbol(at.option ?? '');
        expect(symbol !== undefined && silent.delete(symbol)).toBe(true);
        if (code !== 'UL0232' && code !== 'UL0237') expect(because.length, message).toBeGreaterThan(0);
      }
      for (const symbol of silent) {
        const user = configuration.user(symbol) ?? '';
        const now = configuration.text(symbol);
        const isNumber = symbol.type === 'int' || symbol.type === 'hex';
        if (isNumber) expect(Number.parseInt(now, 16), symbol.name).toBe(Number.parseInt(user, 16));
        else
          expect(now[0] ?? '', symbol.name).toBe(
            symbol.type === 'string' ? (user[0] ?? '') : /^[ym]/.test(user) ? user : 'n',
          );
      }
    }
    expect(told).toBeGreaterThan(100);
  });

  test('each step of a circle has its place', () => {
    let circles = 0;
    for (let seed = 0; seed < scaled(60); seed++) {
      const { Kconfig = '', ...files } = generateTree(seed, { dialect, circles: 4, symbols: 15 }).files;
      const configuration = new Configuration(treeFrom(Kconfig, files, { dialect }).tree);
      for (const { because, params } of cycleFindings(configuration)) {
        circles++;
        expect(because, `seed ${seed}`).toHaveLength(String(params['cycle']).split(' → ').length - 1);
        for (const each of because) expect(each).toMatch(/\(\S+:\d+\)$/);
      }
    }
    expect(circles).toBeGreaterThan(10);
  });
});
