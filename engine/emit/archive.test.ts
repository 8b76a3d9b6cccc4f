/** Third-party sources in an emission: what is copied, how it is compiled, what is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Microlib } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import { buildGraph } from '../graph/flatten.ts';
import { emit } from './emit.ts';
import { composition, openWorkshop, type Workshop } from './fixtures/workshop.ts';
import { type Emission, EmitError, type SourceId } from './types.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

const FILES: Readonly<Record<string, string>> = {
  'archive:pack-1.0/src/a.c':
    '#include "a.h"\n#include <pack.h>\n#include PACK_EXTRA\nint pack_a(void) { return 1; }\n',
  'archive:pack-1.0/src/a.h': 'int pack_a(void);\n',
  'archive:pack-1.0/src/unused.h': 'int unused;\n',
  'archive:pack-1.0/include/pack.h':
    '#define PACK_POOL(name) int pack_##name\n#include "sub/more.h"\n#include <opts.h>\n',
  'archive:pack-1.0/include/sub/more.h':
    '#include <../include/pack.h>\nextern PACK_POOL(tcp);\n#include <../../outside.h>\n',
  'archive:pack-1.0/include/extra.h': 'int pack_extra;\n',
  'archive:pack-1.0/COPYING': 'Do what you like; no warranty.\n',
  'catalog:apps/pack/src/port.c': '#include <ports.h>\n#include <pack.h>\nint main(void) { return 0; }\n',
  'catalog:apps/pack/include/opts.h': '#define PACK_EXTRA <extra.h>\n',
  'source:mine.c': '#include <pack.h>\nint main(void) { return 0; }\n',
};

const PACK: Microlib = {
  ...{ name: 'pack', version: '1.0.0', title: 'Pack', summary: '', category: 'apps', licence: 'MIT', dir: 'apps/pack' },
  ...{ targets: ['*'], instances: 'many', init: false, main: 'plain', provides: [], requires: [], root: false },
  ...{ imports: [], exports: [], kconfig: '', bootOptions: [], costs: [] },
  sources: [
    { path: 'src/port.c' },
    { path: 'src/a.c', archive: true, cflags: ['-DLATE'] },
    { path: 'src/other.c', archive: true, targets: ['x86_64/*'] },
  ],
  include: ['include'],
  archiveInclude: ['include'],
  archiveCflags: ['-DEARLY'],
  globals: ['pack_pasted'],
  thirdParty: { name: 'pack', version: '1.0', licence: 'MIT', strip: 1, origins: [], patches: [] },
};

function emitted(
  how: { target?: string; own?: boolean; coverage?: boolean; files?: Readonly<Record<string, string>> } = {},
): Emission {
  const catalog = { ...shop.catalog, microlibs: { ...shop.catalog.microlibs, pack: PACK } };
  const target = how.target ?? 'host';
  const made = composition({ app: how.own ? { microlib: 'pack', sources: ['mine.c'] } : 'pack' }, []);
  expect(check(made, catalog, target).filter(({ severity }) => severity === 'error')).toEqual([]);
  const { graph } = buildGraph(made, catalog, target);
  const files = how.files ?? FILES;
  const real = shop.reader(catalog);
  return emit({
    ...{ composition: made, catalog, graph, profile: 'debug', coverage: how.coverage },
    readSource: (id: SourceId) => files[id] ?? real(id),
  });
}

const textOf = (emission: Emission, path: string) => emission.files.find((file) => file.path === path)?.text ?? '';
const paths = (emission: Emission) =>
  emission.files.map(({ path }) => path).filter((path) => /^(src\/pack|own)\//.test(path));
const flagsOf = (emission: Emission, file: string) =>
  new RegExp(`^build \\S+: cc ${file} .*\\n.*\\n  flags = (.*)$`, 'm').exec(textOf(emission, 'build.ninja'))?.[1] ?? '';

describe('an archive’s sources', () => {
  it('come with what they include, their licence, and nothing else', () => {
    expect(paths(emitted())).toEqual([
      'src/pack/include/opts.h',
      'src/pack/pack-1.0/COPYING',
      'src/pack/pack-1.0/include/extra.h',
      'src/pack/pack-1.0/include/pack.h',
      'src/pack/pack-1.0/include/sub/more.h',
      'src/pack/pack-1.0/src/a.c',
      'src/pack/pack-1.0/src/a.h',
      'src/pack/src/port.c',
    ]);
    expect(emitted().origins.get('src/pack/pack-1.0/src/a.c')).toBe('archive:pack-1.0/src/a.c');
  });

  it('are compiled with flags of their own, after the microlib’s folders', () => {
    const emission = emitted({ coverage: true });
    const foreign = flagsOf(emission, 'src/pack/pack-1.0/src/a.c');
    expect(foreign).toMatch(
      /-Igen\/app -Isrc\/pack\/include -Isrc\/pack\/pack-1.0\/include -Iinclude .* -DEARLY -DLATE$/,
    );
    expect(flagsOf(emission, 'src/pack/src/port.c')).not.toContain('-DEARLY');
    // Lines are counted of what is ours.
    expect(foreign).not.toContain('-fprofile-arcs');
    expect(flagsOf(emission, 'src/pack/src/port.c')).toContain('-fprofile-arcs');
  });

  it('have their globals renamed, those that macros make included', () => {
    const text = textOf(emitted(), 'gen/app/rename.h');
    const renamed = [...text.matchAll(/redefine_extname ([a-z]\w*) app__/g)].map(([, name]) => name);
    expect(renamed).toEqual(['pack_a', 'pack_extra', 'pack_pasted', 'pack_tcp']);
  });

  it('stay when a component has sources of its own', () => {
    expect(paths(emitted({ own: true }))).toEqual(
      expect.arrayContaining(['own/app/mine.c', 'src/pack/pack-1.0/src/a.c']),
    );
    expect(paths(emitted({ own: true }))).not.toContain('src/pack/src/port.c');
  });

  it('that are not there are told by name', () => {
    const refused = (how: Parameters<typeof emitted>[0]) => {
      try {
        emitted(how);
      } catch (error) {
        if (error instanceof EmitError) return { code: error.code, at: error.at };
      }
      return null;
    };
    expect(refused({ target: 'x86_64/microvm' })).toEqual({
      code: 'UL0306',
      at: { component: 'app', file: 'pack-1.0/src/other.c' },
    });
    const own = Object.fromEntries(Object.entries(FILES).filter(([id]) => !id.startsWith('archive:')));
    expect(refused({ files: own })?.code).toBe('UL0306');
  });
});
