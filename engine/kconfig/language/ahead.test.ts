import { expect, test } from 'vitest';
import { writeConfig } from '../config/write.ts';
import { compile, compileAhead } from '../evaluate/compile.ts';
import { Configuration } from '../evaluate/configuration.ts';
import { treeFrom } from '../testing/tree-from.ts';
import type { ParseOptions, ShellAnswer } from './options.ts';

/** What commands say, and a log of when they began and were waited for. */
function shells(say: (command: string) => ShellAnswer, changed = false) {
  const log: string[] = [];
  const shell = (command: string) => {
    log.push(`run ${command}`);
    return say(command);
  };
  const ahead: ParseOptions = {
    read: () => undefined,
    shell,
    shellAhead: {
      begin: (command) => {
        log.push(`begin ${command}`);
        const answer = say(command);
        return () => {
          if (log.at(-1) !== `wait ${command}`) log.push(`wait ${command}`);
          return answer;
        };
      },
      look: (paths) => {
        log.push(`look ${paths.join(' ')}`);
      },
      changed: () => changed,
    },
  };
  const { read: _, ...options } = ahead;
  return { log, options, shell };
}

const echo = (command: string): ShellAnswer => ({ output: command.replace(/^echo ?/, '') });

/** Everything of a tree that others see. */
const whole = (read: ReturnType<typeof treeFrom>) => ({
  found: read.diagnostics,
  written: writeConfig(new Configuration(read.tree)),
  // Where a number stands among the names, nobody sees.
  names: [...read.tree.byName].map(([name, { at }]) => `${name} ${at?.file}:${at?.line}:${at?.column}`).sort(),
});

const REST = 'config Z\n\tdef_bool y\n';

test.each([
  ['a default', `config A\n\tdef_bool $(shell,echo y)\n${REST}`],
  ['a negated one', `config A\n\tdef_bool ! $(shell,echo n)\n${REST}`],
  ['a text', `config A\n\tstring\n\tdefault "v$(shell,echo 1).$(shell,echo 2)"\n${REST}`],
  ['a number', `config A\n\tint\n\tdefault $(shell,echo 120200) if Z\n${REST}`],
  [
    'a number that is mentioned before and after',
    `if 7 = 7\nendif\nconfig A\n\tint\n\tdefault $(shell,echo 7)\n${REST}`,
  ],
  ['a name that is known', `${REST}config A\n\tdef_bool $(shell,echo Z)\n`],
  [
    'a dependency and a condition',
    `config A\n\tbool "a" if $(shell,echo y)\n\tdepends on $(shell,echo y) && Z\n${REST}`,
  ],
  ['a block', `if $(shell,echo n)\nconfig A\n\tdef_bool y\nendif\n${REST}`],
  ['a variable', `V := $(shell,echo y)\nconfig A\n\tdef_bool $(V)\n${REST}`],
])('nothing waits for %s', (_what, text) => {
  const { log, options, shell } = shells(echo);
  const read = treeFrom(text, {}, options);
  expect(whole(read)).toEqual(whole(treeFrom(text, {}, { shell })));
  expect(log.filter((line) => line.startsWith('run')).length).toBe(
    log.filter((line) => line.startsWith('begin')).length,
  );
  // All were begun before one was waited for.
  const own = log.slice(
    0,
    log.findIndex((line) => line.startsWith('run')),
  );
  expect(own.findLastIndex((line) => line.startsWith('begin'))).toBeLessThan(
    own.findIndex((line) => line.startsWith('wait')),
  );
});

test.each([
  ['a name', `config $(shell,echo A)\n\tbool "a"\n${REST}`],
  ['a prompt', `config A\n\tbool "$(shell,echo a)"\n${REST}`],
  ['a file', `source "$(shell,echo other)"\n${REST}`],
  ['an argument', `$(warning-if,$(shell,echo y),careful)\n${REST}`],
  ['the name of a macro', `a = y\nconfig A\n\tdef_bool $($(shell,echo a))\n${REST}`],
  ['a comparison', `config A\n\tdef_bool y if $(shell,echo 3) < 4 && 5 > $(shell,echo 4)\n${REST}`],
  ['a range', `config A\n\tint "a"\n\trange $(shell,echo 3) $(shell,echo 9)\n${REST}`],
  ['the default of a choice', `choice\n\tprompt "c"\n\tdefault $(shell,echo A)\nconfig A\n\tbool "a"\nendchoice\n`],
  ['a file that a command makes', `V := $(shell,echo)\nsource "none"\n${REST}`],
  ['what is wrong', `config A\n\tdef_bool $(shell,echo y) $(shell,echo z)\n${REST}`],
])('%s is waited for', (_what, text) => {
  const { log, options, shell } = shells(echo);
  const files = { other: 'config O\n\tdef_bool y\n' };
  const read = treeFrom(text, files, options);
  expect(log.some((line) => line.startsWith('run'))).toBe(false);
  expect(whole(read)).toEqual(whole(treeFrom(text, files, { shell })));
});

test.each([
  ['a word is empty', `config A\n\tint\n\tdefault $(shell,echo)\n\tdefault 3\n${REST}`, echo, false],
  ['a name is met for the first time', `config A\n\tdef_bool $(shell,echo B)\nconfig B\n\tdef_bool y\n`, echo, false],
  ['a name is defined nowhere', `config A\n\tdef_bool !$(shell,echo NONE)\n\tdepends on GONE\n`, echo, false],
  [
    'a command fails',
    `config A\n\tint "a"\n\tdefault $(shell,fail)\nconfig B\n\tbool "b"\n\tselect NONE\n`,
    () => ({ output: '3', failure: 'it took too long' }),
    false,
  ],
  ['a file changes', `config A\n\tdef_bool $(shell,echo y)\nsource "other"\n`, echo, true],
])('read again where %s; no command runs twice', (_what, text, say, changed) => {
  const { log, options, shell } = shells(say, changed);
  const files = { other: REST };
  const read = treeFrom(text, files, options);
  expect(log.some((line) => line.startsWith('run'))).toBe(false);
  expect(whole(read)).toEqual(whole(treeFrom(text, files, { shell })));
});

test('files are looked for when all commands were begun, before one is waited for', () => {
  const { log, options } = shells(echo);
  const text = 'config A\n\tdef_bool $(shell,echo y)\nsource "other"\nconfig B\n\tdef_bool $(shell,echo n)\n';
  treeFrom(text, { other: REST }, options);
  expect(log).toEqual(['begin echo y', 'begin echo n', 'look other', 'wait echo y', 'wait echo n']);
  // What was read before the first command began needs no look.
  const alone = shells(echo);
  treeFrom('config A\n\tdef_bool $(shell,echo y)\n', {}, alone.options);
  expect(alone.log).toEqual(['begin echo y', 'wait echo y']);
});

test('a file that changed may bring other commands', () => {
  let reads = 0;
  const { log, options } = shells(echo, true);
  const read = treeFrom(
    'V := $(shell,echo y)\nsource "other"\n',
    {},
    {
      ...options,
      read: (path) => {
        if (path === 'Kconfig') return 'config A\n\tdef_bool $(shell,echo y)\nsource "other"\n';
        return reads++ === 0 ? 'config B\n\tdef_bool $(shell,old)\n' : 'config B\n\tdef_bool $(shell,echo n)\n';
      },
    },
  );
  expect(log.filter((line) => line.startsWith('run'))).toEqual(['run echo n']);
  expect(new Configuration(read.tree).text(read.config('B').symbol)).toBe('n');
});

test.each([
  ['a default', `config A\n\tdef_bool $(shell,echo y)\n${REST}`, 'same'],
  ['two in one', `config A\n\tdef_bool $(shell,echo y) && !$(shell,echo n)\n${REST}`, 'same'],
  ['a text', `config A\n\tstring\n\tdefault "v$(shell,echo 1)"\n${REST}`, 'same'],
  ['a number', `config A\n\tint\n\tdefault $(shell,echo 7)\nconfig B\n\tint\n\tdefault 8 if A = 7\n${REST}`, 'same'],
  ['a name', `${REST}config A\n\tdef_bool $(shell,echo Z)\n`, 'other'],
  [
    'a name that has to be known before',
    `config C\n\tbool "c"\n\tdepends on A && Z\nconfig A\n\tdef_bool $(shell,echo Z)\n${REST}`,
    'other',
  ],
  [
    'one that no number is',
    `${REST}config A\n\tint\n\tdefault $(shell,echo Z)\n\tselect A\nconfig B\n\tint\n\tselect A\n`,
    'other',
  ],
  ['a condition', `config A\n\tbool "a"\n\tdepends on $(shell,echo m)\n${REST}`, 'none'],
  [
    'a choice without types',
    `choice\n\tprompt "c"\nconfig A\n\tprompt "a"\n\tselect Z\nconfig B\n\tbool "b"\nendchoice\nconfig C\n\tint\n\tdefault $(shell,echo Z)\n\tdefault $(shell,echo A)\n${REST}`,
    'other',
  ],
])('%s: what is compiled and ordered meanwhile counts only where it is the same', (_what, text, expected) => {
  const { log, options, shell } = shells(echo);
  const compiled: unknown[] = [];
  const meanwhile = (...[tree, owed]: Parameters<typeof compileAhead>) => {
    expect(log.some((line) => line.startsWith('wait'))).toBe(false);
    compileAhead(tree, owed);
    compiled.push(compile(tree));
  };
  const read = treeFrom(text, {}, { ...options, meanwhile });
  const found = compiled.map((program) => (program === compile(read.tree) ? 'same' : 'other'));
  expect(found).toEqual(expected === 'none' ? [] : [expected]);
  expect(compile(read.tree).symbols.map(({ symbol }) => symbol)).toEqual(read.tree.symbols);
  expect(whole(read)).toEqual(whole(treeFrom(text, {}, { shell })));
});
