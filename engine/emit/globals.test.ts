import { describe, expect, it } from 'vitest';
import { globalNames } from './globals.ts';
import { strip } from './tokens.ts';

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
    ['/* two\n * int a;\n */ int b;', ['b']],
    ['#ifdef __cplusplus\nextern "C" {\n#endif\nint a;\n#ifdef __cplusplus\n}\n#endif\nint b;', ['a', 'b']],
    ['#if defined(__cplusplus)\nclass a {\n#else\nint b;\n#endif\nint c;', ['b', 'c']],
    ['#ifndef __cplusplus\nint a;\n#else\nnamespace {\n#endif\nint b;', ['a', 'b']],
    ['#if 0\nint f(void) {\n#endif\nint g;', ['g']],
    ['#if A\nint f(int a) {\n#else\nint f(int b) {\n#endif\nreturn 0; }\nint g;', ['f', 'g']],
    ['#if A\nint f(void) {\n#elif B\nint g(void) {\n#else\nint h(void) {\n#endif\n}\nint i;', ['f', 'g', 'h', 'i']],
    ['int f(void) {\n#if A\n} int g(void) {\n#endif\n}\nint h;', ['f', 'g', 'h']],
    ['int f(void) {\n#if A\nif (a) {\n#else\nif (b) {\n#endif\nc(); }\n}\nint g;', ['f', 'g']],
    ['#if A\n#if B\nint a;\n#endif\n#endif\n#else\n#endif\nint b;', ['a', 'b']],
    ['#if 0\n#if A\nint a;\n#else\nint b;\n#endif\n#else\nint c;\n#endif\nint d;', ['c', 'd']],
  ])('%s', (source, names) => {
    expect(globalNames([source])).toEqual(names);
  });

  it('ends on unbalanced text', () => {
    for (const text of ['{{{{', '((((', 'int f(', '/*', '"', '[', '}}}}', 'int a = {', '#']) globalNames([text]);
  });
});

describe('what macros declare', () => {
  const POOL = '#define POOL(name, count) char name##_memory[count]; \\\n  const struct pool pool_##name = { "x" };\n';
  it.each([
    [`${POOL}POOL(tcp, 4)\nPOOL(udp, 2)\nint after;`, ['after', 'pool_tcp', 'pool_udp', 'tcp_memory', 'udp_memory']],
    [`${POOL}POOL(tcp, 4)\nint after(void);`, ['after', 'pool_tcp', 'tcp_memory']],
    ['#define A(n) int n\n#undef A\n#define A(n) int n##_2\nA(x);', ['x', 'x_2']],
    ['#define A(n) B(n)\n#define B(n) extern int the_##n\nA(x);', ['the_x']],
    ['#define A(n) A(n##n); int n\nA(x);', ['x']],
    ['#define NAME(n) prefix_##n\nint NAME(f)(void) { return 0; }\nint g;', ['g', 'prefix_f']],
    ['#define htons(x) ((x) << 8)\nint htons(int x) { return x; }\nint g;', ['g', 'htons']],
    ['#define htons your_htons\nint htons(int x);', ['htons', 'your_htons']],
    ['#define API(type) extern type\nAPI(int) f(void);', ['f']],
    ['#define LOCAL(n) static int n\nLOCAL(x); int y;', ['y']],
    ['#define LIST(...) int __VA_ARGS__\nLIST(a, b, c);', ['a', 'b', 'c']],
    ['#define ATTR(x) __attribute__((x))\nint f(void) ATTR(unused);\nint g;', ['f', 'g']],
    ['#define MAX(a, b) ((a) > (b) ? (a) : (b))\nint a = MAX(1, 2), b;\nint c[MAX(1, 2)];', ['a', 'b', 'c']],
    ['#define EMPTY()\nEMPTY()\nint a;', ['a']],
    ['#define T(x) #x\nchar a[] = T(b);', ['a']],
  ])('%s', (source, names) => {
    expect(globalNames([source])).toEqual(names);
  });

  it('ends on macros that call each other without end', () => {
    const many = Array.from({ length: 12 }, (_, n) => `#define M${n}(x) M${(n + 1) % 12}(x) M${(n + 5) % 12}(x##x)\n`);
    const source = `${many.join('')}M0(a);\nint f(\nM1(`;
    expect(globalNames([source])).toEqual([]);
  });
});

describe('a source that means harm', () => {
  // Each of them took minutes, or more memory than there is.
  it.each([
    ['an argument that is large, many times', `#define M(x) ${'x '.repeat(200)}\nM(${'int a; '.repeat(20_000)})\n`],
    ['many calls', `#define M(x) ${'x '.repeat(100)}\n${`M(${'int a; '.repeat(2000)})\n`.repeat(300)}`],
    [
      'macros that call the next one many times',
      `${Array.from({ length: 12 }, (_, n) => `#define M${n}(x) ${`M${n + 1}(x) `.repeat(50)}`).join('\n')}\nM0(int a;)\n`,
    ],
    ['comments that never end, behind a directive', `#define x ${'/* '.repeat(300_000)}`],
    ['calls that never end', `#define M(x) x\n${'int M(a '.repeat(100_000)}`],
  ])('is read all the same: %s', (_what, source) => {
    expect(globalNames([`int first;\n${source}`])).toContain('first');
  });
});

describe('strip', () => {
  it('keeps code and drops what only looks like it', () => {
    expect(strip('a /* b */ c "d" \'e\'', () => '').replaceAll(/\s+/g, ' ')).toBe('a c "" 0');
  });
});
