/** Emission and build together, with the real compiler: what design §2 and §4 promise. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { backtrace } from '../boot/backtrace.ts';
import type { Panic } from '../boot/records.ts';
import type { Composed } from '../build/compose.ts';
import { findTool } from '../build/toolchain.ts';
import type { Profile } from '../model/types.ts';
import { UNCACHED } from '../testing/compiler-cache.ts';
import { composition, openWorkshop, type Workshop } from './fixtures/workshop.ts';
import { writeEmission } from './write.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

const hello = composition({ app: 'hello' }, ['app.console board.console']);
const tallies = (two: string, kind = '') =>
  composition(
    { app: 'two_tallies', left: { microlib: 'tally3', options: { START: 1 } }, right: 'tally3', plain: 'tally1' },
    [
      'app.console board.console',
      `app.one left.tally${kind}`,
      `app.two ${two}.tally`,
      'app.all left.tally',
      'app.all right.tally',
      'app.all plain.tally',
    ],
  );

/** A panic of which only the addresses matter. */
const PANIC: Panic = {
  vector: null,
  error: 0n,
  address: 0n,
  pc: 0n,
  registers: [],
  flags: 0n,
  frames: [],
  message: '',
};

const run = (out: string) => spawnSync(join(out, 'image'), [], { encoding: 'utf8', timeout: 10_000 });
const ninja = (out: string) => execFileSync(findTool('ninja') ?? 'ninja', [], { cwd: out, encoding: 'utf8' });
const done = (composed: Composed) => {
  if (!composed.ok) throw new Error(`${JSON.stringify(composed.diagnostics, null, 1)}\n${composed.log}`);
  return composed.result;
};

describe('images', () => {
  it.each(['debug', 'release'] as const)('are the same bytes in two folders (%s)', async (profile) => {
    const one = shop.folder('plain');
    const two = shop.folder('with a space 和汉字');
    vi.stubEnv(...UNCACHED);
    for (const out of [one, two])
      done(await shop.build({ composition: hello, target: 'x86_64/microvm', profile }, out));
    expect(readFileSync(join(two, 'image')).equals(readFileSync(join(one, 'image')))).toBe(true);
    // Nor does the debug information say where it was made.
    const elf = readFileSync(join(one, 'image.elf'));
    for (const path of [one, '/usr/', '/proc/', '/home/']) expect(elf.includes(path), path).toBe(false);
  });

  it('need no compiler in a second folder, where ccache has seen the first', async () => {
    const said = join(shop.folder('ccache'), 'said');
    mkdirSync(dirname(said));
    for (const name of ['first', 'second with a space']) {
      writeFileSync(said, '');
      vi.stubEnv('CCACHE_STATSLOG', said);
      done(await shop.build({ composition: hello, target: 'x86_64/microvm', profile: 'release' }, shop.folder(name)));
    }
    const results = readFileSync(said, 'utf8').match(/^[a-z_]+$/gm) ?? [];
    expect(results).toContain('direct_cache_hit');
    expect(results).not.toContain('cache_miss');
  });

  it.each(['debug', 'release'] as const)(
    'name a component’s own sources, and its static functions (%s)',
    async (profile) => {
      const folder = shop.folder('sources');
      mkdirSync(folder, { recursive: true });
      const lines = ['#include <ports.h>', 'static __attribute__((noinline)) int inner(const char *s)', '{'];
      lines.push(
        '\treturn console_write(s, 1) == 1;',
        '}',
        'int main(void)',
        '{',
        '\treturn inner("x") + inner("y");',
        '}',
      );
      writeFileSync(join(folder, 'mine.c'), `${lines.join('\n')}\n`);
      const own = composition({ app: { microlib: 'hello', sources: ['mine.c'] } }, ['app.console board.console']);
      const out = shop.folder('with a space');
      done(await shop.build({ composition: own, target: 'x86_64/microvm', profile, folder }, out));
      const elf = join(out, 'image.elf');
      const symbols = execFileSync('nm', [elf], { encoding: 'utf8' });
      const addressOf = (name: RegExp) =>
        BigInt(
          `0x${
            symbols
              .split('\n')
              .find((line) => name.test(line))
              ?.split(' ')[0]
          }`,
        );
      const frames = [addressOf(/ inner/), addressOf(/ app\.main$/) + 1n];
      const said = await backtrace(elf, { ...PANIC, pc: frames[0] ?? 0n, frames: frames.slice(1) });
      expect(said[0]).toMatch(/ inner \(app\) at app\/mine\.c:3$/);
      expect(said[1]).toMatch(/ main \(app\) at app\/mine\.c:7$/);
      const listed = execFileSync('gdb', ['-q', '-nx', '-batch', '-ex', 'list mine.c:4,4', 'image.elf'], { cwd: out });
      expect(listed.toString()).toContain('console_write(s, 1)');
    },
  );

  it('are at most 16 KB in release', async () => {
    const result = done(
      await shop.build({ composition: hello, target: 'x86_64/microvm', profile: 'release' }, shop.folder()),
    );
    expect(result.image.bytes).toBeLessThanOrEqual(16 * 1024);
  });

  it.each(['debug', 'release', 'size'] as const)(
    'hold two instances of a microlib of three files (%s)',
    async (profile) => {
      const out = shop.folder();
      const result = done(await shop.build({ composition: tallies('right'), profile }, out));
      expect(run(out).stdout).toBe('8 10\n108\n110\n100\n');
      const sum = (kind: 'text' | 'rodata' | 'data' | 'bss') =>
        result.size.components.reduce((bytes, row) => bytes + row[kind], 0);
      for (const kind of ['text', 'rodata', 'data', 'bss'] as const) expect(sum(kind)).toBe(result.size.total[kind]);
      const left = result.size.components.find((row) => row.name === 'left');
      expect(left?.bss).toBe(4);
    },
  );

  it('count calls on a counted wire and do the same otherwise', async () => {
    for (const profile of ['debug', 'release'] satisfies Profile[]) {
      const out = shop.folder();
      done(await shop.build({ composition: tallies('right', ' counted'), profile }, out));
      const records = join(out, 'control.bin');
      const child = spawnSync('sh', ['-c', 'exec ./image 3>control.bin'], {
        cwd: out,
        encoding: 'utf8',
        timeout: 10_000,
      });
      expect(child.stdout).toBe('8 10\n108\n110\n100\n');
      const data = readFileSync(records);
      // A frame of type 4 with one counter: index 0, two calls.
      const at = data.indexOf(Buffer.from([0xa5, 0x5a, 4, 24, 0]));
      expect(at).toBeGreaterThanOrEqual(0);
      expect(data.readUInt32LE(at + 5)).toBe(0);
      expect(data.readBigUInt64LE(at + 13)).toBe(2n);
      const { counters } = JSON.parse(readFileSync(join(out, 'counters.json'), 'utf8'));
      expect(counters).toEqual([{ index: 0, wire: 1, from: 'app.one', to: 'left.tally', function: 'add' }]);
    }
  });
});

describe('assembly sources', () => {
  it.each(['debug', 'release'] as const)('spell the symbols of two instances with asm.h (%s)', async (profile) => {
    const out = shop.folder();
    const from = composition({ app: 'two_tallies', left: 'tally_asm', right: 'tally_asm' }, [
      'app.console board.console',
      'app.one left.tally',
      'app.two right.tally',
      'app.all right.tally',
    ]);
    done(await shop.build({ composition: from, profile }, out));
    expect(run(out).stdout).toBe('7 10\n110\n');
  });
});

describe('a second build', () => {
  it('compiles nothing when nothing changed, and nothing after rewiring in debug', async () => {
    const out = shop.folder();
    done(await shop.build({ composition: tallies('right') }, out));
    expect(done(await shop.build({ composition: tallies('right') }, out)).compiled).toEqual([]);
    const rewired = done(await shop.build({ composition: tallies('left') }, out));
    expect(rewired.compiled).toEqual([]);
    expect(run(out).stdout).toBe('8 18\n118\n100\n100\n');
  });

  it('compiles only the runtime when a wire is counted in debug', async () => {
    const out = shop.folder();
    done(await shop.build({ composition: tallies('right') }, out));
    const counted = done(await shop.build({ composition: tallies('right', ' counted') }, out));
    expect(counted.compiled).toEqual(['(runtime)']);
  });

  it('compiles only a new provider', async () => {
    const with3 = composition({ app: 'unguarded', heap: 'tally3' }, ['app.tally heap.tally']);
    const with1 = composition({ app: 'unguarded', heap: 'tally1' }, ['app.tally heap.tally']);
    const out = shop.folder();
    done(await shop.build({ composition: with3 }, out));
    expect(done(await shop.build({ composition: with1 }, out)).compiled).toEqual(['heap']);
  });

  it('removes what is no longer wanted, and leaves what it did not write', async () => {
    const out = shop.folder();
    writeEmission(out, shop.emit({ composition: tallies('right') }).files);
    writeFileSync(join(out, 'mine.txt'), 'mine');
    expect(existsSync(join(out, 'src/tally3/src/state.c'))).toBe(true);
    const written = writeEmission(out, shop.emit({ composition: hello }).files);
    expect(written.removed).toContain('src/tally3/src/state.c');
    expect(existsSync(join(out, 'src/tally3'))).toBe(false);
    expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine');
  });
});

describe('the emitted folder alone', () => {
  it('builds an option changed in .config, and only what it concerns', async () => {
    const out = shop.folder();
    done(await shop.build({ composition: tallies('right') }, out));
    execFileSync('sed', ['-i', 's/^CONFIG_LEFT_START=1$/CONFIG_LEFT_START=5/', '.config'], { cwd: out });
    const log = ninja(out);
    expect(log.match(/CC \S+/g)).toEqual(['CC left', 'CC left', 'CC left']);
    expect(run(out).stdout).toBe('12 10\n112\n110\n100\n');
    expect(ninja(out)).toContain('no work to do');
  });

  it('stops on a changed structure', async () => {
    const out = shop.folder();
    done(await shop.build({ composition: hello }, out));
    const before = statSync(join(out, 'image')).mtimeMs;
    execFileSync('sed', ['-i', 's/^CONFIG_APP_MICROLIB=.*/CONFIG_APP_MICROLIB="other"/', '.config'], { cwd: out });
    expect(() => ninja(out)).toThrow();
    const { stdout } = spawnSync(findTool('ninja') ?? 'ninja', [], { cwd: out, encoding: 'utf8' });
    expect(stdout).toContain('structure changed: run uniloom import');
    expect(statSync(join(out, 'image')).mtimeMs).toBe(before);
  });
});

describe('what is refused', () => {
  const findings = async (app: string, wires: string[], profile: Profile = 'debug') => {
    const composed = await shop.build({ composition: composition({ app }, wires), profile }, shop.folder());
    expect(composed.ok).toBe(false);
    return composed.diagnostics.filter((item) => item.severity === 'error');
  };

  it.each(['debug', 'release'] as const)('a call past the ports, by file and API (%s)', async (profile) => {
    const [first, ...more] = await findings('reacher', ['app.console board.console'], profile);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      code: 'UL0301',
      params: { symbol: 'strlen', api: 'libc' },
      at: { component: 'app', file: 'apps/reacher/src/reach.c' },
    });
  });

  it('an unguarded call of an optional port without a wire', async () => {
    const [first] = await findings('unguarded', []);
    expect(first).toMatchObject({ code: 'UL0305', at: { component: 'app', port: 'tally' } });
  });

  it('C that does not compile, at its line', async () => {
    const folder = shop.folder('sources');
    execFileSync('mkdir', ['-p', folder]);
    writeFileSync(join(folder, 'my app.c'), '#include <ports.h>\n\nint main(void)\n{\n\treturn nothing;\n}\n');
    const broken = composition({ app: { microlib: 'hello', sources: ['my app.c'] } }, ['app.console board.console']);
    const composed = await shop.build({ composition: broken, folder }, shop.folder());
    expect(composed.ok).toBe(false);
    const [first] = composed.diagnostics.filter((item) => item.severity === 'error');
    expect(first).toMatchObject({ code: 'UL0302', at: { component: 'app', file: 'my app.c', line: 5, column: 16 } });
  });

  it('a wire that is missing, before any compiler runs', async () => {
    const out = shop.folder();
    const composed = await shop.build({ composition: composition({ app: 'hello' }, []) }, out);
    expect(composed.ok).toBe(false);
    expect(composed.diagnostics.some((item) => item.code === 'UL0102')).toBe(true);
    expect(existsSync(out)).toBe(false);
  });
});
