import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scale, scaled } from '../testing/scale.ts';
import { MAX_TEXT, parseComposition } from './yaml.ts';

const EXAMPLES = join(import.meta.dirname, '../../assets/examples');
const examples = readdirSync(EXAMPLES).map((name) => readFileSync(join(EXAMPLES, name, 'uniloom.yaml')));
const FULL = `uniloom: 1
name: full
targets: [host]
components:
  app: &app { microlib: hello, options: { N: 3, S: "a b" }, sources: [src/a.c], targets: ["x86_64/*"], label: 标签 }
  copy: *app
wires:
  - { from: app.console, to: board.console, kind: faulty, with: { every: 3 } }
groups:
  pair: { members: [app, copy], provides: { out: app.out } }
defaults: { print: app.print }
boot: { memory: 4M, machine: q35, arguments: [a], forwards: ["tcp:8080:80"], shares: [share0=data] }
layout:
  nodes: { app: { x: 1, y: 2 } }
  viewport: { x: 0, y: 0, zoom: 1 }
  frames:
    - { title: F, x: 0, y: 0, width: 10, height: 10 }
`;

const PIECES = [
  'components: { a: { microlib: x, options: { N: 3, S: "a b" } } }\nwires: [{ from: a.b, to: c.d }]\n',
  'components:\n  a: &a { microlib: x, sources: [s/a.c], label: 标签 }\n  b: *a\n',
  'wires:\n  - { from: a.b, to: c.d, kind: faulty, with: { every: 3 } }\n',
  'groups:\n  g: { members: [a], provides: { out: a.out } }\ndefaults: { p: a.p }\n',
  'boot: { memory: 4M, machine: q35, forwards: ["tcp:8080:80"], shares: [s=d] }\n',
  'layout:\n  nodes: { a: { x: 1, y: 2 } }\n  viewport: { x: 0, y: 0, zoom: 1 }\n',
];
const piece = (at: number) => Buffer.from(`uniloom: 1\nname: x\ntargets: [host]\n${PIECES[at % PIECES.length]}`);

const brief = (text: string | Uint8Array) =>
  parseComposition(text, 'uniloom.yaml').diagnostics.map(({ code, at }) => `${code} ${at.line}:${at.column}`);
const head = 'uniloom: 1\nname: x\ntargets: [host]\n';

/** Holds for any input: a composition without errors, or an error. */
function judge(input: string | Uint8Array): void {
  const { composition, diagnostics } = parseComposition(input, 'uniloom.yaml');
  const errors = diagnostics.filter((found) => found.severity === 'error');
  expect(composition === null).toBe(errors.length > 0);
  for (const { at } of diagnostics) if (at.line !== undefined) expect(at.line).toBeGreaterThan(0);
}

describe('parseComposition', () => {
  it('reads every part, and fills in what may be left out', () => {
    const { composition, diagnostics } = parseComposition(FULL, 'uniloom.yaml');
    expect(diagnostics).toEqual([]);
    expect(composition?.components['copy']).toEqual(composition?.components['app']);
    expect(composition?.boot.shares).toEqual(['share0=data']);
    const least = parseComposition(`${head}wires:\n`, 'uniloom.yaml').composition;
    expect(least).toEqual({
      uniloom: 1,
      name: 'x',
      targets: ['host'],
      components: {},
      wires: [],
      groups: {},
      defaults: {},
      boot: {},
      layout: {},
    });
  });

  it('says where each fault is', () => {
    expect(brief(`${head}components:\n  App: { microlib: x }\n`)).toEqual(['UL0006 5:3']);
    expect(brief(`${head}components:\n  board: { microlib: x }\n`)).toEqual(['UL0006 5:3']);
    expect(brief(`${head}components:\n  a: { microlib: x }\ngroups:\n  a: { members: [a] }\n`)).toEqual(['UL0006 7:3']);
    for (const name of ['constructor', 'prototype', '__proto__'])
      expect(brief(`${head}components:\n  ${name}: { microlib: x }\n`)).toEqual(['UL0006 5:3']);
    expect(brief(`${head}components:\n  a: { microlib: 3 }\n`)).toEqual(['UL0002 5:18']);
    expect(brief(`${head}components:\n  a: {}\n`)).toEqual(['UL0002 5:6']);
    expect(brief(`${head}wires:\n  - { from: a, to: b.c }\n`)).toEqual(['UL0002 5:13']);
    expect(brief(`${head}wires:\n  - { from: a.b, to: b.c, kind: odd }\n`)).toEqual(['UL0002 5:33']);
    expect(brief(`${head}boot: { memory: 4Q }\n`)).toEqual(['UL0002 4:17']);
    expect(brief(`${head}layout: { nodes: { a: { x: .inf, y: 0 } } }\n`)).toEqual(['UL0002 4:28']);
    expect(brief('uniloom: 1\ntargets: [host]\n')).toEqual(['UL0002 1:1']);
    expect(brief('uniloom: 1\nname: "a/b"\ntargets: [host]\n')).toEqual(['UL0002 2:7']);
    expect(brief('a: b: c\n')).toEqual(['UL0001 1:4']);
    expect(brief(`${head}name: y\n`)).toEqual(['UL0001 4:1']);
    expect(brief('')).toHaveLength(1);
  });

  it('keeps unknown keys and warns of them', () => {
    const { composition, diagnostics } = parseComposition(`${head}colour: red\nboot: { speed: 3 }\n`, 'f');
    expect(diagnostics.map(({ code, severity, at }) => [code, severity, at.line, at.column])).toEqual([
      ['UL0003', 'warning', 4, 1],
      ['UL0003', 'warning', 5, 9],
    ]);
    expect(composition).toMatchObject({ colour: 'red', boot: { speed: 3 } });
  });

  it('opens a newer version read-only', () => {
    const { composition, readOnly, diagnostics } = parseComposition(head.replace('1', '7'), 'f');
    expect(composition?.name).toBe('x');
    expect(readOnly).toContain('version 7');
    expect(diagnostics.map(({ code, at }) => [code, at.line, at.column])).toEqual([['UL0004', 1, 10]]);
  });

  it('reads an older version', () => {
    const { composition, readOnly } = parseComposition('uniloom: 0\nname: x\ntarget: host\n', 'f');
    expect(composition).toMatchObject({ uniloom: 1, targets: ['host'] });
    expect(composition).not.toHaveProperty('target');
    expect(readOnly).toBeNull();
  });

  it.each([
    '/etc/passwd',
    '../a.c',
    'a/../../b.c',
    'a\\\\b.c',
    'C:/a.c',
    '%2e%2e/a.c',
    '%252e%252e/a.c',
    '~/a.c',
    '．．/a.c',
    'a\\0.c',
  ])('refuses the path %s', (path) => {
    expect(brief(`${head}components:\n  a: { microlib: x, sources: ["${path}"] }\n`)).toEqual(['UL0005 5:31']);
    expect(brief(`${head}boot: { shares: ["x=${path}"] }\n`)).toEqual(['UL0005 4:18']);
  });

  it('refuses hostile documents soon', () => {
    const bomb = ['a: &l0 [x, x]'];
    for (let level = 1; level < 30; level += 1)
      bomb.push(
        `l${level}: &l${level} [${Array(10)
          .fill(`*l${level - 1}`)
          .join(', ')}]`,
      );
    for (const text of [
      bomb.join('\n'),
      '['.repeat(200_000),
      '? '.repeat(200_000),
      '- '.repeat(200_000),
      '{a: '.repeat(200_000),
      'a: &a [*a]',
      'a: *b',
      `${head}__proto__: { x: 1 }`,
      `${head}components: { constructor: { microlib: x } }`,
      '---\na: 1\n---\nb: 1\n',
      '? [a]\n: b',
      `${head}layout: !!js/function x`,
    ])
      expect(brief(text).length).toBeGreaterThan(0);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
    const many = Array.from({ length: 50_000 }, (_item, at) => `k${at}: 1`).join('\n');
    expect(parseComposition(`${head}${many}`, 'f').composition).not.toBeNull();
  });

  it('refuses what is too large or no text', () => {
    expect(brief('#'.repeat(MAX_TEXT + 1))).toEqual(['UL0008 undefined:undefined']);
    expect(brief(new Uint8Array([0xff, 0xfe, 0x00]))).toEqual(['UL0001 undefined:undefined']);
  });

  it('never throws on a file cut at any byte', () => {
    const step = scale >= 10 ? 1 : 7;
    const whole = Buffer.from(FULL);
    // Reading takes longer the longer a file is, and examples are much alike.
    for (const [at, bytes] of examples.entries())
      for (let end = at % step; end <= bytes.length; end += step) judge(bytes.subarray(0, end));
    for (let end = 0; end <= whole.length; end += 1) judge(whole.subarray(0, end));
  });

  it('never throws on damaged bytes', () => {
    // Reading YAML takes most of the time and grows with the text: most inputs are pieces that hold everything between
    // them, every tenth is a whole file.
    const whole = [...examples, Buffer.from(FULL)];
    const sources = [...Array.from({ length: 9 * whole.length }, (_item, at) => piece(at)), ...whole];
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(sources.length - 1), flips, (which, list) => {
        const bytes = Buffer.from(sources[which] ?? '');
        for (const [at, byte] of list) bytes[at % bytes.length] = byte;
        judge(bytes);
        // As text as well, where damage cannot hide behind the UTF-8 check.
        judge(bytes.toString('latin1'));
      }),
      { numRuns: scaled(10_000), seed: 20_261_122, endOnFailure: true },
    );
  }, 600_000);
});
