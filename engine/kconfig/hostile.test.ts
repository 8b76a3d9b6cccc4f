/** Large input of the kinds that make an evaluator slow or its stack deep: it comes through, whole. */
import { describe, expect, test } from 'vitest';
import { integers } from '../testing/random.ts';
import { runPipeline } from './testing/pipeline.ts';

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

const symbol = (index: number, rest: string): string => `config A${index}\n\tbool "a"\n\t${rest}\n`;

const CASES: readonly (readonly [string, string])[] = [
  ['lines of depends', `config A\n\tbool "a"\n${times(20_000, (i) => `\tdepends on B${i % 50}\n`)}`],
  ['definitions of one symbol', times(10_000, (i) => `config A\n\tbool "a"\n\tdepends on B${i % 50}\n`)],
  ['a chain of symbols', times(5000, (i) => symbol(i, `depends on A${i + 1}`))],
  ['a chain of selects', times(5000, (i) => symbol(i, `select A${i + 1}`))],
  ['one large circle', times(2000, (i) => symbol(i, `depends on A${(i + 1) % 2000}`))],
  ['symbols that all depend on all', times(120, (i) => symbol(i, `depends on ${times(119, (j) => `A${j} || `)}B`))],
  [
    'nested menus',
    `${times(390, (i) => `menu "m"\n\tvisible if A${i}\n`)}${times(300, (i) => symbol(i, ''))}${'endmenu\n'.repeat(390)}`,
  ],
  ['nested ifs', `${times(390, (i) => `if A${i} || B\n`)}${times(300, (i) => symbol(i, ''))}${'endif\n'.repeat(390)}`],
  ['members of one choice', `choice\n\tprompt "p"\n${times(3000, (i) => symbol(i, ''))}endchoice\n`],
  [
    'members that hang on each other',
    `choice\n\tprompt "p"\n${times(1000, (i) => symbol(i, `depends on A${i + 1}`))}endchoice\n`,
  ],
  [
    'choices in choices',
    `${'choice\n\tprompt "p"\n'.repeat(200)}${times(500, (i) => symbol(i, ''))}${'endchoice\n'.repeat(200)}`,
  ],
  ['definitions of one choice', times(1000, (i) => `choice N\n\tprompt "p"\n${symbol(i, '')}endchoice\n`)],
  [
    'defaults and ranges',
    `config A\n\tint "a"\n${times(5000, (i) => `\tdefault ${i} if B${i}\n\trange ${i} 9 if B${i}\n`)}`,
  ],
  [
    'selectors of one symbol',
    `${times(5000, (i) => symbol(i, 'select T if B'))}config T\n\tbool\n\tdepends on NOWHERE\n`,
  ],
  ['an expression of many operands', `config A\n\tbool "a"\n\tdepends on ${times(1990, (i) => `B${i} || `)}B\n`],
  ['negations', `config A\n\tbool "a"\n\tdepends on ${'!'.repeat(390)}B\n`],
  ['parentheses', `config A\n\tbool "a"\n\tdepends on ${'('.repeat(390)}B${')'.repeat(390)}\n`],
  [
    'digits',
    `config A\n\tint "a"\n\tdefault ${'9'.repeat(50_000)}\nconfig B\n\tbool "b"\n\tdepends on A > ${'9'.repeat(50_000)}\n`,
  ],
  ['a long text', `config A\n\tstring "a"\n\tdefault "${'x'.repeat(500_000)}"\n`],
  [
    'a macro that doubles',
    `A0 = xx\n${times(40, (i) => `A${i + 1} = $(A${i})$(A${i})\n`)}config A\n\tstring "$(A40)"\n`,
  ],
];

describe.each(['unikraft', 'linux'] as const)('large input, %s', (dialect) => {
  test.each(CASES)('%s', (_what, Kconfig) => {
    const config = `CONFIG_A=y\nCONFIG_B=y\n${times(500, (i) => `CONFIG_A${i}=y\n`)}`;
    expect(() => runPipeline({ files: { Kconfig }, config, dialect }, integers(1))).not.toThrow();
  });
});
