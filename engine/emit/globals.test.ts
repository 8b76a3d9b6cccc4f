import { describe, expect, it } from 'vitest';
import { globalNames, stripSource } from './globals.ts';

describe('globalNames', () => {
  it.each([
    ['int a;', ['a']],
    ['int a, b = 2, *c;', ['a', 'b', 'c']],
    ['static int a; static int f(void) { return a; }', []],
    ['int f(void) { int inside; return inside; } int g;', ['f', 'g']],
    ['int f(int parameter, char *other);', ['f']],
    ['extern struct table tables[4];', ['tables']],
    ['struct point { int x; int y; };', []],
    ['struct point { int x; } origin = { 1 };', ['origin']],
    ['enum kind { ONE, TWO };', []],
    ['typedef int number; typedef void handler(void *ctx);', []],
    ['void (*hook)(int);', ['hook']],
    ['void (*hooks[2])(int) = { one, two };', ['hooks']],
    ['const char *const names[] = { "a;b", "c{" };', ['names']],
    ['_Static_assert(sizeof(int) == 4, "int"); long after;', ['after']],
    ['__attribute__((naked, used)) void start(void) { }', ['start']],
    ['char stack[4096] __attribute__((aligned(4096)));', ['stack']],
    ['/* int a; */ // int b;\nint c;', ['c']],
    ['#define X int a;\n#define Y \\\n int b;\nint c;', ['c']],
    ["char quote = '\"'; int after;", ['after', 'quote']],
    ['static inline int f(void) { return 1; } int g(void) { return f(); }', ['g']],
    ['struct thread *self(void) { return 0; }', ['self']],
    ['unsigned long long big = 1ull, *other;', ['big', 'other']],
    ['uint64_t a = sizeof(struct { int b; });', ['a']],
    ['_Noreturn void stop(void);', ['stop']],
    ['int open', []],
  ])('%s', (source, names) => {
    expect(globalNames(source)).toEqual(names);
  });

  it('ends on unbalanced text', () => {
    for (const text of ['{{{{', '((((', 'int f(', '/*', '"', '[', '}}}}', 'int a = {', '#']) globalNames(text);
  });
});

describe('stripSource', () => {
  it('keeps code and drops what only looks like it', () => {
    expect(stripSource('a /* b */ c "d" \'e\'').replaceAll(/\s+/g, ' ')).toBe('a c "" 0');
  });
});
