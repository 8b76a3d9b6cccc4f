import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import { anyComposition } from '../graph/arbitrary.ts';
import { api, catalog, composition, microlib, TARGET } from '../graph/fixture.ts';
import { buildGraph } from '../graph/flatten.ts';
import { apply, type Edit } from '../model/edits.ts';
import { fits } from '../model/fits.ts';
import type { Component, Composition } from '../model/types.ts';
import { exampleComposition } from '../testing/examples.ts';
import { scaled } from '../testing/scale.ts';
import { check } from './check.ts';
import { findingKey } from './findings.ts';
import type { Diagnostic } from './types.ts';
import { verifiedFixes } from './verified.ts';

type Args = Parameters<typeof composition>;

/** The finding of this code, with its fixes and what each leaves. */
function fixesOf(args: Args, code: string, of = catalog, target = TARGET) {
  const document = composition(...args);
  const found = check(document, of, target).find((one) => one.code === code);
  if (found === undefined) throw new Error(`no ${code}`);
  return verifiedFixes(document, of, target, found).map(({ title, edits }) => ({
    title,
    edits,
    left: check(apply(document, edits), of, target).map((one) => one.code),
  }));
}
const withMicrolibs = (...more: ReturnType<typeof microlib>[]) => ({
  ...catalog,
  microlibs: { ...catalog.microlibs, ...Object.fromEntries(more.map((one) => [one.name, one])) },
});

describe('verifiedFixes', () => {
  it('wires what a new component needs, to what is there or to what is added for it', () => {
    const [first, ...rest] = fixesOf([{ app: 'user' }], 'UL0102');
    expect(first).toMatchObject({ title: 'Add single as single and wire app.heap to single.alloc (100 B)', left: [] });
    for (const { left } of rest) expect(left).toEqual([]);
    const metered = rest.find(({ title }) => title.startsWith('Add meter'));
    expect(metered?.title).toBe('Add meter as meter and wire app.heap to meter.alloc, with single as single');
  });

  it('lets a new provider serve all that lost the same one', () => {
    const lost: Args = [{ app: 'user', more: 'user', heap: 'tlsf' }, [['heap.region', 'board.region']]];
    const gone = composition({ app: 'user', more: 'user' });
    const [first] = fixesOf([gone.components, []], 'UL0102');
    expect(first).toMatchObject({
      title: 'Add single as single and wire app.heap to single.alloc; also wire more.heap to single.alloc (100 B)',
      left: [],
    });
    // What is there already is likelier than anything new.
    expect(fixesOf(lost, 'UL0102')[0]).toMatchObject({
      title: 'Wire app.heap to heap.alloc; also wire more.heap to heap.alloc',
      left: [],
    });
  });

  it('adds the component that wires name, of a microlib that has all their ports', () => {
    const [first] = fixesOf(
      [
        { app: 'user' },
        [
          ['app.heap', 'heap.alloc'],
          ['heap.region', 'board.region'],
        ],
      ],
      'UL0105',
    );
    expect(first).toMatchObject({ title: 'Add buddy as heap, which 2 wires name (2.0 KB)', left: [] });
  });

  it('removes the wires of what nothing misses', () => {
    const [first] = fixesOf(
      [
        { app: 'hello' },
        [
          ['app.console', 'board.console'],
          ['ghost.a', 'board.console'],
          ['ghost.b', 'board.region'],
        ],
      ],
      'UL0105',
    );
    expect(first).toMatchObject({ title: 'Remove the 2 wires of ghost', left: [] });
  });

  it('finds a provider of the version that is needed, and none where there is none', () => {
    const wires: Args = [{ app: 'newer', heap: 'single' }, [['app.heap', 'heap.alloc']]];
    expect(fixesOf(wires, 'UL0109')).toEqual([]);
    const modern = microlib('modern', ['alloc:alloc@2'], []);
    expect(fixesOf(wires, 'UL0109', withMicrolibs(modern))[0]?.title).toBe(
      'Add modern as modern and wire app.heap to modern.alloc',
    );
  });

  it('leads a wire out of a cycle', () => {
    const circle: Args = [
      { app: 'user', a: 'meter', b: 'meter', heap: 'single' },
      [
        ['app.heap', 'a.alloc'],
        ['a.backing', 'b.alloc'],
        ['b.backing', 'a.alloc'],
      ],
    ];
    const [first] = fixesOf(circle, 'UL0106');
    expect(first?.title).toMatch(/^Wire [ab]\.backing to heap\.alloc$/);
  });

  it('lets one do the work of two where an image holds one', () => {
    const two: Args = [
      { a: 'user', b: 'user', s: 'single', t: 'single' },
      [
        ['a.heap', 's.alloc'],
        ['b.heap', 't.alloc'],
      ],
    ];
    expect(fixesOf(two, 'UL0111')[0]).toMatchObject({ title: 'Let s serve what t serves, and remove t', left: [] });
  });

  it('gives a name that coincides another', () => {
    const two = composition({ app: 'hello' }, [['app.console', 'board.console']], { groups: { app: { members: [] } } });
    const [found] = check(two, catalog, TARGET);
    const [first] = verifiedFixes(two, catalog, TARGET, found as Diagnostic);
    expect(check(apply(two, first?.edits ?? []), catalog, TARGET)).toEqual([]);
  });

  it('does not mend one target at the cost of another', () => {
    const elsewhere = withMicrolibs(microlib('pc_only', ['wish:alloc'], [], { targets: ['x86_64/*'] }));
    const fixes = fixesOf([{ app: 'user' }, [], { targets: [TARGET, 'host'] }], 'UL0102', elsewhere);
    expect(fixes.length).toBeGreaterThan(0);
    // It is limited to where it is, and comes after what leaves nothing to mend on the other.
    const limited = fixes.findIndex(({ title }) => title.includes('pc_only'));
    expect(limited).toBe(fixes.length - 1);
    expect(fixes[limited]?.edits[0]).toMatchObject({ value: { microlib: 'pc_only', targets: [TARGET] } });
    const here = fixesOf([{ app: 'user' }], 'UL0102', elsewhere).filter(({ title }) => title.includes('pc_only'));
    expect(here.length).toBe(1);
  });

  it('offers what only passes on, or does not do all, after what does', () => {
    const part = microlib('part', ['alloc:alloc'], [], { costs: catalog.microlibs['single']?.costs ?? [] });
    const partial = { ...part, provides: part.provides.map((port) => ({ ...port, partial: true })) };
    const titles = fixesOf([{ app: 'user' }], 'UL0102', withMicrolibs(partial)).map(({ title }) => title.split(' ')[1]);
    expect(titles).toEqual(['single', 'buddy', 'tlsf', 'part', 'meter']);
  });

  it('offers nothing that changes far more than the best does', async () => {
    const real = await readCatalog(fileURLToPath(new URL('../../microlibs', import.meta.url)));
    const hello = exampleComposition('hello');
    const document = { ...hello, wires: [] };
    const finding = check(document, real, 'x86_64/microvm').find(({ code }) => code === 'UL0102') as Diagnostic;
    const fixes = verifiedFixes(document, real, 'x86_64/microvm', finding);
    // A serial port of its own would come with a model for the host, a second one, and a bus.
    expect(fixes.map(({ title }) => title)[0]).toBe('Wire app.console to board.console');
    expect(fixes.length).toBeGreaterThan(1);
    expect(fixes.filter(({ title }) => title.includes('Serial port'))).toEqual([]);
  });

  it('knows an API that everything uses without a wire', () => {
    const own = {
      ...catalog,
      apis: { ...catalog.apis, every: api('every', { linkage: 'global', implicit: true }) },
      microlibs: { ...catalog.microlibs, all: microlib('all', ['every:every'], []) },
    };
    const [first] = fixesOf([{ app: 'hello' }, [['app.console', 'board.console']]], 'UL0102', own);
    expect(first).toMatchObject({ title: 'Add all as all', left: [] });
  });
});

describe('a fix for one target leaves the others as they are', () => {
  const both = { targets: [TARGET, 'host'] };
  const graphOn = (target: string, document: Composition) =>
    buildGraph(document, catalog, target).graph.bindings.map(({ from, to }) => [from, to]);
  const single: Component = { microlib: 'single', targets: [TARGET] };
  const bare: Component = { microlib: 'bare', targets: ['host'] };
  const wired: Args[1] = [
    ['app.heap', 'single.alloc'],
    ['app.heap', 'bare.alloc'],
  ];

  it('what it adds for a port that other targets have a provider for is limited to its own', () => {
    for (const [components, target, other] of [
      [{ app: 'user', bare }, TARGET, 'host'],
      [{ app: 'user', single }, 'host', TARGET],
    ] as const) {
      const [name = ''] = Object.keys(components).slice(1);
      const document = composition(components, [['app.heap', `${name}.alloc`]], both);
      expect(check(document, catalog, other)).toEqual([]);
      const [finding] = check(document, catalog, target);
      const fixes = finding === undefined ? [] : verifiedFixes(document, catalog, target, finding);
      expect(fixes.length).toBeGreaterThan(0);
      for (const { edits } of fixes) {
        const after = apply(document, edits);
        for (const [added, { targets }] of Object.entries(after.components))
          if (!Object.hasOwn(components, added)) expect(targets).toEqual([target]);
        expect(graphOn(other, after)).toEqual(graphOn(other, document));
        expect(check(after, catalog, target).filter(({ severity }) => severity !== 'info')).toEqual([]);
      }
    }
  });

  it('what wires name is put back where it was, seen from any target', () => {
    const document = composition({ app: 'user', bare }, wired, both);
    for (const target of both.targets) {
      const finding = check(document, catalog, target).find(({ code }) => code === 'UL0105');
      const fixes = finding === undefined ? [] : verifiedFixes(document, catalog, target, finding);
      const put = apply(document, fixes[0]?.edits ?? []);
      expect(put.components['single']?.targets).toEqual([TARGET]);
      for (const other of both.targets) expect(check(put, catalog, other)).toEqual([]);
    }
  });

  it('what is needed on several is put back on each', () => {
    const document = composition(
      { app: 'user', here: { microlib: 'user', targets: [TARGET] }, there: { microlib: 'user', targets: ['host'] } },
      [],
      both,
    );
    const [finding] = check(document, catalog, TARGET);
    const [first] = finding === undefined ? [] : verifiedFixes(document, catalog, TARGET, finding);
    const after = apply(document, first?.edits ?? []);
    for (const target of both.targets) expect(check(after, catalog, target)).toEqual([]);
  });
});

it('a fix takes its finding away, brings no error or warning, and has no edit too many', () => {
  const without = (edits: readonly Edit[], at: number) => edits.filter((_, index) => index !== at);
  fc.assert(
    fc.property(anyComposition, fc.constantFrom(TARGET, 'host'), (document, target) => {
      const before = check(document, catalog, target);
      const keys = new Set(before.map(findingKey));
      for (const finding of before.slice(0, 3))
        for (const { edits } of verifiedFixes(document, catalog, target, finding)) {
          expect(fits(document, edits)).toBe(true);
          const after = check(apply(document, edits), catalog, target);
          expect(after.map(findingKey)).not.toContain(findingKey(finding));
          for (const one of after) if (one.severity !== 'info') expect([...keys]).toContain(findingKey(one));
          // Wires are put at the end: leaving one out moves no other's place unless it is an insertion before.
          for (const [at, edit] of edits.entries()) {
            if (edits.length === 1 || edit.op !== 'put' || edit.path[0] !== 'components') continue;
            const fewer = (() => {
              try {
                return check(apply(document, without(edits, at)), catalog, target);
              } catch {
                return undefined;
              }
            })();
            const left = new Set(after.map(findingKey));
            const asGood =
              fewer?.every((one) => left.has(findingKey(one))) === true &&
              fewer.every((one) => findingKey(one) !== findingKey(finding));
            expect(asGood).toBe(false);
          }
        }
    }),
    { numRuns: scaled(60), seed: 11 },
  );
});
