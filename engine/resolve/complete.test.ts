import { describe, expect, it } from 'vitest';
import type { Catalog, Microlib } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import { api, catalog, composition, microlib, TARGET } from '../graph/fixture.ts';
import { apply, invert } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';
import { complete } from './complete.ts';
import type { Answers, Completion } from './types.ts';

type Args = Parameters<typeof composition>;
type Complete = Extract<Completion, { is: 'complete' }>;

const withMicrolibs = (...more: Microlib[]): Catalog => ({
  ...catalog,
  microlibs: { ...catalog.microlibs, ...Object.fromEntries(more.map((one) => [one.name, one])) },
});

async function completed(document: Composition, answers: Answers = {}, from = catalog): Promise<Complete> {
  const completion = await complete(document, from, TARGET, answers);
  if (completion.is !== 'complete') throw new Error(JSON.stringify(completion.contradiction));
  const final = apply(document, completion.edits);
  expect(check(final, from, TARGET).filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(apply(final, invert(completion.edits))).toEqual(document);
  const again = await complete(final, from, TARGET);
  expect(again).toMatchObject({ is: 'complete', additions: [] });
  for (const { because } of completion.additions) expect(because.length).toBeGreaterThan(0);
  return completion;
}

async function contradiction(document: Composition, answers: Answers = {}, from = catalog): Promise<string[]> {
  const completion = await complete(document, from, TARGET, answers);
  if (completion.is !== 'impossible') throw new Error(`completed by ${titles(completion).join('; ')}`);
  return completion.contradiction.map(({ item, message }) => `${item}: ${message}`);
}

const titles = ({ additions }: Complete) => additions.map(({ title }) => title);
const titlesOf = async (...args: Args) => titles(await completed(composition(...args)));

describe('complete', () => {
  it('adds nothing to what is valid', async () => {
    expect(await titlesOf({ app: 'hello' }, [['app.console', 'board.console']])).toEqual([]);
  });

  it('wires to what is there rather than to add', async () => {
    expect(await titlesOf({ app: 'hello' })).toEqual(['Wire app.console to board.console']);
    expect(await titlesOf({ app: 'user', heap: 'tlsf' })).toEqual([
      'Wire app.heap to heap.alloc',
      'Wire heap.region to board.region',
    ]);
  });

  it('adds the smallest of as many components, with its reasons and its cost', async () => {
    const { additions } = await completed(composition({ app: 'user' }));
    expect(additions.map(({ kind, item, title, cost }) => [kind, item, title, cost?.image])).toEqual([
      ['component', 'single', 'Add single as single', 100],
      ['wire', 'app.heap', 'Wire app.heap to single.alloc', undefined],
    ]);
    expect(additions[0]?.because).toEqual([
      'app has a main',
      'app.heap needs alloc',
      'it gets single: the smallest that fits x86_64/pc',
    ]);
  });

  it('gives a port of many that wants some the smallest, and leaves it with what it has', async () => {
    const seeds = microlib('seeds', ['seeds:seeds'], []);
    const plain = microlib('generator', ['numbers:numbers'], ['sources:seeds*']);
    const generator = { ...plain, requires: plain.requires.map((port) => ({ ...port, wanted: true })) };
    const app = microlib('gambler', [], ['numbers:numbers'], { main: 'plain' });
    const apis = { ...catalog.apis, seeds: api('seeds'), numbers: api('numbers') };
    const from = (of: Microlib) => ({ ...withMicrolibs(seeds, of, app), apis });
    expect(titles(await completed(composition({ app: 'gambler' }), {}, from(generator)))).toEqual([
      'Add generator as generator',
      'Wire app.numbers to generator.numbers',
      'Add seeds as seeds',
      'Wire generator.sources to seeds.seeds',
    ]);
    expect(titles(await completed(composition({ app: 'gambler' }), {}, from(plain)))).toEqual([
      'Add generator as generator',
      'Wire app.numbers to generator.numbers',
    ]);
    const wired = composition({ app: 'gambler', generator: 'generator', seed: 'seeds' }, [
      ['app.numbers', 'generator.numbers'],
      ['generator.sources', 'seed.seeds'],
    ]);
    expect(titles(await completed(wired, {}, from(generator)))).toEqual([]);
  });

  it('takes what makes fewer components, whatever it costs', async () => {
    const small = microlib('small', ['alloc:alloc'], ['more:rare'], { costs: [] });
    const rare = microlib('rare', ['rare:rare'], []);
    const { single: _single, ...microlibs } = withMicrolibs(small, rare).microlibs;
    const from = { ...catalog, apis: { ...catalog.apis, rare: api('rare') }, microlibs };
    expect(titles(await completed(composition({ app: 'user' }), {}, from))[0]).toBe('Add buddy as buddy');
  });

  it('gives new components names that are free', async () => {
    const { additions } = await completed(composition({ app: 'user', single: 'hello' }));
    expect(additions[0]).toMatchObject({ kind: 'component', item: 'single2' });
  });

  it('leaves alone what nothing reaches', async () => {
    expect(await titlesOf({ app: 'hello', meter: 'meter' }, [['app.console', 'board.console']])).toEqual([]);
  });

  it('never makes a cycle of inits', async () => {
    const wires: Args[1] = [['app.heap', 'meter.alloc']];
    expect(await titlesOf({ app: 'user', meter: 'meter' }, wires)).toContain('Wire meter.backing to single.alloc');
    const loop = withMicrolibs(microlib('user', [], ['heap:alloc'], { main: 'plain' }));
    const { single: _s, buddy: _b, tlsf: _t, bare: _a, ...microlibs } = loop.microlibs;
    const lines = await contradiction(composition({ app: 'user' }), {}, { ...loop, microlibs });
    expect(lines).toEqual([
      'app.heap: app.heap needs alloc',
      'meter.backing: meter.backing needs alloc',
      'alloc: on x86_64/pc, alloc comes only from a new meter',
    ]);
  });

  it('has a scheduler that it adds run the mains', async () => {
    const app = microlib('app', [], ['sched:sched'], { main: 'plain' });
    const done = await completed(composition({ app: 'app' }), {}, withMicrolibs(app));
    expect(titles(done)).toContain('Wire board.sched to coop.sched');
  });

  it('adds what can do only a part of it where nothing else does, or where it is answered', async () => {
    const app = microlib('app', [], ['sched:sched'], { main: 'plain' });
    const base = microlib('none', ['sched:sched'], []);
    const none = { ...base, provides: base.provides.map((port) => ({ ...port, partial: true })) };
    const from = withMicrolibs(app, none);
    const done = await completed(composition({ app: 'app' }), {}, from);
    expect(titles(done).slice(0, 2)).toEqual(['Add coop as coop', 'Wire app.sched to coop.sched']);
    expect(done.additions[0]?.because.at(-1)).toBe('it gets coop: none cannot do all that sched is for');
    expect(done.questions[0]?.choices.map(({ id }) => id)).toEqual(['add:coop.sched', 'add:none.sched']);
    expect(titles(await completed(composition({ app: 'app' }), { 'app.sched': 'add:none.sched' }, from))[0]).toBe(
      'Add none as none',
    );
    const there = composition({ app: 'app', none: 'none' });
    expect(titles(await completed(there, {}, from))[0]).toBe('Wire app.sched to none.sched');
    const { coop: _coop, ...microlibs } = from.microlibs;
    expect(titles(await completed(composition({ app: 'app' }), {}, { ...from, microlibs }))[0]).toBe(
      'Add none as none',
    );
  });

  it('gives the board what it needs, by its outer port or by the member that needs it', async () => {
    const parts = catalog.boards[TARGET];
    if (parts === undefined) throw new Error('the fixture has no board');
    const start = microlib('start', ['start:start'], ['composition:composition', 'sched:sched~', 'print:print']);
    const from = withMicrolibs(start);
    const hello = composition({ app: 'hello' }, [['app.console', 'board.console']]);
    const done = await completed(hello, {}, from);
    expect(titles(done).slice(0, 2)).toEqual(['Add coop as coop', 'Wire board.sched to coop.sched']);
    const inner = { ...from, boards: { [TARGET]: { ...parts, requires: {} } } };
    expect(titles(await completed(hello, {}, inner))[1]).toBe('Wire board_start.sched to coop.sched');
  });

  it('gives plain C names one provider, the one that wires have chosen', async () => {
    const parts = catalog.boards[TARGET];
    if (parts === undefined) throw new Error('the fixture has no board');
    const app = microlib('app', [], ['c:libc', 'heap:alloc'], { main: 'plain' });
    const heap = microlib('heap', ['alloc:alloc@2'], ['c:libc']);
    const own = microlib('own', ['libc:libc'], []);
    const base = withMicrolibs({ ...app, requires: app.requires.map((port) => ({ ...port, version: 1 })) }, heap, own);
    const { single: _s, buddy: _b, tlsf: _t, meter: _m, ...microlibs } = base.microlibs;
    const from = { ...base, microlibs, apis: { ...base.apis, libc: api('libc', { linkage: 'global' }) } };
    const document = composition({ app: 'app', first: 'own', second: 'own' }, [['app.c', 'second.libc']], {
      defaults: { libc: 'first.libc' },
    });
    expect(titles(await completed(document, {}, from))).toEqual([
      'Add heap as heap',
      'Wire app.heap to heap.alloc',
      'Wire heap.c to second.libc',
    ]);
  });

  it('sets what ambient ports fall back to, once for all', async () => {
    const parts = catalog.boards[TARGET];
    if (parts === undefined) throw new Error('the fixture has no board');
    const { print: _print, ...defaults } = parts.defaults;
    const from = { ...catalog, boards: { [TARGET]: { ...parts, defaults } } };
    const hello: Args = [{ app: 'hello' }, [['app.console', 'board.console']]];
    const done = await completed(composition(...hello), {}, from);
    expect(done.additions.map(({ item, title }) => [item, title])).toEqual([
      ['print', 'Add print as print'],
      ['defaults.print', 'Make print.print the default print'],
    ]);
  });
});

describe('what cannot stay', () => {
  it('replaces a wire that leads nowhere where it stands, and keeps its kind', async () => {
    const document = composition({ app: 'hello' }, [{ from: 'app.console', to: 'gone.console', kind: 'counted' }]);
    const done = await completed(document);
    expect(titles(done)).toEqual(['Wire app.console to board.console instead of gone.console']);
    expect(done.additions[0]?.because[0]).toBe("There is no component 'gone' (in 'gone.console')");
    expect(apply(document, done.edits).wires).toEqual([{ from: 'app.console', to: 'board.console', kind: 'counted' }]);
  });

  it('takes out what begins nowhere, and what an optional port had', async () => {
    const document = composition({ app: 'user', heap: 'single' }, [
      ['gone.x', 'heap.alloc'],
      ['app.stats', 'gone.stats'],
      ['app.heap', 'heap.alloc'],
    ]);
    const done = await completed(document);
    expect(titles(done)).toEqual(['Remove the wire app.stats → gone.stats', 'Remove the wire gone.x → heap.alloc']);
    expect(apply(document, done.edits).wires).toEqual([{ from: 'app.heap', to: 'heap.alloc' }]);
  });

  it('replaces wires between different APIs, and to an API that is too old', async () => {
    expect(await titlesOf({ app: 'hello' }, [['app.console', 'board.region']])).toEqual([
      'Wire app.console to board.console instead of board.region',
    ]);
    const recent = withMicrolibs(microlib('recent', ['alloc:alloc@2'], []));
    const old = composition({ app: 'newer', heap: 'tlsf' }, [['app.heap', 'heap.alloc']]);
    expect(titles(await completed(old, {}, recent))).toEqual([
      'Add recent as recent',
      'Wire app.heap to recent.alloc instead of heap.alloc',
    ]);
  });

  it('takes out a default that leads nowhere', async () => {
    const document = composition({ app: 'hello' }, [['app.console', 'board.console']], {
      defaults: { print: 'gone.print' },
    });
    expect(titles(await completed(document))).toEqual(['Remove the default print']);
  });

  it('keeps a wire that another target has a use for', async () => {
    const host = catalog.boards['host'];
    if (host === undefined) throw new Error('the fixture has no host');
    const boards = { ...catalog.boards, host: { ...host, provides: { ...host.provides, extra: 'uart0.console' } } };
    const document = composition({ app: 'hello' }, [['app.console', 'board.extra']], { targets: [TARGET, 'host'] });
    expect(await contradiction(document, {}, { ...catalog, boards })).toEqual([
      "app.console: 'board' has no port 'extra' of that side (in 'board.extra')",
    ]);
  });

  it('sets an option without which a wired port is not there', async () => {
    const base = microlib('tracer', [], [], {
      main: 'plain',
      kconfig: 'config $(component)_TRACE\n\tbool "Trace"\n',
    });
    const extra = { port: 'extra', api: 'console', version: 1, count: 'one' as const, late: false, if: 'TRACE' };
    const from = withMicrolibs({ ...base, requires: [extra] });
    const document = composition({ app: 'tracer' }, [['app.extra', 'board.console']]);
    const done = await completed(document, {}, from);
    expect(done.additions.map(({ kind, item }) => [kind, item])).toEqual([['option', 'app.TRACE']]);
    const off = composition({ app: { microlib: 'tracer', options: { TRACE: false } } }, document.wires);
    expect((await contradiction(off, {}, from))[0]).toMatch(/^app\.extra: .*only if TRACE/);
    expect(titles(await completed(composition({ app: 'tracer' }), {}, from))).toEqual([]);
  });
});

describe('several targets', () => {
  it('gives a port that other targets have a component for one of this target alone', async () => {
    const document = composition(
      { app: 'user', heap: { microlib: 'bare', targets: ['host'] } },
      [['app.heap', 'heap.alloc']],
      { targets: [TARGET, 'host'] },
    );
    const done = await completed(document);
    const final = apply(document, done.edits);
    expect(final.components['single']?.targets).toEqual([TARGET]);
    expect(check(final, catalog, 'host').filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

it('completes one target after the other where each has a provider of its own', async () => {
  const {
    single: _s,
    buddy: _b,
    tlsf: _t,
    meter: _m,
    ...microlibs
  } = withMicrolibs(microlib('here', ['alloc:alloc'], [], { targets: [TARGET] })).microlibs;
  const from = { ...catalog, microlibs };
  let document = composition({ app: 'user' }, [], { targets: [TARGET, 'host'] });
  for (const target of document.targets) {
    const completion = await complete(document, from, target);
    document = apply(document, completion.is === 'complete' ? completion.edits : []);
  }
  expect(document.components['here']?.targets).toEqual([TARGET]);
  expect(document.components['bare']?.targets).toEqual(['host']);
  for (const target of document.targets)
    expect(check(document, from, target).filter(({ severity }) => severity === 'error')).toEqual([]);
});

describe('questions', () => {
  const { single: _single, ...microlibs } = catalog.microlibs;
  const from = withMicrolibs();
  const choosing = {
    ...from,
    microlibs: {
      ...microlibs,
      tlsf: { ...microlibs['tlsf'], choose: 'For general use' },
      buddy: { ...microlibs['buddy'], choose: 'For pages' },
    } as Catalog['microlibs'],
  };

  it('asks where as few components would do, and says what it took', async () => {
    const { questions } = await completed(composition({ app: 'user' }), {}, choosing);
    expect(questions.map(({ port, taken, choices }) => [port, taken, choices.map(({ id }) => id)])).toEqual([
      ['app.heap', 'add:buddy.alloc', ['add:buddy.alloc', 'add:tlsf.alloc']],
    ]);
    expect(questions[0]?.choices[1]).toEqual({
      id: 'add:tlsf.alloc',
      title: 'Add tlsf as tlsf',
      choose: 'For general use',
      cost: { image: 3000, bss: 0 },
    });
  });

  it('asks nothing where there is one way', async () => {
    expect((await completed(composition({ app: 'hello' }))).questions).toEqual([]);
  });

  it('asks which of two that are there', async () => {
    const { questions } = await completed(composition({ app: 'user', a: 'tlsf', b: 'buddy' }));
    expect(questions[0]).toMatchObject({ port: 'app.heap', taken: 'use:b.alloc' });
    expect(questions[0]?.choices.map(({ id }) => id)).toEqual(['use:a.alloc', 'use:b.alloc']);
  });

  it('does as it is answered, and goes on asking', async () => {
    const answers = { 'app.heap': 'add:tlsf.alloc' };
    const done = await completed(composition({ app: 'user' }), answers, choosing);
    expect(titles(done).slice(0, 2)).toEqual(['Add tlsf as tlsf', 'Wire app.heap to tlsf.alloc']);
    expect(done.additions[0]?.because).toContain('it gets tlsf: the answer to app.heap');
    expect(done.questions[0]).toMatchObject({ port: 'app.heap', taken: 'add:tlsf.alloc' });
    expect(done.questions[0]?.choices).toHaveLength(2);
  });

  it('says which answers are none, and ignores those to ports that it does not come to', async () => {
    expect(await contradiction(composition({ app: 'hello' }), { 'app.console': 'add:nope.x' })).toEqual([
      expect.stringMatching(
        /^app\.console: add:nope\.x is no choice for app\.console; it can have use:board\.console, /,
      ),
    ]);
    expect(titles(await completed(composition({ app: 'hello' }), { 'gone.port': 'add:tlsf.alloc' }))).toHaveLength(1);
  });

  it('names an answer that cannot be', async () => {
    const needy = microlib('needy', ['alloc:alloc'], ['x:stats@3']);
    const lines = await contradiction(
      composition({ app: 'user' }),
      { 'app.heap': 'add:needy.alloc' },
      withMicrolibs(needy),
    );
    expect(lines).toEqual([
      'app.heap: app.heap needs alloc',
      'app.heap: app.heap was answered with needy.alloc',
      'needy.x: needy.x needs stats',
      'stats: no microlib of the catalog provides version 3 of stats; older ones are of meter',
    ]);
  });
});

describe('what is impossible', () => {
  it.each<[string, Composition, string[]]>([
    [
      'without an app',
      composition({}),
      [
        'x86_64/pc: an app is missing: no component has a main on x86_64/pc, so that there is nothing to boot; the catalog has hello, user',
      ],
    ],
    [
      'with an app for other targets',
      composition({ app: { microlib: 'hello', targets: ['host'] } }),
      [expect.stringMatching(/^x86_64\/pc: an app is missing/) as unknown as string, 'app: app is limited to host'],
    ],
    [
      'without a provider of that version',
      composition({ app: 'newer' }),
      [
        'app.heap: app.heap needs alloc',
        'alloc: no microlib of the catalog provides version 2 of alloc; older ones are of bare, buddy, meter, single and tlsf',
      ],
    ],
    [
      'of a microlib that there is not',
      composition({ app: 'hello', x: 'nope' }),
      ["x: 'x' is of the microlib 'nope', which the catalog does not have"],
    ],
    [
      'on a microlib of another target',
      composition({ app: 'user', heap: 'bare' }, [['app.heap', 'heap.alloc']]),
      [
        "heap: 'heap' (bare) does not support x86_64/pc; it supports host",
        'app: app has a main',
        'app.heap: app.heap needs alloc and is bound to heap.alloc',
      ],
    ],
    [
      'with two wires at a port for one',
      composition({ app: 'user', a: 'single', b: 'buddy' }, [
        ['app.heap', 'a.alloc'],
        ['app.heap', 'b.alloc'],
      ]),
      [
        "app.heap: 'app.heap' is wired to 'a.alloc' and to 'b.alloc'; it takes one",
        "app.heap: 'app.heap' is a port for one provider",
      ],
    ],
    [
      'with two of what an image has once',
      composition({ app: 'user', two: 'user', a: 'single', b: 'single' }, [
        ['app.heap', 'a.alloc'],
        ['two.heap', 'b.alloc'],
      ]),
      ["b: 'b' and 'a' are both single; an image holds one", 'b: single says instances: one'],
    ],
  ])('%s', async (_name, document, lines) => {
    expect(await contradiction(document)).toEqual(lines);
  });

  it('without anything for the target', async () => {
    const only = withMicrolibs(
      microlib('app', [], ['x:rare'], { main: 'plain' }),
      microlib('rare', ['x:rare'], [], { targets: ['host'] }),
    );
    const from = { ...only, apis: { ...only.apis, rare: api('rare') } };
    expect(await contradiction(composition({ app: 'app' }), {}, from)).toEqual([
      'app.x: app.x needs rare',
      'rare: no microlib of the catalog that provides rare supports x86_64/pc; other targets have it of rare',
    ]);
  });

  it('by a cycle that wires close', async () => {
    const a = microlib('a', ['pa:stats'], ['ra:sched']);
    const b = microlib('b', ['pb:sched'], ['rb:stats']);
    const app = microlib('app', [], ['x:stats'], { main: 'plain' });
    const { coop: _c, meter: _m, ...rest } = withMicrolibs(a, b, app).microlibs;
    const document = composition({ app: 'app', a: 'a', b: 'b' }, [
      ['a.ra', 'b.pb'],
      ['app.x', 'a.pa'],
    ]);
    const lines = await contradiction(
      document,
      {},
      { ...catalog, microlibs: { ...rest, b: { ...b, instances: 'one' }, a: { ...a, instances: 'one' } } },
    );
    expect(lines).toEqual([
      'b.rb: b.rb needs stats',
      'stats: on x86_64/pc, stats comes only from a.pa; an image holds one a, and has it already',
      'a: the init of a waits for that of b, by wires that are there',
      "b.rb: b.rb is used by the init of b: its provider's init runs first",
    ]);
  });

  it('on a target without a board', async () => {
    const completion = await complete(composition({ app: 'hello' }), catalog, 'mips/malta');
    expect(completion).toMatchObject({ is: 'impossible', contradiction: [{ item: 'mips/malta' }, {}] });
  });
});

describe('the same answer', () => {
  const reversed = <T>(record: { readonly [key: string]: T }) => Object.fromEntries(Object.entries(record).reverse());

  it('on each of twenty runs, whatever the order of the catalog and of the wires', async () => {
    const document = composition({ app: 'user', also: 'user', meter: 'meter' }, [
      ['app.heap', 'meter.alloc'],
      ['app.stats', 'meter.stats'],
    ]);
    const first = await completed(document);
    const shuffled = { ...catalog, microlibs: reversed(catalog.microlibs), apis: reversed(catalog.apis) };
    for (let run = 0; run < 20; run++) {
      const from = run % 2 === 0 ? shuffled : catalog;
      const wires = run % 4 < 2 ? document.wires : [...document.wires].reverse();
      expect(await complete({ ...document, wires }, from, TARGET)).toEqual(first);
    }
  });
});
