import { describe, expect, it } from 'vitest';
import { assembleCatalog } from './assemble.ts';
import { parseMicrolib } from './microlib.ts';
import { archiveFormat } from './thirdparty.ts';

const HASH = 'a'.repeat(64);
const DEBIAN = `{ from: debian, package: pack, version: 1.0+dfsg-1, file: pack_1.0.orig.tar.xz, sha256: ${HASH} }`;

const manifest = (change: { thirdParty?: string; rest?: string; origin?: string; patches?: string } = {}) => `name: glue
version: 1.0.0
title: Glue
summary: One line.
category: net
licence: BSD-3-Clause
${
  change.thirdParty ??
  `third-party:
  name: pack
  version: 2.1.3
  licence: MIT
  strip: 1
  origins:
    - ${change.origin ?? DEBIAN}
  patches: [${change.patches ?? ''}]`
}
${
  change.rest ??
  `sources:
  - src/own.c
  - { archive: src/own.c, cflags: [-Wno-unused-parameter], targets: [host] }
archive-include: [., src/include]
archive-cflags: [-DX=1]
globals: [made_up]`
}
`;
const parse = (text: string) => parseMicrolib(text, 'net/glue/microlib.yaml', 'net/glue', '', []);
const messages = (text: string) => parse(text).diagnostics.map(({ message, at }) => `${at.line}: ${message}`);

describe('third-party', () => {
  it('is read as it stands', () => {
    const { microlib, diagnostics } = parse(manifest());
    expect(diagnostics).toEqual([]);
    expect(microlib).toMatchObject({
      sources: [
        { path: 'src/own.c' },
        { path: 'src/own.c', archive: true, cflags: ['-Wno-unused-parameter'], targets: ['host'] },
      ],
      archiveInclude: ['.', 'src/include'],
      archiveCflags: ['-DX=1'],
      globals: ['made_up'],
      thirdParty: { name: 'pack', version: '2.1.3', licence: 'MIT', strip: 1, patches: [] },
    });
    expect(microlib).not.toHaveProperty('third-party');
    expect(parse(manifest({ rest: 'sources: [src/own.c]' })).microlib?.archiveInclude).toBeUndefined();
  });

  it.each<[string, string, RegExp]>([
    [
      'no archive',
      manifest({ thirdParty: '', rest: 'sources:\n  - { archive: src/a.c }' }),
      /^9: src\/a.c is in no archive/,
    ],
    ['folders of none', manifest({ thirdParty: '', rest: 'archive-include: [src]' }), /^8: archive-include without/],
    ['a file twice', manifest({ rest: 'sources:\n  - { archive: a.c }\n  - { archive: a.c }' }), /a.c is listed twice/],
    ['a path out of it', manifest({ rest: 'sources:\n  - { archive: ../a.c }' }), /sources/],
    ['a header as a source', manifest({ rest: 'sources:\n  - { archive: a.h }' }), /a.h is neither C nor assembly/],
    ['patches that nobody pins', manifest({ patches: 'CVE-1' }), /patches want an origin from debian/],
    ['a path as a patch', manifest({ patches: '../CVE-1' }), /not the name of a file in debian\/patches/],
    ['a short hash', manifest({ origin: DEBIAN.replace(HASH, 'abc') }), /a SHA-256 is 64/],
    ['a path as a file', manifest({ origin: DEBIAN.replace('pack_1.0', '../pack') }), /not a plain file name/],
    ['an unknown archive', manifest({ origin: DEBIAN.replace('tar.xz', 'rar') }), /an archive is .tar/],
    [
      'an option as a package',
      manifest({ origin: DEBIAN.replace('package: pack', 'package: -oX') }),
      /not the name of a source package/,
    ],
    [
      'plain http',
      manifest({ origin: `{ from: upstream, url: "http://x.org/a.zip", sha256: ${HASH} }` }),
      /an https: address/,
    ],
    [
      'a page',
      manifest({ origin: `{ from: upstream, url: "https://x.org/a.html", sha256: ${HASH} }` }),
      /an archive is/,
    ],
    ['no address', manifest({ origin: `{ from: upstream, url: nonsense, sha256: ${HASH} }` }), /an https: address/],
    ['an unknown origin', manifest({ origin: `{ from: elsewhere, sha256: ${HASH} }` }), /./],
  ])('with %s is refused, with its place', (_what, text, why) => {
    const found = messages(text);
    expect(found.join('\n')).toMatch(why);
    expect(parse(text).microlib).toBeUndefined();
  });

  it('may be pinned by several microlibs, in one way', () => {
    const other = manifest().replace('name: glue', 'name: other');
    const files = (second: string) =>
      new Map([
        ['net/glue/microlib.yaml', manifest()],
        ['net/other/microlib.yaml', second],
      ]);
    expect(assembleCatalog(files(other)).diagnostics).toEqual([]);
    expect(assembleCatalog(files(other.replace('strip: 1', 'strip: 2'))).diagnostics).toMatchObject([
      { code: 'UL0007', message: "'glue' pins pack-2.1.3 in another way", at: { file: 'net/other/microlib.yaml' } },
    ]);
    expect(assembleCatalog(files(other.replace('2.1.3', '2.1.4').replace('strip: 1', 'strip: 2'))).diagnostics).toEqual(
      [],
    );
  });
});

it.each([
  ['a.tar.gz', 'tar.gz'],
  ['a.tgz', 'tar.gz'],
  ['a.orig.tar.xz', 'tar.xz'],
  ['a.tar', 'tar'],
  ['a.zip', 'zip'],
  ['a.gz', undefined],
])('%s is %s', (file, format) => {
  expect(archiveFormat(file)).toBe(format);
});
