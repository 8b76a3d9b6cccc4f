/** Every emitter by snapshot, for the examples: engine/emit/snapshots is there to be read. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composition, openWorkshop, type Workshop } from './fixtures/workshop.ts';
import { assignments } from './linker.ts';
import { plan } from './plan.ts';
import { type Emission, EmitError } from './types.ts';
import { writeEmission } from './write.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

const hello = composition({ app: 'hello' }, ['app.console board.console']);
const tallies = composition({ app: 'two_tallies', left: 'tally3', right: 'tally3' }, [
  'app.console board.console',
  'app.one left.tally counted',
  'app.two right.tally',
  'app.all left.tally',
  'app.all right.tally',
]);

const watched = composition(
  { app: 'two_tallies', left: 'tally3', right: 'tally3', user: 'threads', heap: 'tlsf', sched: 'none' },
  [
    'app.console board.console traced',
    'app.one left.tally counted',
    'app.two right.tally faulty {"delay_ns":1000}',
    'app.all left.tally traced',
    'app.all right.tally faulty {"every":2}',
    'user.sched sched.sched',
    'user.heap heap.alloc faulty {"every":2,"skip":1,"chance":5,"functions":["malloc","free"]}',
    'heap.region board.region traced',
  ],
);

const textOf = (emission: Emission, path: string) => emission.files.find((file) => file.path === path)?.text ?? '';

const CASES = [
  [
    'hello-debug',
    hello,
    'debug',
    ['gen/app/ports.h', 'gen/runtime.c', 'gen/wires.c', 'link.lds', 'build.ninja', 'config.sh', 'check.sh'],
  ],
  ['tallies-debug', tallies, 'debug', ['gen/app/ports.h', 'gen/left/ports.h', 'gen/left/rename.h', 'gen/wires.c']],
  ['watched-debug', watched, 'debug', ['gen/wires.c', 'gen/runtime.c', 'counters.json', 'link.lds']],
  ['watched-release', watched, 'release', ['gen/app/ports.h', 'gen/board_start/ports.h', 'check.sh']],
  ['tallies-release', tallies, 'release', ['gen/app/ports.h', 'gen/wires.c', 'link.lds', 'build.ninja', 'check.sh']],
] as const;

describe.each(CASES)('%s', (name, from, profile, paths) => {
  it.each(paths)('%s', async (path) => {
    // The list of every API's functions grows with the catalog: three lines show what it looks like.
    const text = textOf(shop.emit({ composition: from, target: 'x86_64/microvm', profile }), path).replace(
      /^api (?!malloc |memcpy |now_ns ).*\n/gm,
      '',
    );
    await expect(text).toMatchFileSnapshot(`snapshots/${name}/${path.replaceAll('/', '-')}`);
  });
});

describe('emit', () => {
  it('gives the same bytes for the same input, sorted, without absolute paths', () => {
    const job = { composition: tallies, target: 'x86_64/microvm' };
    const one = shop.emit(job);
    expect(JSON.stringify(shop.emit(job).files)).toBe(JSON.stringify(one.files));
    const paths = one.files.map((file) => file.path);
    expect(paths).toEqual([...paths].sort());
    for (const file of one.files.filter(({ path }) => !/^(src|include)\//.test(path))) {
      expect(file.text).not.toMatch(/(^|[\s="'])\/(usr|home|root|tmp|work)\//);
    }
  });

  it('binds in the linker script in debug only, and refuses to mix both', () => {
    const debug = textOf(shop.emit({ composition: hello, target: 'x86_64/microvm' }), 'link.lds');
    expect(debug).toContain('app.console.write = board_uart0.console.write;');
    const release = shop.emit({ composition: hello, target: 'x86_64/microvm', profile: 'release' });
    expect(textOf(release, 'link.lds')).not.toContain('app.console.write');
    expect(textOf(release, 'gen/app/ports.h')).toContain('__asm__("board_uart0.console.write")');
    const empty = { graph: { components: [], bindings: [], inits: [], mains: [], board: shop.catalog.boards['host'] } };
    const mixed = plan({ ...empty, catalog: shop.catalog, composition: hello, profile: 'release' } as never);
    expect(() => assignments(mixed)).toThrow(EmitError);
  });

  it('copies private headers that sources include, and says where copies came from', () => {
    const emission = shop.emit({ composition: tallies });
    expect(textOf(emission, 'src/tally3/src/tally.h')).toContain('sum_up');
    expect(emission.origins.get('src/tally3/src/tally.h')).toBe('catalog:core/tally3/src/tally.h');
    expect(emission.sourceOf.get('obj/left/src/sum.c.o')).toBe('src/tally3/src/sum.c');
  });

  it('does not follow a path out of the composition', () => {
    const leaving = composition({ app: { microlib: 'hello', sources: ['../../x.c'] } }, ['app.console board.console']);
    expect(() => shop.emit({ composition: leaving })).toThrow(/leaves|cannot be read/);
  });
});

describe('writeEmission', () => {
  it('writes what changed, removes what is stale, and survives a damaged list', () => {
    const dir = mkdtempSync(join(tmpdir(), 'uniloom-write-'));
    try {
      const a = { path: 'x/a.txt', text: 'a' };
      const b = { path: 'b.sh', text: 'b', mode: 0o755 };
      expect(writeEmission(dir, [a, b])).toEqual({ changed: ['x/a.txt', 'b.sh'], removed: [] });
      expect(writeEmission(dir, [a, b])).toEqual({ changed: [], removed: [] });
      expect(writeEmission(dir, [b])).toEqual({ changed: [], removed: ['x/a.txt'] });
      expect(readdirSync(dir).sort()).toEqual(['b.sh', 'emitted.json']);
      for (const list of ['', '{', '{"files":3}', '{"files":["../../../outside","/etc/passwd"]}']) {
        writeFileSync(join(dir, 'emitted.json'), list);
        expect(writeEmission(dir, [b]).removed).toEqual([]);
      }
      expect(JSON.parse(readFileSync(join(dir, 'emitted.json'), 'utf8'))).toEqual({ files: ['b.sh'] });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
