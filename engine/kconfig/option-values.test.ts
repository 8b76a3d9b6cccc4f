import { describe, expect, it } from 'vitest';
import { microlib } from '../graph/fixture.ts';
import { type Assignments, componentOptions } from './kconfig.ts';

/** The text as a template: names in capitals, outside of quotes, get the component's prefix. */
const template = (text: string) =>
  text.replace(/"[^"\n]*"|\b[A-Z][A-Z0-9_]*\b/g, (word) => (word.startsWith('"') ? word : `$(component)_${word}`));
const run = (text: string, assignments: Assignments = {}) =>
  componentOptions(microlib('m', [], [], { kconfig: template(text) }), 'c', assignments);
const values = (text: string, assignments: Assignments = {}) =>
  Object.fromEntries(run(text, assignments).symbols.map(({ name, value }) => [name, value]));
const codes = (text: string, assignments: Assignments) => run(text, assignments).diagnostics.map(({ code }) => code);

const SIZES = `config BIG
	bool "Big"
config SIZE
	int "Size"
	range 100 200 if BIG
	range 1 50
	default 150 if BIG
	default 60
`;
const CHOICE = `config ADVANCED
	bool "Advanced"
choice
	prompt "Fit"
	default SECOND if ADVANCED
config FIRST
	bool "first"
config SECOND
	bool "second"
config THIRD
	bool "third"
	depends on ADVANCED
endchoice
`;

describe('options', () => {
  it('takes the first default and the first range whose conditions hold; a range clamps', () => {
    expect(values(SIZES)).toEqual({ BIG: false, SIZE: 50 });
    expect(values(SIZES, { BIG: true })).toEqual({ BIG: true, SIZE: 150 });
    expect(run(SIZES, { BIG: true }).symbols[1]).toMatchObject({ range: { low: 100, high: 200 }, default: 150 });
  });

  it('drops a value out of range, and says so', () => {
    const { symbols, diagnostics } = run(SIZES, { SIZE: 51 });
    expect(symbols[1]).toMatchObject({ value: 50, userSet: false });
    expect(diagnostics).toMatchObject([
      { code: 'UL0203', at: { option: 'SIZE' }, params: { low: '1', high: '50', nearest: '50' } },
    ]);
  });

  it('has one member of a choice: the pick, else the default, else the first', () => {
    expect(values(CHOICE)).toMatchObject({ FIRST: true, SECOND: false });
    expect(values(CHOICE, { ADVANCED: true })).toMatchObject({ FIRST: false, SECOND: true });
    expect(values(CHOICE, { ADVANCED: true, THIRD: true })).toMatchObject({ SECOND: false, THIRD: true });
    expect(values(CHOICE, { SECOND: true, FIRST: true })).toMatchObject({ FIRST: true, SECOND: false });
    expect(codes(CHOICE, { SECOND: true, FIRST: true })).toEqual(['UL0205']);
    expect(codes(CHOICE, { THIRD: true })).toEqual(['UL0205']);
    expect(run(CHOICE).symbols[1]).toMatchObject({ choices: ['FIRST', 'SECOND', 'THIRD'], choicePrompt: 'Fit' });
  });

  it('ignores a value whose option does not show, and says what it needs', () => {
    const text =
      'config A\n\tbool "a"\nconfig B\n\tint "b"\n\tdefault 3\n\tdepends on A && C = 1\nconfig C\n\tint "c"\n\tdefault 2\n';
    const { symbols, diagnostics } = run(text, { B: 5 });
    expect(symbols[1]).toMatchObject({
      visible: false,
      userSet: false,
      dependsText: 'A && C = 1',
      needs: ['A', 'C'],
      hidden: 'A && C = 1',
    });
    expect(diagnostics[0]?.message).toBe("'B' has no effect: it needs A and C = 1");
  });

  it.each<[string, string, Assignments, string[]]>([
    ['a bool', 'bool', { X: 'maybe' }, ['UL0202']],
    ['a bool as y', 'bool', { X: 'y' }, []],
    ['an int with a fraction', 'int', { X: 1.5 }, ['UL0202']],
    ['an int with a leading zero', 'int', { X: '007' }, ['UL0202']],
    ['a negative int', 'int', { X: -7 }, []],
    ['a hex', 'hex', { X: '0xfg' }, ['UL0202']],
    ['a hex as a number', 'hex', { X: 255 }, []],
    ['a string', 'string', { X: 5 }, ['UL0202']],
    ['a string of two lines', 'string', { X: 'a\nb' }, ['UL0202']],
    ['an unknown name', 'int', { Y: 1 }, ['UL0201']],
    ['an inherited name', 'int', { toString: 1 } as unknown as Assignments, ['UL0201']],
  ])('checks %s', (_what, type, assignments, expected) => {
    expect(codes(`config X\n\t${type} "x"\n`, assignments)).toEqual(expected);
  });

  it.each<[string, boolean]>([
    ['N = 10', true],
    ['N > 9', true],
    ['N < 9', false],
    ['N != 10', false],
    ['H = 16', true],
    ['H >= 0x10', true],
    ['S = "ten"', true],
    ['S < "tex"', true],
    ['B = y', true],
    ['B', true],
    ['UNDEFINED', false],
    ['UNDEFINED = "UNDEFINED"', true],
    ['N', false],
    ['!B || N = 10 && !UNDEFINED', true],
  ])('evaluates %s to %s', (expression, expected) => {
    const text = `config N
	int
	default 10
config H
	hex
	default 0x10
config S
	string
	default "ten"
config B
	def_bool y
config R
	bool
	default y if ${expression}
`;
    expect(values(text)['R']).toBe(expected);
  });

  it('reports an option that depends on itself', () => {
    const text = 'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\n';
    expect(codes(text, {})).toEqual(['UL0204']);
  });

  it('joins the definitions of one option', () => {
    const text = 'config A\n\tbool "a"\nif A\nconfig X\n\tint "x"\n\tdefault 1\nendif\nconfig X\n\tdefault 2\n';
    expect(values(text)['X']).toBe(2);
    expect(values(text, { A: true })['X']).toBe(1);
  });
});
