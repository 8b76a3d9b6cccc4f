/** Each fault has its code and place, and hides nothing that stands beside it. */
import { describe, expect, test } from 'vitest';
import { treeFrom } from '../testing/tree-from.ts';
import type { ParseOptions } from './options.ts';

const AFTER = 'config AFTER\n\tbool "after"\n';

type Row = readonly [what: string, text: string, found: readonly string[], message: string];

const rows: readonly Row[] = [
  ['unknown statement', 'confg A\n', ['UL0210 Kconfig:1:1'], "did you mean 'config'"],
  ['property without an entry', 'default y\n', ['UL0210 Kconfig:1:1'], 'belongs to'],
  ['line that begins with a text', '"x"\n', ['UL0210 Kconfig:1:1'], 'begins with a keyword'],
  ['config without a name', 'config\n', ['UL0210 Kconfig:1:7'], 'name of a symbol'],
  ['config of a constant', 'config y\n', ['UL0210 Kconfig:1:1'], 'is a value'],
  ['config of a text', 'config "A"\n', ['UL0210 Kconfig:1:8'], 'name of a symbol'],
  ['words behind', 'config A B\n\tbool\n', ['UL0210 Kconfig:1:10'], 'should end here'],
  ['depends without on', 'config A\n\tbool\n\tdepends B\n', ['UL0210 Kconfig:3:10'], "'on'"],
  ['half an expression', 'config A\n\tbool\n\tdepends on A &&\n', ['UL0210 Kconfig:3:17'], 'a symbol'],
  ['open parenthesis', 'config A\n\tbool\n\tdepends on (A\n', ['UL0210 Kconfig:3:15'], "a ')'"],
  ['keyword in an expression', 'config A\n\tbool\n\tdepends on if\n', ['UL0210 Kconfig:3:13'], "keyword 'if'"],
  ['unknown option', 'config A\n\tbool\n\toption x\n', ['UL0210 Kconfig:3:2'], 'no such option'],
  ['strange character', 'config A\n\tbool ;\n', ['UL0210 Kconfig:2:7'], "';' means nothing"],
  ['text without an end', 'config A\n\tbool "a\n', ['UL0210 Kconfig:2:7'], 'does not end'],
  ['prompt that begins with blanks', 'config A\n\tbool " a"\n', ['UL0210 Kconfig:2:7'], 'blanks'],
  [
    'choice in a choice',
    'choice\n\tprompt "p"\nchoice\n\tprompt "q"\nendchoice\nendchoice\n',
    ['UL0210 Kconfig:3:1'],
    'in a choice',
  ],
  ['missing file', 'source "none"\n', ['UL0211 Kconfig:1:1'], "no file 'none'"],
  ['menu without an end', 'menu "m"\n', ['UL0215 Kconfig:1:1'], "no 'endmenu'"],
  ['end without a menu', 'endmenu\n', ['UL0215 Kconfig:1:1'], 'ends nothing'],
  [
    'ends crossed',
    'menu "m"\nif A\nendmenu\n',
    ['UL0215 Kconfig:2:1', 'UL0217 Kconfig:2:4'],
    "before the 'endmenu' in line 3",
  ],
  ['type changed', 'config A\n\tbool\n\tint\n', ['UL0216 Kconfig:3:2'], "is bool already; 'int' is ignored"],
  ['no type', 'config A\n\tprompt "a"\n', ['UL0216 Kconfig:1:1'], 'has no type'],
  ['two prompts', 'config A\n\tbool "a"\n\tprompt "b"\n', ['UL0216 Kconfig:3:9'], 'both count'],
  ['two helps', 'config A\n\tbool\n\thelp\n\t  x\n\thelp\n\t  y\n', ['UL0216 Kconfig:5:2'], 'last one holds'],
  ['empty help', 'config A\n\tbool\n\thelp\n\n', ['UL0216 Kconfig:3:2'], 'empty help'],
  ['menuconfig without a prompt', 'menuconfig A\n\tbool\n', ['UL0216 Kconfig:1:1'], 'has no prompt'],
  ['range of a bool', 'config A\n\tbool\n\trange 1 2\n', ['UL0216 Kconfig:3:2'], 'only int and hex'],
  ['select by an int', 'config A\n\tint\n\tselect AFTER\n', ['UL0216 Kconfig:3:2'], "'A' is int"],
  ['select of a string', 'config A\n\tbool\n\tselect S\nconfig S\n\tstring\n', ['UL0216 Kconfig:3:2'], "'S' is string"],
  [
    'modules twice',
    'config A\n\tbool\n\tmodules\nconfig B\n\tbool\n\tmodules\n',
    ['UL0216 Kconfig:4:1'],
    'has it already',
  ],
  ['environment not set', 'config A\n\tstring\n\toption env="NONE"\n', ['UL0216 Kconfig:3:9'], "'NONE' is not set"],
  ['never defined', 'config A\n\tbool\n\tdepends on AFTR\n', ['UL0217 Kconfig:3:13'], "did you mean 'AFTER'"],
  ['select of what is not there', 'config A\n\tbool\n\tselect NOWHERE\n', ['UL0217 Kconfig:3:9'], "'NOWHERE' is never"],
  ['choice without a prompt', 'choice\nconfig A\n\tbool "a"\nendchoice\n', ['UL0223 Kconfig:1:1'], 'no prompt'],
  [
    'default of a choice that is none of it',
    'choice\n\tprompt "p"\n\tdefault AFTER\nendchoice\n',
    ['UL0223 Kconfig:3:2'],
    'not one of its members',
  ],
  [
    'default of a choice that is a text',
    'choice\n\tprompt "p"\n\tdefault "x"\nendchoice\n',
    ['UL0223 Kconfig:3:2'],
    'names',
  ],
  [
    'member without a prompt',
    'choice\n\tprompt "p"\nconfig A\n\tbool\nendchoice\n',
    ['UL0223 Kconfig:3:1'],
    'has no prompt',
  ],
  [
    'member with a default',
    'choice\n\tprompt "p"\nconfig A\n\tbool "a"\n\tdefault y\nendchoice\n',
    ['UL0223 Kconfig:3:1'],
    'means nothing',
  ],
  ['default that is no number', 'config A\n\tint\n\tdefault "x"\n', ['UL0224 Kconfig:3:2'], 'no default for the int'],
  [
    'default of a string that is an expression',
    'config A\n\tstring\n\tdefault A || AFTER\n',
    ['UL0224 Kconfig:3:2'],
    'one symbol',
  ],
  ['bound that is no number', 'config A\n\thex\n\trange 0 zz\n', ['UL0224 Kconfig:3:2'], 'no bound'],
];

test.each(rows)('%s', (_what, text, expected, message) => {
  const { tree, found, messages } = treeFrom(text + AFTER);
  expect(found).toEqual(expected);
  expect(messages[0]).toContain(message);
  expect(tree.byName.get('AFTER')?.entries).toHaveLength(1);
});

describe('recovery', () => {
  test('properties behind a bad line belong to the entry before it', () => {
    const { config, found } = treeFrom('config A\n\tbool "a"\n\tdefalt y\n\tdefault n\n\tbogus\n\tdepends on A\n');
    expect(found).toEqual(['UL0210 Kconfig:3:2', 'UL0210 Kconfig:5:2']);
    expect(config('A').defaults).toHaveLength(1);
    expect(config('A').depends).toHaveLength(1);
  });

  test('an if that cannot be read keeps its block, and out of force', () => {
    const { tree, config } = treeFrom('if A &&\nconfig B\n\tbool\nendif\n');
    expect(config('B').parent).toMatchObject({ kind: 'if', condition: { op: 'symbol', symbol: { name: 'n' } } });
    expect(tree.root.children).toHaveLength(1);
  });

  test('a property whose condition cannot be read is left out, not made unconditional', () => {
    const { config } = treeFrom('config A\n\tbool\n\tdefault y if (\n\tselect A if &&\n\trange 1 2 if\n');
    expect([config('A').defaults, config('A').selects, config('A').ranges]).toEqual([[], [], []]);
  });

  test('blocks balance within their file; both places are told', () => {
    const { found, messages, tree } = treeFrom('menu "m"\nsource "f"\nendmenu\nconfig X\n\tbool\n', {
      f: 'endmenu\nif X\n',
    });
    expect(found).toEqual(['UL0215 f:1:1', 'UL0215 f:2:1']);
    expect(messages[0]).toContain('the open menu began at Kconfig:1');
    expect(tree.byName.get('X')?.entries[0]?.parent?.kind).toBe('root');
  });
});

describe('circles and bounds', () => {
  test('source that comes back to itself is shown as a circle', () => {
    const { diagnostics, tree } = treeFrom('source "a"\nconfig R\n\tbool\n', {
      a: 'source "b"\nconfig A\n\tbool\n',
      b: 'source "a"\nconfig B\n\tbool\n',
    });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'UL0212',
      params: { cycle: 'a → b → a' },
      because: ['a:1 sources the next', 'b:1 sources the next'],
    });
    expect([...tree.byName.keys()]).toEqual(['B', 'A', 'R']);
  });

  const limits = (text: string, given: ParseOptions['limits'], read?: ParseOptions['read']) =>
    treeFrom(text, {}, { ...(read === undefined ? {} : { read }), ...(given === undefined ? {} : { limits: given }) });

  test('sources without end', () => {
    let count = 0;
    const { found } = limits('', {}, () => `source "f${count++}"\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^UL0212/);
    expect(
      limits('', { files: 50 }, (path) => (path.length > 20 ? '' : `source "${path}a"\nsource "${path}b"\n`)).tree.files
        .length,
    ).toBe(50);
  });

  test('blocks, parentheses and operands without end', () => {
    expect(treeFrom(`${'if A\n'.repeat(5000)}`).found).toContain('UL0212 Kconfig:401:1');
    const deep = treeFrom(`config A\n\tbool\n\tdepends on ${'('.repeat(50_000)}A\n${AFTER}`);
    expect(deep.messages[0]).toContain('too many parentheses');
    expect(deep.tree.byName.has('AFTER')).toBe(true);
    const negated = treeFrom(`config A\n\tbool\n\tdepends on ${'!'.repeat(50_000)}A\n`);
    expect(negated.messages[0]).toContain('too many parentheses');
    const long = treeFrom(`config A\n\tbool\n\tdepends on ${'A || '.repeat(50_000)}A\n`);
    expect(long.messages[0]).toContain('too many operands');
  });

  test('findings without end are counted', () => {
    const { diagnostics } = limits('x\n'.repeat(100), { diagnostics: 10 });
    expect(diagnostics).toHaveLength(11);
    expect(diagnostics[10]?.message).toContain('90 more');
  });
});

test('in current Linux a missing file and a choice without a prompt are errors, in Unikraft warnings', () => {
  const text = 'source "none"\nchoice\nconfig A\n\tbool "a"\nendchoice\n';
  const severities = (dialect: 'unikraft' | 'linux') =>
    treeFrom(text, {}, { dialect }).diagnostics.map(({ severity }) => severity);
  expect(severities('unikraft')).toEqual(['warning', 'warning']);
  expect(severities('linux')).toEqual(['error', 'error']);
});

test('numbers and words in comparisons need no definition, and each name is told once', () => {
  const { found } = treeFrom(
    'config A\n\tint\n\tdefault 5 if A = word || A != 0x10\n\tdepends on GONE\n\tdepends on GONE || A = AWAY\n',
  );
  expect(found).toEqual(['UL0217 Kconfig:4:13', 'UL0217 Kconfig:5:25']);
});
