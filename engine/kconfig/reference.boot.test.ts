import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scaled } from '../testing/scale.ts';
import { writeConfig } from './config/write.ts';
import { Configuration } from './evaluate/configuration.ts';
import { readConfig } from './kconfig.ts';
import { parseTree } from './language/parse.ts';
import type { KSymbol } from './language/tree.ts';

/** Random trees of the subset, evaluated by us and by kconfig-frontends' conf: every symbol has the same value. */
const NAMES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

/** A condition over symbols before `at`: no recursion. */
const condition = (at: number): fc.Arbitrary<string> => {
  if (at === 0) return fc.constant('');
  const bool = fc.constantFrom(...NAMES.slice(0, at)).map((name) => `${name}_B`);
  const compared = fc
    .tuple(fc.constantFrom(...NAMES.slice(0, at)), fc.constantFrom('=', '!='), fc.integer({ min: 0, max: 9 }))
    .map(([name, operator, value]) => `${name}_I ${operator} ${value}`);
  const term = fc.oneof(
    bool,
    bool.map((name) => `!${name}`),
    compared,
  );
  return fc.oneof(
    fc.constant(''),
    term,
    fc.tuple(term, fc.constantFrom('&&', '||'), term).map((parts) => parts.join(' ')),
  );
};
const on = (text: string) => (text === '' ? '' : `\tdepends on ${text}\n`);
const when = (text: string) => (text === '' ? '' : ` if ${text}`);

/** A bool, an int, a string and a choice, with every attribute of the subset. */
const entries = (at: number): fc.Arbitrary<string> => {
  const name = NAMES[at] ?? '';
  const c = condition(at);
  return fc
    .tuple(c, c, c, c, c, fc.boolean(), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5 }))
    .map(([c1, c2, c3, c4, c5, yes, value, low]) =>
      [
        `config ${name}_B\n\tbool "b"${when(c1)}\n\tdefault ${yes ? 'y' : 'n'}${when(c2)}\n${on(c3)}`,
        `config ${name}_I\n\tint "i"\n\trange ${low} 9\n\tdefault ${value}${when(c2)}\n\tdefault 4\n${on(c4)}`,
        `config ${name}_S\n\tstring "s"${when(c5)}\n\tdefault "x\\"${value}"\n${on(c1)}`,
        `if ${c4 === '' ? `${name}_B` : c4}\nmenu "M"\nchoice\n\tprompt "c"\n\tdefault ${name}_Y${when(c5)}\n${on(c3)}`,
        `config ${name}_X\n\tbool "x"\nconfig ${name}_Y\n\tbool "y"\n${on(c2)}endchoice\nendmenu\nendif\n`,
      ].join(''),
    );
};
const tree = fc.tuple(...NAMES.map((_name, at) => entries(at))).map((parts) => parts.join('\n'));
const assignments = fc.dictionary(
  fc.constantFrom(...NAMES.flatMap((name) => [`${name}_B`, `${name}_X`, `${name}_Y`])),
  fc.boolean(),
  { maxKeys: 8 },
);

/** In order. An invisible n is written by this tool and by Linux 5.2's not; it is the same value. */
const set = (values: ReadonlyMap<string, string>) => [...values].filter(([, value]) => value !== 'n');

it('has the values of the reference tool for random trees', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'uniloom-reference-'));
  try {
    fc.assert(
      fc.property(tree, assignments, (text, values) => {
        writeFileSync(join(cwd, 'Kconfig'), text);
        const lines = Object.entries(values).map(([name, on]) =>
          on ? `CONFIG_${name}=y` : `# CONFIG_${name} is not set`,
        );
        writeFileSync(join(cwd, '.config'), `${lines.join('\n')}\n`);
        execFileSync('kconfig-conf', ['--olddefconfig', 'Kconfig'], { cwd, stdio: 'ignore' });
        const parsed = parseTree('Kconfig', { read: (path) => (path === 'Kconfig' ? text : undefined) });
        expect(parsed.diagnostics).toEqual([]);
        const configuration = new Configuration(parsed.tree);
        configuration.load(
          Object.entries(values).flatMap(([name, on]): [KSymbol, string][] => {
            const symbol = parsed.tree.byName.get(name);
            return symbol === undefined ? [] : [[symbol, on ? 'y' : 'n']];
          }),
        );
        const ours = readConfig(writeConfig(configuration));
        const theirs = readConfig(readFileSync(join(cwd, '.config'), 'utf8'));
        expect(set(ours)).toEqual(set(theirs));
      }),
      { numRuns: scaled(60), seed: 41 },
    );
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
