import { describe, expect, it } from 'vitest';
import { contextOf } from '../check/context.ts';
import { catalog, composition, TARGET } from '../graph/fixture.ts';
import { largeCatalog, largeComposition } from '../testing/large.ts';
import { complete } from './complete.ts';
import { programOf } from './program.ts';
import { problemOf } from './region.ts';
import { bindings } from './solution.ts';
import { solver } from './solver.ts';

const problem = (...args: Parameters<typeof composition>) =>
  problemOf(contextOf(composition(...args), catalog, TARGET));

describe('programOf', () => {
  it('writes what is to be decided, for people to read', async () => {
    const args: Parameters<typeof composition> = [
      { app: 'user', also: 'user', meter: 'meter' },
      [
        ['app.heap', 'meter.alloc'],
        ['app.stats', 'meter.stats'],
      ],
    ];
    await expect(programOf(problem(...args))).toMatchFileSnapshot('snapshots/two-users.lp');
  });

  it('has only what unmet ports reach, however large the composition is', () => {
    const base = largeCatalog(catalog);
    const document = largeComposition(7, 400, [TARGET]);
    const whole = problemOf(contextOf(document, base, TARGET));
    expect([whole.needs, whole.nodes.size]).toEqual([[], 0]);
    const wires = document.wires.filter(({ from }) => from !== 'c0.in0');
    const open = problemOf(contextOf({ ...document, wires }, base, TARGET));
    expect(open.needs[0]?.ref).toBe('c0.in0');
    const fitting = open.needs[0]?.options.length ?? 0;
    expect(open.nodes.size).toBeLessThan(3 * fitting);
  });
});

it('leaves out what is too much, and completes all the same', async () => {
  const many = (name: string, count: number, microlib: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at}`, microlib]));
  const document = composition({ ...many('user', 110, 'user'), ...many('heap', 36, 'tlsf'), small: 'buddy' });
  const { isWhole, needs } = problemOf(contextOf(document, catalog, TARGET));
  expect(isWhole).toBe(false);
  expect(needs.reduce((sum, { options }) => sum + options.length, 0)).toBeLessThan(6000);
  const completion = await complete(document, catalog, TARGET);
  if (completion.is !== 'complete') throw new Error('it is impossible');
  expect(completion.additions).toHaveLength(111);
  expect(completion.additions[0]?.title).toBe('Wire user0.heap to small.alloc');
  expect(completion.questions.length).toBeLessThan(20);
});

describe('solver', () => {
  it('finds the one best answer, any, or what is in some', async () => {
    const { best, hasAnswer, possible } = await solver();
    const program = '1 { bind("p",("a";"b";"c")) } 1. :- bind("p","c").';
    expect(bindings(best(`${program} #minimize { 1 : bind("p","a") }.`) ?? [])).toEqual([['p', 'b']]);
    expect(hasAnswer(program)).toBe(true);
    expect(possible(program)?.map(String).sort()).toEqual(['bind("p","a")', 'bind("p","b")']);
    expect([best('a. :- a.'), hasAnswer('a. :- a.'), possible('a. :- a.')]).toEqual([null, false, null]);
  });

  it('refuses what is no program, and goes on', async () => {
    const { best } = await solver();
    expect(() => best('a :-')).toThrow(/refused/);
    expect(best('a.')).toEqual(['a']);
  });

  it('reads back names as they were', () => {
    expect(bindings(['bind("a\\"b","c\\\\d")', 'other("a","b")'])).toEqual([['a"b', 'c\\d']]);
  });
});
