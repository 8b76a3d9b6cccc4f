/** Both languages say everything: the same keys, the same placeholders, and Chinese for every diagnostic there is. */
import { describe, expect, test } from 'vitest';
import { placeholders } from '../dock/problems.ts';

type Tree = { readonly [key: string]: string | Tree };

const files = import.meta.glob<Tree>('./*.json', { eager: true, import: 'default' });
const engine = import.meta.glob<string>('../../engine/**/*.ts', { eager: true, query: '?raw', import: 'default' });

const templates = Object.keys(import.meta.glob('../../assets/examples/*/template.yaml', { query: '?raw' })).map(
  (path) => path.split('/').at(-2) ?? '',
);

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

const language = (code: string): Map<string, string> =>
  new Map(
    Object.entries(files)
      .filter(([path]) => path.startsWith(`./${code}.`))
      .flatMap(([, tree]) => flatten(tree)),
  );

const en = language('en');
const zh = language('zh');
const isDiagnostic = (key: string) => key.startsWith('diagnostics.');
/** Translations of English text that the engine itself gives; English has no keys for it. */
const isEngineText = (key: string) => isDiagnostic(key) || key.startsWith('engine.');

/** Codes in quotes in the engine's sources, tests aside. */
const codes = [
  ...new Set(
    Object.entries(engine)
      .filter(([path]) => !path.includes('.test.'))
      .flatMap(([, text]) => [...text.matchAll(/'(UL\d{4})'/g)].map((match) => match[1] ?? '')),
  ),
].sort();

/** Names that no language translates. */
const MEANT_TO_BE_SAME = new Set(['text', 'rodata', 'data', 'bss', 'POSIX']);

test('the files are there', () => {
  expect(en.size).toBeGreaterThan(100);
  expect(codes.length).toBeGreaterThan(30);
});

describe('Chinese', () => {
  test('has the keys of English, and besides them only what the engine says', () => {
    const keys = (map: Map<string, string>) => [...map.keys()].filter((key) => !isEngineText(key)).sort();
    expect(keys(zh)).toEqual(keys(en));
  });

  test('has the placeholders of English', () => {
    const of = (text: string | undefined) => placeholders(text ?? '').sort();
    const different = [...en].filter(([key, text]) => of(text).join() !== of(zh.get(key)).join()).map(([key]) => key);
    expect(different).toEqual([]);
  });

  test('has every diagnostic that the engine names', () => {
    expect(codes.filter((code) => !zh.has(`diagnostics.${code}`))).toEqual([]);
  });

  test('has every template', () => {
    expect(templates.length).toBeGreaterThan(10);
    const keys = templates.flatMap((name) => ['title', 'summary'].map((key) => `engine.templates.${name}.${key}`));
    expect(keys.filter((key) => !zh.has(key))).toEqual([]);
  });

  test('asks diagnostics only for parameters that the engine gives somewhere', () => {
    const sources = Object.values(engine).join('\n');
    const unknown = [...zh]
      .filter(([key]) => isDiagnostic(key))
      .flatMap(([key, text]) => placeholders(text).map((name) => [key, name] as const))
      .filter(([, name]) => !new RegExp(`\\b${name}\\b`).test(sources));
    expect(unknown).toEqual([]);
  });

  test('leaves nothing empty and nothing untranslated by mistake', () => {
    expect([...zh].filter(([key, text]) => text.trim() === '' && en.get(key) !== '')).toEqual([]);
    // Words that stay as they are: section names, products, units, a separator.
    const plain = (text: string) => text.replace(/\{\{[^}]*\}\}/g, '');
    const same = [...en].filter(
      ([key, text]) => zh.get(key) === text && /[A-Za-z]{3}/.test(plain(text)) && !MEANT_TO_BE_SAME.has(plain(text)),
    );
    expect(same).toEqual([]);
  });
});
