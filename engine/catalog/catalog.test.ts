import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../testing/scale.ts';
import { parseApi } from './api.ts';
import { assembleCatalog } from './assemble.ts';
import { parseMicrolib } from './microlib.ts';
import { declare, PrototypeError, parsePrototype } from './prototype.ts';
import { readCatalog } from './read.ts';
import { isInside, matchesTarget } from './shapes.ts';

const MANIFEST = `name: hello
version: 1.0.0
title: Hello
summary: One line.
category: apps
licence: BSD-3-Clause
main: plain
requires:
  - { port: console, api: console }
sources:
  - src/hello.c
`;
const microlib = (text: string) => parseMicrolib(text, 'apps/hello/microlib.yaml', 'apps/hello', '', []);
const codes = (text: string) => microlib(text).diagnostics.map((item) => `${item.code}:${item.at.line}`);

describe('the real catalog', () => {
  it('has no findings and comes in the same order every time', async () => {
    const root = fileURLToPath(new URL('../../microlibs', import.meta.url));
    const [one, two] = await Promise.all([readCatalog(root), readCatalog(root)]);
    expect(one.diagnostics).toEqual([]);
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
    expect(Object.keys(one.apis)).toContain('alloc');
    expect(one.microlibs['hello']?.requires[0]).toEqual({
      port: 'console',
      api: 'console',
      version: 1,
      count: 'one',
      late: false,
      doc: 'Where the line goes.',
    });
  });

  it('says of each port to which work is deferred that it is', async () => {
    const root = fileURLToPath(new URL('../../microlibs', import.meta.url));
    const { microlibs } = await readCatalog(root);
    const wrong = Object.values(microlibs).flatMap(({ name, dir, sourceDir, sources, requires }) => {
      const texts = sources
        .filter(({ archive }) => archive !== true)
        .map(({ path }) => readFileSync(join(root, sourceDir ?? dir, path), 'utf8'));
      return requires
        .filter(({ port, api, defers = false }) => {
          const does = api === 'sched' && texts.some((text) => text.includes(`${port}_defer(`));
          return does !== defers;
        })
        .map(({ port }) => `${name}.${port}`);
    });
    expect(wrong).toEqual([]);
    expect(microlibs['lwip']?.requires.find(({ port }) => port === 'sched')?.defers).toBe(true);
  });
});

describe('prototypes', () => {
  it.each([
    ['void *malloc(size_t size)', 'void *', ['size_t size']],
    ['int off(void)', 'int', []],
    ['const char *cmdline(void)', 'const char *', []],
    [
      'void *memcpy(void *restrict to, const void *restrict from, size_t size)',
      'void *',
      ['void *restrict to', 'const void *restrict from', 'size_t size'],
    ],
    ['void swap(void **save, void *load)', 'void', ['void **save', 'void *load']],
    [
      'void *prepare(void *top, void (*entry)(void *ctx), void *ctx)',
      'void *',
      ['void *top', 'void (*entry)(void *ctx)', 'void *ctx'],
    ],
    ['struct sched_thread *self(void)', 'struct sched_thread *', []],
    [
      'int spawn(sched_entry *entry, unsigned long long count)',
      'int',
      ['sched_entry *entry', 'unsigned long long count'],
    ],
  ])('%s', (source, returns, params) => {
    const read = parsePrototype(source);
    expect(read.returns).toBe(returns);
    expect(read.params.map((param) => declare(param.type, param.name))).toEqual(params);
  });

  it.each([
    ['int printf(const char *format, ...)', 31],
    ['int sum(int values[4])', 18],
    ['FILE *open(void)', 0],
    ['int f()', 6],
    ['int f(int a, int a)', 19],
    ['int f(void) { }', 12],
    ['int f(void', 10],
    ['int F(void)', 4],
    ['int return(void)', 4],
    ['__asm__("x")', 8],
    ['', 0],
  ])('refuses %s', (source, offset) => {
    let caught: unknown;
    try {
      parsePrototype(source);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(PrototypeError);
    expect((caught as PrototypeError).offset).toBe(offset);
  });

  it('throws nothing but PrototypeError, whatever it gets', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'int void*(),struct _t[]. ') }), (source) => {
        try {
          parsePrototype(source);
        } catch (error) {
          expect(error).toBeInstanceOf(PrototypeError);
        }
      }),
      { numRuns: scaled(2000), seed: 7 },
    );
  });
});

describe('manifests', () => {
  it('reads a good one with defaults', () => {
    const { microlib: read, diagnostics } = microlib(MANIFEST);
    expect(diagnostics).toEqual([]);
    expect(read).toMatchObject({ targets: ['*'], instances: 'many', init: false, sources: [{ path: 'src/hello.c' }] });
  });

  it.each([
    '../../etc/passwd.c',
    '/etc/passwd.c',
    'src/../../x.c',
    'src//x.c',
    './x.c',
    'a b.c',
    '$(id).c',
    "x';.c",
    'src\\x.c',
    '',
  ])('refuses the source %j at its line', (path) => {
    expect(codes(MANIFEST.replace('src/hello.c', JSON.stringify(path)))).toEqual(['UL0007:11']);
  });

  it('says where each mistake is', () => {
    expect(codes(MANIFEST.replace('main: plain', 'main: 3'))).toEqual(['UL0007:7']);
    expect(codes(MANIFEST.replace('name: hello', 'name: other'))).toEqual(['UL0007:1']);
    expect(codes(MANIFEST.replace('port: console', 'port: Console'))).toEqual(['UL0007:9']);
    expect(codes(`${MANIFEST}  - src/hello.c\n`)).toEqual(['UL0007:12']);
    expect(codes(`${MANIFEST}provides:\n  - { port: console, api: console }\n`)).toEqual(['UL0007:9']);
    expect(codes(MANIFEST.replace('title: Hello', 'title: [Hello'))[0]).toBe('UL0007:4');
    expect(codes('')).toEqual(['UL0007:1']);
    expect(codes('- 1\n- 2\n')).toEqual(['UL0007:1']);
  });

  it('takes deferred work for schedulers only', () => {
    const deferring = (api: string) =>
      MANIFEST.replace('port: console, api: console', `port: s, api: ${api}, defers: true`);
    expect(microlib(deferring('sched')).microlib?.requires[0]?.defers).toBe(true);
    expect(codes(deferring('console'))).toEqual(['UL0007:9']);
  });

  it('reads boot options, and what fills them', () => {
    const { microlib: read } = microlib(`${MANIFEST}boot-options: [KHZ, { option: UNIX_MS, fill: unix-ms }]\n`);
    expect(read).toMatchObject({ bootOptions: ['KHZ', 'UNIX_MS'], bootFills: { UNIX_MS: 'unix-ms' } });
    expect(codes(`${MANIFEST}boot-options: [{ option: UNIX_MS, fill: noise }]\n`)).toEqual(['UL0007:12']);
  });

  it('warns of an unknown key and goes on without it', () => {
    const { microlib: read, diagnostics } = microlib(`${MANIFEST}colour: red\n`);
    expect(diagnostics).toMatchObject([{ code: 'UL0003', severity: 'warning', at: { line: 12 } }]);
    expect(read?.name).toBe('hello');
  });

  it('refuses flags that are more than a flag', () => {
    const flagged = (flag: string) =>
      MANIFEST.replace('- src/hello.c', `- { path: src/hello.c, cflags: [${JSON.stringify(flag)}] }`);
    expect(codes(flagged('-mgeneral-regs-only'))).toEqual([]);
    expect(codes(flagged('-x; rm -rf /'))).toEqual(['UL0007:11']);
    expect(codes(flagged('@file'))).toEqual(['UL0007:11']);
  });

  it('is not blown up by aliases or size', () => {
    const bomb = 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n';
    expect(microlib(bomb).diagnostics[0]?.code).toBe('UL0007');
    expect(microlib(`# ${'x'.repeat(300_000)}\n${MANIFEST}`).diagnostics[0]?.code).toBe('UL0008');
  });

  it('never throws: cut at any character, or with one replaced', () => {
    for (let at = 0; at < MANIFEST.length; at += 1) {
      const cut = microlib(MANIFEST.slice(0, at));
      expect(cut.microlib === undefined ? cut.diagnostics.length : 1).toBeGreaterThan(0);
    }
    fc.assert(
      fc.property(
        fc.nat(MANIFEST.length - 1),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
        (at, text) => {
          const read = microlib(MANIFEST.slice(0, at) + text + MANIFEST.slice(at + 1));
          expect(read.microlib !== undefined || read.diagnostics.length > 0).toBe(true);
        },
      ),
      { numRuns: scaled(1000), seed: 11 },
    );
  });
});

describe('API files', () => {
  const API = 'name: a\nversion: 1\ntitle: A\nsummary: A.\nfamily: core\nfunctions:\n';
  const api = (functions: string) => parseApi(API + functions, 'apis/a/api.yaml', 'apis/a');
  it('point at the column of what they cannot read', () => {
    expect(api('  - proto: int sum(int values[4])\n').diagnostics).toMatchObject([
      { code: 'UL0007', at: { line: 7, column: 30 } },
    ]);
  });
  it('refuse a name twice, a buffer of no parameter and reserved names', () => {
    expect(api('  - proto: int a(void)\n  - proto: int a(void)\n').diagnostics).toHaveLength(1);
    expect(api('  - proto: int a(int b)\n    buffers: { c: in }\n').diagnostics).toHaveLength(1);
    expect(api('  - proto: int a(int *b)\n    buffers: { b: "in[size]" }\n').diagnostics).toHaveLength(1);
    expect(api('  - proto: size_t count(void)\n').diagnostics).toHaveLength(1);
  });
});

describe('a catalog with broken parts', () => {
  it('keeps the rest', () => {
    const files = new Map<string, string | Error>([
      ['apps/hello/microlib.yaml', MANIFEST],
      ['apps/bad/microlib.yaml', 'name: ['],
      ['apps/gone/microlib.yaml', new Error('EACCES')],
      [
        'apis/console/api.yaml',
        'name: console\nversion: 1\ntitle: C\nsummary: C.\nfamily: io\nfunctions:\n  - proto: int a(void)\n',
      ],
    ]);
    const catalog = assembleCatalog(files);
    expect(Object.keys(catalog.microlibs)).toEqual(['hello']);
    expect(new Set(catalog.diagnostics.map((item) => item.code))).toEqual(new Set(['UL0007', 'UL0008']));
  });

  it('reads a folder with a huge file and one that is a folder', async () => {
    const root = mkdtempSync(join(tmpdir(), 'uniloom-catalog-'));
    try {
      mkdirSync(join(root, 'apps/hello'), { recursive: true });
      mkdirSync(join(root, 'apps/huge/microlib.yaml'), { recursive: true });
      mkdirSync(join(root, 'apps/large'), { recursive: true });
      writeFileSync(join(root, 'apps/hello/microlib.yaml'), MANIFEST);
      writeFileSync(join(root, 'apps/large/microlib.yaml'), 'x'.repeat(2_000_000));
      const catalog = await readCatalog(root);
      expect(Object.keys(catalog.microlibs)).toEqual(['hello']);
      expect(catalog.diagnostics.map((item) => item.code).sort()).toEqual(['UL0007', 'UL0008', 'UL0008']);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe('targets and paths', () => {
  it('match patterns', () => {
    expect(matchesTarget('x86_64/microvm', ['x86_64/*'])).toBe(true);
    expect(matchesTarget('host', ['x86_64/*'])).toBe(false);
    expect(matchesTarget('host', ['*'])).toBe(true);
    expect(isInside('src/a.c')).toBe(true);
    expect(isInside('..')).toBe(false);
  });
});
