import { describe, expect, test } from 'vitest';
import { shown, treeFrom } from '../testing/tree-from.ts';
import type { ParseOptions } from './options.ts';

/** The default of `S` after the lines of `before`. */
const value = (before: string, text: string, options: Partial<ParseOptions> = {}) => {
  const read = treeFrom(`${before}\nconfig S\n\tstring\n\tdefault ${text}\n`, {}, options);
  const found = read.config('S').defaults[0]?.value;
  return { text: found?.op === 'symbol' ? found.symbol.name : undefined, found: read.found, messages: read.messages };
};

describe('variables', () => {
  test.each([
    ['A = 1\nB = $(A)\nA = 2', '"$(B)"', '2'],
    ['A = 1\nB := $(A)\nA = 2', '"$(B)"', '1'],
    ['A = 1\nB := x\nB += $(A)\nA = 2', '"$(B)"', 'x 1'],
    ['A = 1\nB = x\nB += $(A)\nA = 2', '"$(B)"', 'x 2'],
    ['E =\nE += x', '"[$(E)]"', '[ x]'],
    ['N += x', '"[$(N)]"', '[x]'],
    ['f = <$(1),$(2)>', '"$(f,a,b)"', '<a,b>'],
    ['f = <$(1),$(2)>', '"$(f, a )"', '< a ,>'],
    ['f = <$(1)>\ncomma := ,', '"$(f,a$(comma)b)"', '<a,b>'],
    ['f = <$(1)>', '"$(f,(a,b))"', '<(a,b)>'],
    ['f = <$(1)>\ng = f', '"$($(g),$(f,x))"', '<<x>>'],
    ['A = a b', '$(A)', 'a b'],
    ['A = tail  ', '"$(A)|"', 'tail  |'],
    ['A = x # y', '"$(A)"', 'x # y'],
    ['', '"$A $$ $(none) a$"', '$A $$  a$'],
    ['', '"$(HOME)"', '/h'],
    ['HOME = mine', '"$(HOME)"', 'mine'],
    ['', '"$(filename):$(lineno)"', 'Kconfig:4'],
    ['L := $(lineno)', '"$(L)"', '2'],
    ['f = $(1)', '"$(f,"q",x)"', '"q"'],
  ])('%j %s', (before, text, expected) => {
    const read = value(before, text, { environment: (name) => (name === 'HOME' ? '/h' : undefined) });
    expect(read.text).toBe(expected);
    expect(read.found).toEqual([]);
  });

  test('expand in names, keywords stay what they are written as', () => {
    const { tree, found } = treeFrom('P = FOO\nK = config\nconfig $(P)_$(P)\n\tbool\n$(K) X\n');
    expect(tree.byName.has('FOO_FOO')).toBe(true);
    expect(found[0]).toBe('UL0210 Kconfig:5:1');
  });
});

describe('functions', () => {
  const shell: ParseOptions['shell'] = (command) =>
    command === 'fail'
      ? { output: '', failure: 'it took too long and was ended' }
      : { output: `<${command}>\n\nb\n\n` };

  test('shell gives one line', () => {
    expect(value('', '"$(shell,echo a)"', { shell }).text).toBe('<echo a>  b');
    expect(value('', '"$(shell,x)"', { shell: () => ({ output: 'a'.repeat(400) }) }).text).toHaveLength(255);
  });

  test('shell that fails is told', () => {
    const read = value('', '"$(shell,fail)"', { shell });
    expect(read.found).toEqual(['UL0220 Kconfig:4:10']);
    expect(read.messages[0]).toContain('it took too long');
  });

  test('a default that a command should have said is none where it is not run', () => {
    const read = treeFrom('config A\n\tint\n\tdefault $(shell,gcc -dumpversion) if y\n\tdefault 3\n');
    expect(read.config('A').defaults).toHaveLength(1);
    expect(read.found.map((one) => one.slice(0, 6))).toEqual(['UL0219']);
  });

  test('shell is not run where the folder is not trusted: empty, n in an expression, no fault besides', () => {
    const read = treeFrom('config A\n\tbool\n\tdepends on $(shell,echo y)\nconfig B\n\tdef_bool y\n');
    expect(read.found).toEqual(['UL0219 Kconfig:3:13']);
    expect(shown(read.config('A').depends[0])).toBe('"n"');
    expect(read.diagnostics[0]?.params['command']).toBe('echo y');
  });

  test('a file whose name a command should have given is not missed besides', () => {
    expect(treeFrom('source "$(shell,ls)"\n', {}, { dialect: 'linux' }).found).toEqual(['UL0219 Kconfig:1:8']);
  });

  test('info, warning-if and error-if are told', () => {
    const read = treeFrom(
      '$(info,hello)\n$(warning-if,n,no)\n$(warning-if,y,careful)\n$(error-if,y,stop)\nconfig A\n\tbool\n',
    );
    expect(read.diagnostics.map(({ code, severity, at }) => [code, severity, at.line])).toEqual([
      ['UL0221', 'info', 1],
      ['UL0221', 'warning', 3],
      ['UL0222', 'error', 4],
    ]);
    expect(read.tree.byName.has('A')).toBe(true);
  });
});

describe('faults', () => {
  test.each([
    ['A = $(B)\nB = $(A)', '"$(A)"', 'A → B → A'],
    ['f = $(f,x)', '"$(f,y)"', "'f' calls itself without end"],
    ['', '"$(open"', "has no ')'"],
    ['A = $(open', '"$(A)"', "has no ')'"],
    ['', '"$(nothing,1)"', "no function or macro 'nothing'"],
    ['', '"$(info)"', 'takes 1 argument, not 0'],
    ['', '"$(filename,x)"', 'takes 0 arguments'],
    ['', `"$(f${',x'.repeat(20)})"`, 'more than 16 arguments'],
  ])('%j %s', (before, text, message) => {
    const read = value(before, text);
    expect(read.found[0]).toMatch(/^UL0213 /);
    expect(read.messages[0]).toContain(message);
  });

  test('a fault in one line leaves the next one alone, and the macro usable', () => {
    const read = value('A = $(B)\nB = $(A)\nC := $(A)\nB = fine', '"$(A)"');
    expect(read.text).toBe('fine');
    expect(read.found).toHaveLength(1);
  });
});

describe('hostile input ends', () => {
  const chain = (last: string, glue: string) =>
    Array.from({ length: 60 }, (_, i) => `V${i} = ${i === 59 ? last : `$(V${i + 1})${glue}$(V${i + 1})`}`).join('\n');

  test.each([
    ['doubling text', `${chain('x', '')}\nA := $(V0)\n`],
    ['doubling calls that put out nothing', `${chain('', '')}\nA := $(V0)\n`],
    ['a text that appends itself', `A := xxxxxxxxxxxxxxxx\n${'A += $(A)\n'.repeat(200)}`],
    ['deep references', `A := ${'$('.repeat(3000)}x${')'.repeat(3000)}\n`],
  ])('%s', (_what, text) => {
    const read = treeFrom(`${text}config AFTER\n\tbool\n`);
    // Work is bounded by what macros may put out; without the bound this would not end.
    expect(read.found.some((one) => one.startsWith('UL0213'))).toBe(true);
    expect(read.tree.byName.has('AFTER')).toBe(true);
  });
});
