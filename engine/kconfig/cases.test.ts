/**
 * One small tree for each point in which implementations differ and each rule of the language, with what the reference
 * writes: Unikraft's tool (Linux 5.2) for `unikraft`, a tool of Linux 6 for `linux`. `testing/cases` holds them as text:
 * sections begin with `--- NAME`, and `--- DIALECT MODE` is what the tool of that dialect wrote in that mode.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { minimalConfig } from './config/minimal.ts';
import { applyMode, MODES, type Mode } from './config/modes.ts';
import { loadConfig } from './config/read.ts';
import { writeConfig } from './config/write.ts';
import { compile } from './evaluate/compile.ts';
import { Configuration } from './evaluate/configuration.ts';
import { parseTree } from './language/parse.ts';
import type { Dialect } from './language/tree.ts';

const folder = join(import.meta.dirname, 'testing/cases');

/** The dialects tell their tool in different ways which symbol switches m on. */
const MODULES: Readonly<Record<Dialect, string>> = { unikraft: 'option modules', linux: 'modules' };

interface Case {
  readonly note: string;
  readonly sections: ReadonlyMap<string, string>;
}

function readCase(name: string): Case {
  const [note = '', ...parts] = readFileSync(join(folder, name), 'utf8').split(/^--- (.*)\n/m);
  const sections = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) sections.set(parts[at] ?? '', parts[at + 1] ?? '');
  return { note, sections };
}

function written({ sections }: Case, dialect: Dialect, mode: Mode): string {
  const text = (name: string) => sections.get(name)?.replaceAll('MODULES_LINE', MODULES[dialect]);
  const environment = new Map<string, string>();
  for (const [, key = '', value = ''] of (sections.get('environment') ?? '').matchAll(/^(\w+)=(.*)$/gm))
    environment.set(key, value);
  const { tree, diagnostics } = parseTree('Kconfig', {
    dialect,
    environment: (name) => environment.get(name),
    read: (path) => (path === 'Kconfig' ? text(path) : text(`file ${path}`)),
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const configuration = new Configuration(tree);
  const config = mode === 'olddefconfig' || mode === 'savedefconfig' ? sections.get('.config') : undefined;
  if (config !== undefined) loadConfig(configuration, config, '.config');
  applyMode(configuration, mode);
  return mode === 'savedefconfig' ? minimalConfig(configuration) : writeConfig(configuration);
}

const names = readdirSync(folder).sort();

test('there are cases for each point that has values', () => {
  const points = new Set(names.map((name) => Number.parseInt(name, 10)).filter((point) => point > 0));
  // 18, 20 and 21 are no values of these tools; they are below.
  const others = [18, 20, 21];
  expect([...points, ...others].sort((a, b) => a - b)).toEqual(Array.from({ length: 27 }, (_, at) => at + 1));
});

describe.each(names)('%s', (name) => {
  const one = readCase(name);
  const runs = [...one.sections.keys()].flatMap((key) => {
    const [dialect, mode] = key.split(' ');
    return MODES.includes(mode as Mode) ? [[dialect as Dialect, mode as Mode] as const] : [];
  });
  test('says what it is about and is run', () => {
    expect(one.note).toMatch(/^# \w/);
    expect(runs.length).toBeGreaterThan(0);
  });
  test.each(runs)('%s %s', (dialect, mode) => {
    expect(written(one, dialect, mode)).toBe(one.sections.get(`${dialect} ${mode}`));
  });
});

/** What these tools refuse, or do not know. */
describe('without a reference', () => {
  const read = (files: Readonly<Record<string, string>>, dialect: Dialect) =>
    parseTree('Kconfig', {
      dialect,
      read: (path) => files[path],
      glob: (pattern) => Object.keys(files).filter((path) => path.startsWith(pattern.replace('*', ''))),
      environment: () => undefined,
    });
  const values = (files: Readonly<Record<string, string>>, dialect: Dialect, config = '') => {
    const { tree, diagnostics } = read(files, dialect);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const configuration = new Configuration(tree);
    loadConfig(configuration, config, '.config');
    return writeConfig(configuration)
      .split('\n')
      .filter((line) => !/^#( |$)(?!CONFIG_)/.test(line) && line !== '');
  };
  const shown = (files: Readonly<Record<string, string>>) =>
    read(files, 'unikraft').diagnostics.map(({ code, severity, at }) => `${severity} ${code} ${at.file}:${at.line}`);

  test('point 18: osource, rsource, orsource, patterns, def_int, def_hex and def_string', () => {
    const files = {
      Kconfig: 'source "a/*"\nosource "none"\n',
      'a/one': 'config ONE\n\tdef_int 1\nrsource "../b"\norsource "none"\n',
      'a/two': 'config TWO\n\tdef_hex 0x2\n',
      'a/../b': 'config B\n\tdef_string "b"\n',
    };
    expect(values(files, 'unikraft')).toEqual(['CONFIG_ONE=1', 'CONFIG_B="b"', 'CONFIG_TWO=0x2']);
  });

  test('point 17: a missing source is a warning to Unikraft, an error to Linux', () => {
    const files = { Kconfig: 'source "none"\n' };
    expect(read(files, 'unikraft').diagnostics[0]?.severity).toBe('warning');
    expect(read(files, 'linux').diagnostics[0]?.severity).toBe('error');
  });

  test.each([
    ['depends on', 'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\n', 'A B'],
    ['select', 'config A\n\tbool "a"\n\tdepends on B\n\tselect B\nconfig B\n\tbool "b"\n', 'A B'],
    ['itself', 'config A\n\tbool "a"\n\tdepends on !A\n', 'A'],
    [
      'a choice on its own member',
      'choice\n\tprompt "c"\n\tdepends on A\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n',
      '<choice> A',
    ],
  ])('point 20: recursion through %s', (_what, text, names) => {
    const cycles = compile(read({ Kconfig: text }, 'unikraft').tree).cycles;
    expect(cycles.map((cycle) => [...new Set(cycle.map(({ name }) => name))].sort().join(' '))).toEqual([
      names.split(' ').sort().join(' '),
    ]);
  });

  test('point 20: recursion through source and macros, and ends that do not match', () => {
    expect(shown({ Kconfig: 'source "a"\n', a: 'source "Kconfig"\n' })).toEqual(['error UL0212 a:1']);
    expect(shown({ Kconfig: 'a = $(b)\nb = $(a)\nconfig $(a)\n\tbool\n' })[0]).toMatch(/^error UL0213 Kconfig:/);
    expect(shown({ Kconfig: 'menu "m"\nendif\n' })).toEqual(['error UL0215 Kconfig:2', 'error UL0215 Kconfig:1']);
    expect(shown({ Kconfig: 'if y\nsource "a"\n', a: 'endif\n' })).toContain('error UL0215 a:1');
  });

  test('point 21: transitional symbols are read and not written', () => {
    const text = 'config OLD\n\tbool\n\ttransitional\nconfig NEW\n\tbool "new"\n\tdefault OLD\n';
    expect(values({ Kconfig: text }, 'linux')).toEqual(['# CONFIG_NEW is not set']);
    expect(values({ Kconfig: text }, 'linux', 'CONFIG_OLD=y\n')).toEqual(['CONFIG_NEW=y']);
  });

  test('point 21: depends on A if B', () => {
    const text = (b: string) =>
      `config A\n\tbool "a"\nconfig B\n\tdef_bool ${b}\nconfig C\n\tbool "c"\n\tdepends on A if B\n`;
    expect(values({ Kconfig: text('y') }, 'linux')).not.toContain('# CONFIG_C is not set');
    expect(values({ Kconfig: text('n') }, 'linux')).toContain('# CONFIG_C is not set');
  });
});
