import { describe, expect, it } from 'vitest';
import { contextOf } from '../check/context.ts';
import { catalog, composition, TARGET } from '../graph/fixture.ts';
import { largeCatalog, largeComposition } from '../testing/large.ts';
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
