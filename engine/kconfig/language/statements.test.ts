import { describe, expect, test } from 'vitest';
import { shown, treeFrom } from '../testing/tree-from.ts';

const outline = (children: readonly { kind: string; children?: readonly unknown[] }[]): unknown[] =>
  children.map((child) => {
    const named = child as { symbol?: { name: string }; prompt?: { text: string } };
    const label = named.symbol?.name ?? named.prompt?.text ?? child.kind;
    return child.children === undefined ? label : [label, ...outline(child.children as never)];
  });

describe('entries', () => {
  test('stand where they were written', () => {
    const { tree, found } = treeFrom(`mainmenu "Title"
menu "M"
config A
	bool "a"
if A
comment "c"
choice
	prompt "p"
config B
	bool "b"
endchoice
endif
endmenu
menuconfig C
	bool "c"
`);
    expect(found).toEqual([]);
    expect(tree.title).toBe('Title');
    expect(outline(tree.root.children)).toEqual([['M', 'A', ['if', 'c', ['<choice>', 'B']]], 'C']);
  });

  test('have their own properties, each with its condition and place', () => {
    const { config, found } = treeFrom(`config A
	tristate "prompt" if B
	default m if C
	default B
	depends on B || C
	depends on !C
	select D if B = y
	imply E
	help
	  First
	    deeper

	  last
config B
	bool
config C
	bool
config D
	bool
config E
	bool
`);
    expect(found).toEqual([]);
    const a = config('A');
    expect(a.symbol.type).toBe('tristate');
    expect(a.prompts.map(({ text, condition }) => [text, shown(condition)])).toEqual([['prompt', 'B']]);
    expect(a.defaults.map(({ value, condition }) => [shown(value), shown(condition)])).toEqual([
      ['"m"', 'C'],
      ['B', ''],
    ]);
    expect(a.depends.map(shown)).toEqual(['(B || C)', '!C']);
    expect(a.selects.map(({ symbol, condition, at }) => [symbol.name, shown(condition), at.line])).toEqual([
      ['D', 'B="y"', 7],
    ]);
    expect(a.implies[0]?.symbol.name).toBe('E');
    expect(a.help).toBe('First\n  deeper\n\nlast');
  });

  test('of every type and with typed defaults', () => {
    const { tree, config, found } = treeFrom(`config I
	int "i"
	range 1 MAX if B
config MAX
	def_int 7
config H
	def_hex 0x1f
config S
	def_string "s"
config B
	def_bool y
config T
	def_tristate m
`);
    expect(found).toEqual([]);
    expect(['I', 'MAX', 'H', 'S', 'B', 'T'].map((name) => tree.byName.get(name)?.type)).toEqual([
      ...['int', 'int', 'hex', 'string', 'bool', 'tristate'],
    ]);
    const [range] = config('I').ranges;
    expect([range?.low.name, range?.high.name, shown(range?.condition)]).toEqual(['1', 'MAX', 'B']);
  });

  test('keep all definitions of a symbol, and its name is one object everywhere', () => {
    const { tree, config } = treeFrom('config A\n\tbool\n\tselect B\nconfig B\n\tbool\nconfig A\n\tdefault B\n');
    const a = tree.byName.get('A');
    expect(a?.entries.map(({ at }) => at.line)).toEqual([1, 6]);
    expect(config('A').selects[0]?.symbol).toBe(tree.byName.get('B'));
    expect(tree.symbols.every((symbol, id) => symbol.id === id)).toBe(true);
  });

  test('flags: modules, transitional, options of older tools', () => {
    const { tree, config, found } = treeFrom(
      `config M
	bool
	option modules
config E
	string
	option env="HOME"
config L
	string
	option defconfig_list
config N
	bool "n"
	option allnoconfig_y
`,
      {},
      { environment: (name) => (name === 'HOME' ? '/h' : undefined) },
    );
    expect(found).toEqual([]);
    expect(tree.modules?.name).toBe('M');
    expect(config('E').env).toBe('HOME');
    expect(shown(config('E').defaults[0]?.value)).toBe('"/h"');
    expect([...config('L').flags, ...config('N').flags]).toEqual(['defconfig_list', 'allnoconfig_y']);
    const linux = treeFrom('config A\n\tbool\n\ttransitional\n\tmodules\n', {}, { dialect: 'linux' });
    expect([...linux.config('A').flags]).toEqual(['transitional', 'modules']);
    expect(linux.found).toEqual([]);
  });

  test('choices: named, optional, several defaults', () => {
    const { tree, found } = treeFrom(`choice WHICH
	bool "w"
	optional
	default A if X
	default B
	depends on X
config A
	bool "a"
config B
	bool "b"
endchoice
config X
	def_bool y
`);
    expect(found).toEqual([]);
    const [choice] = tree.root.children;
    if (choice?.kind !== 'choice') throw new Error('no choice');
    expect(choice).toMatchObject({ named: true, optional: true });
    expect(choice.symbol.type).toBe('bool');
    expect(choice.defaults.map(({ value, condition }) => [shown(value), shown(condition)])).toEqual([
      ['A', 'X'],
      ['B', ''],
    ]);
    expect(tree.byName.has('WHICH')).toBe(false);
  });

  test('menus have conditions of their own', () => {
    const { tree } = treeFrom('menu "m"\n\tdepends on A\n\tvisible if B\nendmenu\ncomment "c"\n\tdepends on B\n');
    const [menu, comment] = tree.root.children;
    expect(menu?.kind === 'menu' && [menu.depends.map(shown), menu.visible.map(shown)]).toEqual([['A'], ['B']]);
    expect(comment?.kind === 'comment' && comment.depends.map(shown)).toEqual(['B']);
  });

  test('a dependency with a condition of its own holds where the condition does not', () => {
    const { config } = treeFrom('config A\n\tbool\n\tdepends on B if C\n', {}, { dialect: 'linux' });
    expect(config('A').depends.map(shown)).toEqual(['(B || !C)']);
  });
});

describe('expressions', () => {
  test.each([
    ['A || B && C', '(A || (B && C))'],
    ['!A && B', '(!A && B)'],
    ['!A = B', '!A=B'],
    ['!(A || B)', '!(A || B)'],
    ['A && B && C', '((A && B) && C)'],
    ['A != "x y"', 'A!="x y"'],
    ['A <= 3 || B >= 0x4 || C < D || D > 1', '(((A<=3 || B>=0x4) || C<D) || D>1)'],
    ['A=y&&B!=n', '(A="y" && B!="n")'],
  ])('%s', (text, expected) => {
    const { config } = treeFrom(`config X\n\tbool\n\tdepends on ${text}\n`);
    expect(config('X').depends.map(shown)).toEqual([expected]);
  });
});

describe('words', () => {
  test('continue on the next line, end at comments, and may be quoted either way', () => {
    const { config, found } = treeFrom(
      'config A # not this\r\n\tstring \'it "is"\' \\\r\n\t\tif B # nor this\r\n\tdefault "a\\"b\\\\c#d"\r\nconfig B\r\n\tbool\r\n',
    );
    expect(found).toEqual([]);
    expect(config('A').prompts[0]?.text).toBe('it "is"');
    expect(shown(config('A').prompts[0]?.condition)).toBe('B');
    expect(config('A').defaults[0]?.value).toMatchObject({ symbol: { name: 'a"b\\c#d', constant: true } });
  });

  test('a help in column 1 takes in what follows, and is told', () => {
    const { tree, found } = treeFrom('config A\n\tbool "a"\n\thelp\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n');
    expect([...tree.byName.keys()]).toEqual(['A', 'C']);
    expect(found).toEqual(['UL0216 Kconfig:3:2']);
  });

  test('a help ends before a line with less indentation, and empty lines end nothing', () => {
    const { config, tree } = treeFrom(
      'config A\n\tbool\n\thelp\n\t  one\n\n\t  two\n \n  default B\nconfig B\n\tbool\n',
    );
    expect(config('A').help).toBe('one\n\ntwo');
    expect(config('A').defaults).toHaveLength(1);
    expect(tree.byName.has('B')).toBe(true);
  });
});

describe('source', () => {
  test('of files, relative ones, optional ones, patterns, and unquoted as older trees have it', () => {
    const globbed: string[] = [];
    const { tree, found } = treeFrom(
      `source "sub/Kconfig"
source old/style.in
osource "none"
source "p/*"
`,
      {
        'sub/Kconfig': 'rsource "more"\norsource "missing"\nconfig SUB\n\tdef_bool y\n',
        'sub/more': 'config MORE\n\tdef_bool y\n',
        'old/style.in': 'config OLD\n\tdef_bool y\n',
        'p/1': 'config P1\n\tdef_bool y\n',
        'p/2': 'config P2\n\tdef_bool y\n',
      },
      {
        glob: (pattern) => {
          globbed.push(pattern);
          return ['p/1', 'p/2'];
        },
      },
    );
    expect(found).toEqual([]);
    expect(globbed).toEqual(['p/*']);
    expect([...tree.byName.keys()]).toEqual(['MORE', 'SUB', 'OLD', 'P1', 'P2']);
    expect(tree.files).toEqual(['Kconfig', 'sub/Kconfig', 'sub/more', 'old/style.in', 'p/1', 'p/2']);
  });

  test('$NAME without parentheses is a symbol of the environment, or the environment', () => {
    const { tree, found } = treeFrom(
      'config DIR\n\tstring\n\toption env="BASE"\nsource "$DIR/$FILE"\n',
      { 'sub/x': 'config A\n\tdef_bool y\n' },
      { environment: (name) => ({ BASE: 'sub', FILE: 'x' })[name] },
    );
    expect(found).toEqual([]);
    expect(tree.byName.has('A')).toBe(true);
  });

  test('the same file twice is read twice, in its place', () => {
    const { tree } = treeFrom('if A\nsource "f"\nendif\nif B\nsource "f"\nendif\n', { f: 'config X\n\tdef_bool y\n' });
    expect(tree.byName.get('X')?.entries.map(({ parent }) => parent?.at.line)).toEqual([1, 4]);
  });
});
