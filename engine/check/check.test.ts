import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Api } from '../catalog/types.ts';
import { anyComposition } from '../graph/arbitrary.ts';
import { catalog, composition, microlib, TARGET } from '../graph/fixture.ts';
import { apply, invert } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';
import { scaled } from '../testing/scale.ts';
import { check } from './check.ts';

type Args = Parameters<typeof composition>;
const found = (...args: Args) => check(composition(...args), catalog, TARGET);
const HELLO: Args = [{ app: 'hello' }, [['app.console', 'board.console']]];
const USER: Args = [
  { app: 'user', heap: 'tlsf' },
  [
    ['app.heap', 'heap.alloc'],
    ['heap.region', 'board.region'],
  ],
];

/** Applies the fix of this title, and gives the codes that are left. */
function afterFix(args: Args, code: string, title: string): string[] {
  const document = composition(...args);
  const one = check(document, catalog, TARGET).find((each) => each.code === code);
  const fix = one?.fixes.find((each) => each.title === title);
  if (fix === undefined) throw new Error(`no fix '${title}' among ${one?.fixes.map((f) => f.title).join('; ')}`);
  const fixed = apply(document, fix.edits);
  expect(apply(fixed, invert(fix.edits))).toEqual(document);
  return check(fixed, catalog, TARGET).map((each) => each.code);
}

describe('check', () => {
  it('finds nothing in what is right', () => {
    expect(found(...HELLO)).toEqual([]);
    expect(found(...USER)).toEqual([]);
  });

  it('wants an entry as well as a main', () => {
    const { entry, ...microlibs } = catalog.microlibs;
    if (entry === undefined) throw new Error('the fixture has no entry');
    const without = { ...catalog, microlibs: { ...microlibs, entry: { ...entry, root: false } } };
    const [first] = check(composition(...HELLO), without, TARGET).filter(({ code }) => code === 'UL0108');
    expect(first).toMatchObject({ severity: 'error', message: expect.stringContaining('has an entry on x86_64/pc') });
  });

  it('names port, candidates and the way there for a port without a provider', () => {
    const [first, ...rest] = found({ app: 'user', meter: 'meter' }, [['app.heap', 'meter.alloc']]);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      code: 'UL0102',
      severity: 'error',
      at: { component: 'meter', port: 'backing' },
      because: [
        'app has a main',
        'app.heap needs alloc and is bound to meter.alloc',
        'meter.backing needs alloc',
        'nothing else in the composition provides alloc on x86_64/pc',
      ],
    });
    expect(first?.message).toContain('meter.backing');
    // The smallest first; what is not measured last; what waits for meter's init not at all.
    expect(first?.fixes.map(({ title }) => title)).toEqual([
      'Add single as single and wire meter.backing to single.alloc (100 B)',
      'Add buddy as buddy and wire meter.backing to buddy.alloc (2.0 KB)',
      'Add tlsf as tlsf and wire meter.backing to tlsf.alloc (2.9 KB)',
      'Add meter as meter2 and wire meter.backing to meter2.alloc',
    ]);
  });

  it.each<[string, Args, string, string, string[]]>([
    ['wires to what the board has', [{ app: 'hello' }], 'UL0102', 'Wire app.console to board.console', []],
    [
      'adds a component with its own wires',
      [{ app: 'user' }],
      'UL0102',
      'Add buddy as buddy and wire app.heap to buddy.alloc (2.0 KB)',
      [],
    ],
    [
      'removes the second wire',
      [{ ...USER[0], b: 'single' }, [...(USER[1] ?? []), ['app.heap', 'b.alloc']]],
      'UL0103',
      'Remove the wire app.heap → b.alloc',
      ['UL0110'],
    ],
    [
      'rewires a wire to another API',
      [{ app: 'hello' }, [['app.console', 'board.region']]],
      'UL0104',
      'Wire app.console to board.console',
      [],
    ],
    [
      'corrects a misspelt end',
      [{ app: 'hello' }, [['app.console', 'board.consle']]],
      'UL0105',
      'Change board.consle to board.console',
      [],
    ],
    [
      'corrects a misspelt component',
      [{ app: 'hello' }, [['ap.console', 'board.console']]],
      'UL0105',
      'Change ap.console to app.console',
      [],
    ],
    [
      'removes a wire to nowhere',
      [{ app: 'user', heap: 'tlsf' }, [...(USER[1] ?? []), ['app.stats', 'gone.stats']]],
      'UL0105',
      'Remove the wire app.stats → gone.stats',
      [],
    ],
    [
      'removes a broken default',
      [HELLO[0], HELLO[1], { defaults: { print: 'gone.print' } }],
      'UL0105',
      'Remove the default for print',
      [],
    ],
    ['corrects a microlib', [{ app: 'helo' }, HELLO[1]], 'UL0101', 'Make app a hello', []],
    [
      'finds a microlib that the target has',
      [{ app: 'user', heap: 'bare' }, [['app.heap', 'heap.alloc']]],
      'UL0107',
      'Make heap a single, which supports it',
      [],
    ],
    ['adds something to boot', [{}], 'UL0108', 'Add hello as hello', ['UL0102']],
    [
      'leaves a misspelt parameter of a wire out',
      [HELLO[0], [{ from: 'app.console', to: 'board.console', kind: 'faulty', with: { evry: 3 } }]],
      'UL0120',
      "Leave out 'evry' of the wire of app.console",
      // Nothing of the fixture's console can fail: that is said next.
      ['UL0124'],
    ],
    [
      'makes a wire direct that cannot fail',
      [HELLO[0], [{ from: 'app.console', to: 'board.console', kind: 'faulty', with: { every: 0 } }]],
      'UL0124',
      'Make the wire of app.console direct',
      [],
    ],
    [
      'makes a wire direct',
      [HELLO[0], [{ from: 'app.console', to: 'board.console', kind: 'gated' }]],
      'UL0114',
      'Make the wire of app.console direct',
      [],
    ],
    [
      'renames an option',
      [{ ...USER[0], heap: { microlib: 'tlsf', options: { POOLKB: 32 } } }, USER[1]],
      'UL0201',
      'Rename heap.POOLKB to POOL_KB',
      [],
    ],
    [
      'converts a value',
      [{ ...USER[0], heap: { microlib: 'tlsf', options: { POOL_KB: '0x20' } } }, USER[1]],
      'UL0202',
      'Set heap.POOL_KB to 32',
      [],
    ],
    [
      'clamps a value',
      [{ ...USER[0], heap: { microlib: 'tlsf', options: { POOL_KB: 4096 } } }, USER[1]],
      'UL0203',
      'Set heap.POOL_KB to 1024',
      [],
    ],
    [
      'unsets an option',
      [{ ...USER[0], heap: { microlib: 'tlsf', options: { PATTERN: 1 } } }, USER[1]],
      'UL0205',
      'Remove heap.PATTERN, so that its default holds',
      [],
    ],
    [
      'switches on what an option waits for',
      [{ ...USER[0], heap: { microlib: 'tlsf', options: { PATTERN: 1 } } }, USER[1]],
      'UL0205',
      'Set heap.POISON to true',
      [],
    ],
  ])('%s', (_what, args, code, title, left) => {
    expect(afterFix(args, code, title)).toEqual(left);
  });

  it('changes a misspelt target', () => {
    const document = composition(HELLO[0], HELLO[1], { targets: ['x86_64/pv'] });
    const [one] = check(document, catalog, 'x86_64/pv');
    expect(one?.code).toBe('UL0113');
    expect(apply(document, one?.fixes[0]?.edits ?? []).targets).toEqual(['x86_64/pc']);
  });

  it('finds two of a microlib that an image holds once', () => {
    const wires = [
      ['a.heap', 's.alloc'],
      ['b.heap', 't.alloc'],
    ] as const;
    const codes = found({ a: 'user', b: 'user', s: 'single', t: 'single' }, wires).map((one) => [
      one.code,
      one.at.component,
    ]);
    expect(codes).toEqual([['UL0111', 't']]);
  });

  it('finds plain C names with two providers', () => {
    const needs = microlib('needs', [], ['cmem:cmem'], { main: 'plain' });
    const own = { ...catalog, microlibs: { ...catalog.microlibs, needs } };
    const document = composition({ app: 'needs', other: 'mem' }, [['app.cmem', 'other.cmem']]);
    expect(check(document, own, TARGET).map(({ code }) => code)).toContain('UL0103');
  });

  it('finds two options that are one symbol in .config', () => {
    const config = (name: string) => `config $(component)_${name}\n\tbool "x"\n`;
    const one = microlib('one', [], [], { main: 'plain', kconfig: config('B_C') });
    const two = microlib('two', [], [], { main: 'plain', kconfig: config('C') });
    const own = { ...catalog, microlibs: { ...catalog.microlibs, one, two } };
    expect(check(composition({ a: 'one', a_b: 'two' }), own, TARGET).map(({ code }) => code)).toEqual(['UL0112']);
  });

  it('says that the board could use what the image has, until it does', () => {
    const spawner = microlib('spawner', [], ['sched:sched'], { main: 'plain' });
    const own = { ...catalog, microlibs: { ...catalog.microlibs, spawner } };
    const parts = { app: 'spawner', threads: 'coop', heap: 'single' };
    const wires: [string, string][] = [
      ['app.sched', 'threads.sched'],
      ['threads.stacks', 'heap.alloc'],
    ];
    const document = composition(parts, wires);
    const [one, ...rest] = check(document, own, TARGET);
    expect(rest).toEqual([]);
    expect(one).toMatchObject({
      code: 'UL0116',
      severity: 'warning',
      at: { component: 'board', port: 'sched' },
      params: { ref: 'board.sched', provider: 'threads.sched', api: 'sched' },
    });
    expect(one?.because[0]).toBe('app has a main');
    expect(one?.fixes.map(({ title }) => title)).toEqual(['Wire board.sched to threads.sched']);
    expect(check(apply(document, one?.fixes[0]?.edits ?? []), own, TARGET)).toEqual([]);
  });

  it('wants something at a port of many without which a component can do nothing', () => {
    const generator = microlib('generator', ['clock:clock'], ['sources:alloc*']);
    const seeded = { ...generator, requires: generator.requires.map((port) => ({ ...port, wanted: true })) };
    const app = microlib('user', [], ['clock:clock'], { main: 'plain' });
    const withIt = (of: typeof generator) => ({
      ...catalog,
      microlibs: { ...catalog.microlibs, generator: of, user: app },
    });
    const parts = { app: 'user', random: 'generator' };
    const document = composition(parts, [['app.clock', 'random.clock']]);
    const codesOf = (of: Composition) => check(of, withIt(seeded), TARGET).map(({ code }) => code);
    const one = check(document, withIt(seeded), TARGET).find(({ code }) => code === 'UL0119');
    expect(one).toMatchObject({
      severity: 'warning',
      at: { component: 'random', port: 'sources' },
      params: { ref: 'random.sources', component: 'random', api: 'alloc' },
    });
    expect(one?.because).toEqual([
      'app has a main',
      'app.clock needs clock and is bound to random.clock',
      'random.sources takes any number of alloc',
    ]);
    expect(one?.fixes.length).toBeGreaterThan(0);
    expect(codesOf(apply(document, one?.fixes[0]?.edits ?? []))).not.toContain('UL0119');
    // Others may have none; what is not linked wants nothing; a wire that leads nowhere is told by itself.
    expect(check(document, withIt(generator), TARGET).map(({ code }) => code)).not.toContain('UL0119');
    expect(codesOf(composition(parts, []))).not.toContain('UL0119');
    expect(
      codesOf(
        composition(parts, [
          ['app.clock', 'random.clock'],
          ['random.sources', 'gone.alloc'],
        ]),
      ),
    ).not.toContain('UL0119');
  });

  it('wants interrupts kept out of a scheduler that a driver wakes, and has the wire', () => {
    const api = (name: string) => ({ ...catalog.apis['clock'], name }) as Api;
    const driver = microlib('driver', [], ['sched:sched', 'virtio:virtio'], { main: 'plain' });
    const plain = microlib('plain', [], ['sched:sched'], { main: 'plain' });
    const waits = microlib('waits', ['sched:sched'], ['cpu:cpu?~']);
    const machine = microlib('machine', ['virtio:virtio', 'cpu:cpu'], []);
    const own = {
      ...catalog,
      apis: { ...catalog.apis, virtio: api('virtio'), cpu: api('cpu') },
      microlibs: { ...catalog.microlibs, driver, plain, waits, machine },
    };
    const wires: [string, string][] = [
      ['app.sched', 'threads.sched'],
      ['board.sched', 'threads.sched'],
    ];
    const parts = { app: 'driver', threads: 'waits', machine: 'machine' };
    const document = composition(parts, [...wires, ['app.virtio', 'machine.virtio']]);
    const one = check(document, own, TARGET).find(({ code }) => code === 'UL0118');
    expect(one).toMatchObject({
      severity: 'error',
      at: { component: 'threads', port: 'cpu' },
      params: { component: 'threads', ref: 'threads.cpu', driver: 'app' },
    });
    expect(one?.because[0]).toBe('app is told of its device by interrupt, and wired to threads');
    expect(one?.fixes.map(({ title }) => title)).toEqual(['Wire threads.cpu to machine.cpu']);
    const codesOf = (of: Composition) => check(of, own, TARGET).map(({ code }) => code);
    expect(codesOf(apply(document, one?.fixes[0]?.edits ?? []))).not.toContain('UL0118');
    expect(codesOf(composition({ ...parts, app: 'plain' }, wires))).not.toContain('UL0118');
  });

  it('wants a lock where threads that are preempted meet, says why, and has the wire', () => {
    const spawner = microlib('spawner', [], ['sched:sched', 'heap:alloc'], { main: 'plain' });
    const taker = microlib('taker', [], ['heap:alloc'], { main: 'plain' });
    const rr = microlib('rr', ['sched:sched'], []);
    const preemptive = { ...rr, provides: rr.provides.map((port) => ({ ...port, preemptive: true })) };
    const pool = microlib('pool', ['alloc:alloc'], ['lock:lock?~']);
    const irq = microlib('irq', ['lock:lock'], []);
    const lock = { ...catalog.apis['clock'], name: 'lock' } as Api;
    const own = {
      ...catalog,
      apis: { ...catalog.apis, lock },
      microlibs: { ...catalog.microlibs, spawner, taker, rr: preemptive, coop: rr, pool, irq },
    };
    const wires: [string, string][] = [
      ['app.sched', 'threads.sched'],
      ['app.heap', 'heap.alloc'],
      ['board.sched', 'threads.sched'],
    ];
    const parts = { app: 'spawner', threads: 'rr', heap: 'pool', irq: 'irq' };
    const codesOf = (document: Composition) => check(document, own, TARGET).map(({ code }) => code);
    const document = composition(parts, wires);
    const one = check(document, own, TARGET).find(({ code }) => code === 'UL0117');
    expect(one).toMatchObject({
      severity: 'error',
      at: { component: 'heap', port: 'lock' },
      params: { component: 'heap', ref: 'heap.lock', scheduler: 'threads' },
    });
    expect(one?.because.slice(0, 3)).toEqual([
      'threads takes the processor from threads at any time',
      'app can have threads: app.sched is bound to threads.sched',
      'it reaches app → heap',
    ]);
    expect(one?.fixes.map(({ title }) => title)).toEqual(['Wire heap.lock to irq.lock']);
    expect(codesOf(apply(document, one?.fixes[0]?.edits ?? []))).not.toContain('UL0117');
    // Threads that give way by themselves, or one thread alone, need none.
    expect(codesOf(composition({ ...parts, threads: 'coop' }, wires))).not.toContain('UL0117');
    const alone: [string, string][] = [['app.heap', 'heap.alloc']];
    expect(codesOf(composition({ ...parts, app: 'taker' }, alone))).not.toContain('UL0117');
    // Two mains are two threads.
    const two: [string, string][] = [...wires.slice(1), ['other.heap', 'heap.alloc']];
    expect(codesOf(composition({ ...parts, app: 'taker', other: 'taker' }, two))).toContain('UL0117');
  });

  it('reports a broken Kconfig file once, with its line', () => {
    const bad = microlib('bad', [], [], { main: 'plain', kconfig: 'config $(component)_A\n\tbool "x"\n\tbogus\n' });
    const own = { ...catalog, microlibs: { ...catalog.microlibs, bad } };
    const all = check(composition({ a: 'bad', b: 'bad' }), own, TARGET);
    expect(all.map(({ code, at }) => [code, at.file, at.line])).toEqual([['UL0210', 'test/bad/Kconfig', 3]]);
  });

  it('lists errors before warnings before remarks, each in the order of the document', () => {
    const all = found({ spare: 'meter', app: 'user', more: 'user' });
    expect(all.map(({ severity, code, at }) => [severity, code, at.component])).toEqual([
      ['error', 'UL0102', 'app'],
      ['error', 'UL0102', 'more'],
      ['warning', 'UL0102', 'spare'],
      ['info', 'UL0110', 'spare'],
    ]);
  });

  it('says the same of the same, whatever the composition, and every fix can be applied and undone', () => {
    fc.assert(
      fc.property(anyComposition, fc.constantFrom(TARGET, 'host', 'none/such'), (document, target) => {
        const all = check(document, catalog, target);
        const copy = JSON.parse(JSON.stringify(document)) as typeof document;
        expect(check(copy, catalog, target)).toEqual(all);
        for (const { fixes } of all)
          for (const { edits } of fixes) expect(apply(apply(document, edits), invert(edits))).toEqual(document);
      }),
      { numRuns: scaled(400), seed: 7 },
    );
  });
});
