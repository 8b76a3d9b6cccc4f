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
