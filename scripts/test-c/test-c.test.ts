/** The C test runner itself: what it must not let pass, and the port header that it makes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCatalog } from './catalog.mjs';
import { configHeader, defaults } from './config.mjs';
import { portsHeader, renames } from './ports.mjs';
import { runTest } from './program.mjs';
import { readSettings } from './settings.mjs';

let root = '';

const API = `name: box
types: include/box_types.h
functions:
  - proto: int put(struct box *box, void (*done)(void *ctx))
  - proto: void stop(void)
    attributes: [noreturn]
`;
const PLAIN = `name: plain
linkage: global
header: include/plain.h
functions:
  - proto: size_t strlen(const char *text)
`;
const MICROLIB = `name: unit
init: true
main: args
provides: [{ port: own, api: box }, { port: names, api: plain }]
requires:
  - { port: one, api: box }
  - { port: maybe, api: box, count: optional }
  - { port: all, api: box, count: many }
sources: [src/unit.c]
`;
const SIMPLE = `name: simple
sources: [src/simple.c]
`;
/** Its own file and one of an archive, whose headers it includes. */
const FOREIGN = `name: foreign
third-party: { name: pack, version: '1.0' }
sources: [src/own.c, { archive: core/twice.c, cflags: [-DFACTOR=2] }]
archive-include: [.]
archive-cflags: [-DBASE=1]
`;

const TESTS: Record<string, string> = {
  passes: 'CHECK(twice(2) == CONFIG_FOUR); return test_done();',
  fails: 'CHECK_EQ(twice(2), 5); return test_done();',
  hides: 'CHECK_EQ(twice(2), 5); (void)test_done(); return 0;',
  hangs: 'CHECK(1); for (volatile int on = 1; on;) { } return test_done();',
  empty: 'return test_done();',
  silent: 'return 0;',
  crashes: 'CHECK(1); volatile int *at = 0; return *at;',
  overruns: 'char *at = malloc(4); at[twice(2)] = 1; CHECK(1); free(at); return test_done();',
  overflows: 'volatile int most = 2147483647; CHECK(twice(most) != 0); return test_done();',
};

function put(path: string, text: string): void {
  const full = join(root, 'microlibs', path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, text);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'uniloom-test-c-self-'));
  put('apis/box/api.yaml', API);
  put('apis/plain/api.yaml', PLAIN);
  put('x/unit/microlib.yaml', MICROLIB);
  put('x/simple/microlib.yaml', SIMPLE);
  put('x/simple/Kconfig', 'config $(component)_FOUR\n\tint "Four"\n\tdefault 4\n');
  put('x/simple/src/simple.c', '#include <ports.h>\nint twice(int n);\nint twice(int n)\n{\n\treturn n * 2;\n}\n');
  put('x/foreign/microlib.yaml', FOREIGN);
  put(
    'x/foreign/src/own.c',
    '#include <pack.h>\n#include <ports.h>\nint four(void);\nint four(void) { return twice(1); }\n',
  );
  put('../pack/pack.h', 'int twice(int n);\n');
  put('../pack/core/twice.c', '#include "pack.h"\nint twice(int n) { return (n + BASE) * FACTOR; }\n');
  put(
    'x/foreign/test/foreign.c',
    '#include <uniloom/test.h>\nint four(void);\nint main(void)\n{\nCHECK_EQ(four(), 4); return test_done();\n}\n',
  );
  for (const [name, body] of Object.entries(TESTS)) {
    put(
      `x/simple/test/${name}.c`,
      `#include <ports.h>\n#include <uniloom/test.h>\nint twice(int n);\nint main(void)\n{\n${body}\n}\n`,
    );
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function outcome(name: string, timeoutMs?: number): Promise<{ passed: boolean; reason: string; checks: number }> {
  const catalog = readCatalog(join(root, 'microlibs'));
  const found = catalog.tests.find((item) => item.path.endsWith(`/${name}.c`));
  if (found === undefined) throw new Error(`no test ${name}`);
  return await runTest(found, catalog, join(root, 'scratch'), timeoutMs);
}

describe('a program', () => {
  test('that checks and holds passes', async () => {
    expect(await outcome('passes')).toMatchObject({ passed: true, checks: 1 });
  });
  test('that hangs is killed', async () => {
    const result = await outcome('hangs', 500);
    expect(result).toMatchObject({ passed: false, reason: 'was still running when its time was over' });
  });
  test.each([
    ['fails', /1 of 1 checks failed/],
    ['hides', /1 checks failed, but it ended with 0/],
    ['empty', /0 of 0 checks failed/],
    ['silent', /has checked nothing/],
    ['crashes', /ended with|killed by/],
    ['overruns', /ended with|killed by/],
    ['overflows', /ended with|killed by/],
  ])('that %s does not', async (name, reason) => {
    const result = await outcome(name);
    expect(result.passed).toBe(false);
    expect(result.reason).toMatch(reason);
  });
});

describe('third-party sources', () => {
  const runs = (archiveFolder?: () => string) => {
    const catalog = { ...readCatalog(join(root, 'microlibs')), ...(archiveFolder && { archiveFolder }) };
    const found = catalog.tests.find((item) => item.path.endsWith('/foreign.c'));
    if (found === undefined) throw new Error('no test');
    return runTest(found, catalog, join(root, 'scratch'));
  };
  test('are compiled with the microlib, with flags of their own', async () => {
    expect(await runs(() => join(root, 'pack'))).toMatchObject({ passed: true, checks: 1 });
  });
  test('that are not here fail the test, and say so', async () => {
    const { passed, output } = await runs(() => {
      throw new Error('pack is not here');
    });
    expect([passed, output]).toEqual([false, 'pack is not here']);
  });
});

test('the port header declares each kind of port', () => {
  const { apis, microlibs } = readCatalog(join(root, 'microlibs'));
  const unit = microlibs.get('unit');
  if (unit === undefined) throw new Error('no microlib');
  const header = portsHeader(unit, apis, 'component');
  for (const line of [
    'int one_put(struct box *box, void (*done)(void *ctx));',
    '__attribute__((noreturn)) void one_stop(void);',
    '#define MAYBE_WIRED 1',
    'size_t all_count(void);',
    'int all_put(size_t at, struct box *box, void (*done)(void *ctx));',
    '__attribute__((noreturn)) void all_stop(size_t at);',
    'int own_put(struct box *box, void (*done)(void *ctx));',
    'size_t ul_strlen(const char *text);',
    'int component_init(void);',
    'int component_main(int argc, char **argv);',
    '#include "box_types.h"',
  ]) {
    expect(header.split('\n')).toContain(line);
  }
  expect(renames(unit, apis, 'component')).toContain('#define strlen ul_strlen\n');
});

test('options take their defaults, and what a test says instead', () => {
  const kconfig = `config $(component)_A
\tint "A"
\trange 1 9
\tdefault 3
\thelp
\t  default 7 would be wrong.
config $(component)_B
\tbool "B"
config $(component)_S
\tstring "S"
\tdefault "text"
choice
\tprompt "One of"
\tdefault $(component)_Y
config $(component)_X
\tbool "X"
config $(component)_Y
\tbool "Y"
endchoice
`;
  expect([...defaults(kconfig)].map(([name, { value }]) => `${name}=${value}`)).toEqual([
    'A=3',
    'B=',
    'S="text"',
    'X=',
    'Y=y',
  ]);
  const given = new Map([
    ['A', '5'],
    ['S', 'a "b"'],
    ['B', 'y'],
  ]);
  expect(configHeader(kconfig, given)).toBe(
    '#define CONFIG_A 5\n#define CONFIG_B 1\n#define CONFIG_S "a \\"b\\""\n#define CONFIG_X 0\n#define CONFIG_Y 1\n',
  );
  expect(() => configHeader(kconfig, new Map([['C', '1']]))).toThrow('no option C');
});

test('settings are comments of one line', () => {
  const settings = readSettings(
    '/* config: A=1 */\n/* config: N=a b */\n/* with: x y */\n/* define: P=0 */\n// config: B=2\n',
  );
  expect([...settings.config]).toEqual([
    ['A', '1'],
    ['N', 'a b'],
  ]);
  expect(settings).toMatchObject({ with: ['x', 'y'], define: ['P=0'], sources: null });
});
