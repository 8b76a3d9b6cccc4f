import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../testing/scale.ts';
import { expressionText } from './expr.ts';
import { evaluate } from './kconfig.ts';
import { parseKconfig } from './parse.ts';
import type { ConfigNode } from './tree.ts';

const parse = (text: string) => parseKconfig(text, 'Kconfig');
const faults = (text: string) =>
  parse(text).diagnostics.map(({ code, at, params }) => `${code} ${at.line}:${at.column} ${params['reason']}`);
const first = (text: string) => parse(text).tree.children[0] as ConfigNode;

describe('parseKconfig', () => {
  it('reads every attribute', () => {
    const node = first(`menuconfig A
	int "Size \\"x\\"" if B
	default 4 if B && \\
		C
	default 0x10
	range 1 C if !B
	depends on B || C
	depends on D
	help
	  First line.
	    Indented.

	  Last.
config B
	def_bool y
`);
    expect(node).toMatchObject({
      name: 'A',
      type: 'int',
      prompt: { text: 'Size "x"' },
      help: 'First line.\nIndented.\n\nLast.',
    });
    expect(node.defaults).toHaveLength(2);
    expect(node.ranges).toHaveLength(1);
    expect(node.depends && expressionText(node.depends)).toBe('(B || C) && D');
  });

  it('reads menus, ifs, choices and comments in each other', () => {
    const { tree, diagnostics } = parse(`mainmenu "Title"
menu "M"
	depends on A
	visible if B
if C
choice
	prompt "Which"
	default Y
config X
	bool "x"
config Y
	bool "y"
endchoice
endif
comment "Text"
	depends on A
endmenu
`);
    expect(diagnostics).toEqual([]);
    expect(tree).toMatchObject({
      title: 'Title',
      children: [
        {
          kind: 'menu',
          title: 'M',
          children: [
            { kind: 'if', children: [{ kind: 'choice' }] },
            { kind: 'comment', text: 'Text' },
          ],
        },
      ],
    });
  });

  it.each([
    ['A && B || !C', 'A && B || !C'],
    ['A && (B || C)', 'A && (B || C)'],
    ['!(A = y) && B != "x y"', '!(A = y) && B != "x y"'],
    ['A>=3&&B<0x10', 'A >= 3 && B < 0x10'],
  ])('reads the expression %s', (text, expected) => {
    const { depends } = first(`config X\n\tbool\n\tdepends on ${text}\n`);
    expect(depends && expressionText(depends)).toBe(expected);
  });

  it.each([
    [
      'config A\n\ttristate "x"\n',
      "UL0204 2:2 'tristate' is not used in microlibs: nothing is loaded at run time; write 'bool'",
    ],
    [
      'config A\n\tbool "x"\n\tselect B\n',
      "UL0204 3:2 'select' is not read here; write 'depends on' in the option that needs the other",
    ],
    ['config A\n\tbool "x\n', 'UL0204 2:7 the string has no end'],
    ['config A\n\tbool\n\tdepends on (B && C\n', "UL0204 3:19 a ')' is missing"],
    ['config A\n\tbool\n\tdepends B\n', "UL0204 3:10 'depends' wants 'on'"],
    ['config A\n\tbool extra\n', 'UL0204 2:7 a prompt stands in quotes'],
    ['config\n\tbool\n', 'UL0204 1:1 the option has no name'],
    ['config A\n', "UL0204 1:1 'A' has no type"],
    ['menu "M"\nconfig A\n\tbool\n', "UL0204 1:1 'endmenu' is missing for this line"],
    ['endif\n', "UL0204 1:1 'endif' ends nothing here"],
    ['source "x"\n', "UL0204 1:1 'x' cannot be sourced here"],
    ['nonsense\n', "UL0204 1:1 'nonsense' begins no entry"],
    ['config A\n\tint\n\tdefault $(shell,rm)\n', "UL0204 3:10 '$' is not a symbol or value"],
  ])('refuses %j', (text, expected) => {
    expect(faults(text)[0]).toBe(expected);
  });

  it('goes on after a line that it cannot read', () => {
    const { tree, diagnostics } = parse('config A\n\tbool "x\nconfig B\n\tbool "b"\n');
    expect(diagnostics).toHaveLength(1);
    expect(tree.children).toHaveLength(2);
  });

  it('does not source in circles', () => {
    const { diagnostics } = parseKconfig('source "a"', 'Kconfig', () => 'source "a"');
    expect(diagnostics[0]?.params['reason']).toBe("'a' sources itself");
  });

  it('takes any text, and deep nesting, without an exception', () => {
    const piece = fc.constantFrom(
      ...'config A,bool "x",int,hex "h",string,default,range 1 2,depends on A,if A,endif,menu "m",endmenu,choice,endchoice,help,A,&&,||,!,(,),=,"s",\n,\n\t,\\\n,y,0x1,-1,#,comment "c"'.split(
        ',',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join(' ')),
        ),
        (text) => {
          const { tree, diagnostics } = parse(text);
          for (const { at } of diagnostics) expect(at.line).toBeGreaterThan(0);
          evaluate(tree, { A: 1, B: true });
        },
      ),
      { numRuns: scaled(3000), seed: 3 },
    );
    const deep = `config A\n\tbool\n\tdepends on ${'('.repeat(50_000)}A\n${'if A\n'.repeat(5_000)}`;
    expect(parse(deep).diagnostics.length).toBeGreaterThan(0);
    const chain = Array.from({ length: 5_000 }, (_, at) => `config S${at}\n\tdef_bool S${at + 1}\n`).join('');
    expect(evaluate(parse(chain).tree, {}).symbols).toHaveLength(5_000);
  });
});
