import { describe, expect, it } from 'vitest';
import { codeRanges } from './dwarf.ts';
import { buildDiagnostics } from './errors.ts';
import { parseMap } from './mapfile.ts';
import { ownerOf } from './size.ts';

const MAP = `
Discarded input sections

 .text.gone     0x0000000000000000       0xb2 obj/heap/src/heap.c.o

Linker script and memory map

.text           0x0000000000101000       0x40
                0x0000000000101000                __text_start = .
 *(.text .text.*)
 .text.app.main
                0x0000000000101000       0x30 obj/app/src/hello.c.o
                0x0000000000101000                app.main
 .text.a        0x0000000000101030       0x10 obj/heap/src/heap.c.o
 *fill*         0x0000000000101040        0x8 
 .debug_info    0x0000000000000000       0x71 obj/app/src/hello.c.o
`;

describe('parseMap', () => {
  it('reads both forms of a line and leaves out what has no address', () => {
    expect(parseMap(MAP)).toEqual([
      { address: 0x101000, size: 0x30, section: '.text.app.main', object: 'obj/app/src/hello.c.o' },
      { address: 0x101030, size: 0x10, section: '.text.a', object: 'obj/heap/src/heap.c.o' },
    ]);
  });
});

describe('ownerOf', () => {
  const components = new Map([
    ['app', 'hello'],
    ['heap', 'tlsf'],
  ]);
  const piece = (section: string, object: string) => ownerOf({ address: 1, size: 1, section, object }, components);
  it('goes by object, then by name', () => {
    expect(piece('.text.x', 'obj/app/src/hello.c.o')).toBe('app');
    expect(piece('.text.x', 'obj/uniloom/runtime.o')).toBe('(runtime)');
    expect(piece('.text.heap.alloc.malloc', '/tmp/x.ltrans0.ltrans.o')).toBe('heap');
    expect(piece('.bss.heap__pool', '/tmp/x.ltrans0.ltrans.o')).toBe('heap');
    expect(piece('.rodata.names.0', '/tmp/x.ltrans0.ltrans.o')).toBeUndefined();
  });
});

describe('codeRanges', () => {
  it('gives each row to its file, joins neighbours, and stops at the end of a sequence', () => {
    const row = (address: number, file: string, isEnd = false) => ({ address, file, isEnd });
    const rows = [
      row(0x10, 'obj/app/../../src/x/src/a.c'),
      row(0x14, 'obj/app/../../src/x/src/b.c'),
      row(0x18, 'obj/heap/../../src/x/src/c.c'),
      row(0x20, '', true),
      row(0x40, 'gen/runtime.c'),
      row(0x44, '', true),
    ];
    expect(codeRanges(rows, new Set(['app', 'heap']))).toEqual([
      { address: 0x10, size: 8, owner: 'app' },
      { address: 0x18, size: 8, owner: 'heap' },
      { address: 0x40, size: 4, owner: '(runtime)' },
    ]);
  });
});

describe('buildDiagnostics', () => {
  const origins = new Map([
    ['src/hello/src/hello.c', 'catalog:apps/hello/src/hello.c' as const],
    ['own/app/my app.c', 'source:my app.c' as const],
  ]);
  const sources = new Map([['obj/app/src/hello.c.o', 'src/hello/src/hello.c']]);
  const read = (log: string) => buildDiagnostics(log, origins, sources);
  it('reads compilers, the linker, and our own scripts', () => {
    expect(read('FAILED: obj/app/my+20+app.c.o \nown/app/my app.c:3:7: error: no\n')).toMatchObject([
      { code: 'UL0302', message: 'no', at: { component: 'app', file: 'my app.c', line: 3, column: 7 } },
    ]);
    expect(read('leak obj/app/src/hello.c.o helper -\n')).toMatchObject([
      { code: 'UL0301', params: { symbol: 'helper' }, at: { component: 'app', file: 'apps/hello/src/hello.c' } },
    ]);
    expect(read('reach obj/app/src/hello.c.o strlen libc\n')[0]?.message).toContain("the API 'libc'");
    expect(read("/usr/bin/ld: /b/src/hello/src/hello.c:9: undefined reference to `app.x.y'\n")).toMatchObject([
      { code: 'UL0303', params: { symbol: 'app.x.y' }, at: { file: 'apps/hello/src/hello.c', line: 9 } },
    ]);
    expect(read('.config: error: CONFIG_A=x is not a number\n')).toMatchObject([{ code: 'UL0303' }]);
  });
  it('says something about a log that it cannot read, and not everything about a long one', () => {
    expect(read('')).toHaveLength(1);
    expect(read('strange\n')).toMatchObject([{ code: 'UL0303', message: 'strange' }]);
    const long = Array.from({ length: 500 }, (_, index) => `a.c:${index + 1}:1: error: e${index}`).join('\n');
    expect(read(long)).toHaveLength(50);
  });
});
