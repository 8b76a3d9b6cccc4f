import { expect, it } from 'vitest';
import { sourceMirrors } from './mirrors.ts';

const list = (text: string, name = 'sources.list') => [{ name, text }];

it('reads one-line lists', () => {
  const text = `# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] http://mirror.example/debian bookworm main contrib # near
deb-src http://mirror.example/security bookworm-security main
deb http://foreign.example/apt stable main
deb http://foreign.example/other bookworm stable
`;
  expect(sourceMirrors(list(text), 'bookworm')).toBe(`Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm
Components: main
signed-by: /usr/share/keyrings/a.gpg

Types: deb-src
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
`);
});

it('reads deb822 lists, keys in them included', () => {
  const text = `Types: deb
# a comment
URIs: http://mirror.example/debian
  http://second.example/debian
Suites: bookworm bookworm-updates sid
Components: main non-free
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
`;
  expect(sourceMirrors(list(text, 'debian.sources'), 'bookworm')).toBe(`Types: deb-src
URIs: http://mirror.example/debian http://second.example/debian
Suites: bookworm bookworm-updates
Components: main
signed-by: 
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
`);
});

it('names each mirror once, and none of another release', () => {
  const line = 'deb http://mirror.example/debian bookworm main\n';
  expect(sourceMirrors([...list(line), ...list(line)], 'bookworm').match(/URIs/g)).toHaveLength(1);
  expect(sourceMirrors(list(line), 'trixie')).toBe('');
  expect(sourceMirrors(list('deb [\ndeb\nnonsense: x\n'), 'bookworm')).toBe('');
});
