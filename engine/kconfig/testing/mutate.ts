/** Inputs for fuzzers: trees and `.config` files that were changed at random, by words or by bytes, and hostile macros. */
import { chance, pick, type Random } from '../../testing/random.ts';
import { generateTree } from './generate.ts';
import type { PipelineInput } from './pipeline.ts';

const PIECES = [
  ...['config', 'menuconfig', 'choice', 'endchoice', 'menu', 'endmenu', 'if', 'endif', 'comment', 'source', 'mainmenu'],
  ...['bool', 'tristate', 'int', 'hex', 'string', 'def_bool', 'default', 'depends', 'on', 'prompt', 'range', 'select'],
  ...['imply', 'help', 'option', 'optional', 'visible', 'modules', 'transitional', 'rsource', 'orsource', 'def_int'],
  ...['"text"', "'q'", '"open', '"Kconfig"', '"*"', 'y', 'n', 'm', '0x10', '-3', '99999999999999999999', '007', '0x'],
  ...['||', '&&', '!', '(', ')', '=', '!=', '<', '<=', '>', '>=', ':=', '+=', '$(A)', '$(f,x,$(1))', '$(shell,x)'],
  ...['$(lineno)', '$(', '$', '\\', '\\\n', '#', '\t', '\n', '\n\t', '\r\n', '\0', 'é', '\ufeff', '$(error-if,y,no)'],
  ...[
    'option modules',
    'option env="A"',
    'option allnoconfig_y',
    'option defconfig_list',
    'depends on',
    '\tdepends on',
  ],
];

/** Words, blanks and marks of a text, so that joined they give it again. */
const words = (text: string): string[] => text.match(/[\w$]+|"[^"\n]*"|\n[\t ]*|[ \t]+|[^\w\s]/g) ?? [];

function mutateWords(text: string, next: Random, names: readonly string[]): string {
  const list = words(text);
  for (let count = 1 + next(chance(next, 20) ? 40 : 6); count > 0 && list.length > 0; count--) {
    const at = next(list.length);
    const other = next(list.length);
    switch (next(8)) {
      case 0:
        list.splice(at, 1 + next(3));
        break;
      case 1:
        list.splice(at, 0, pick(next, PIECES), ' ');
        break;
      case 2:
        list[at] = pick(next, PIECES);
        break;
      case 3:
        list[at] = names.length > 0 ? pick(next, names) : 'A';
        break;
      case 4:
        [list[at], list[other]] = [list[other] as string, list[at] as string];
        break;
      case 5:
        // A piece of the tree again, elsewhere.
        list.splice(at, 0, ...list.slice(other, other + next(60)));
        break;
      case 6:
        // One symbol is called as another: dependencies of all kinds meet in it.
        for (let index = 0; index < list.length; index++)
          if (list[index] === list[at]) list[index] = list[other] as string;
        break;
      default:
        list.splice(at, next(chance(next, 10) ? list.length : 12));
    }
  }
  return list.join('');
}

function mutateBytes(text: string, next: Random): string {
  let bytes = text;
  for (let count = 1 + next(8); count > 0; count--) {
    const at = next(bytes.length + 1);
    const length = next(chance(next, 10) ? 400 : 8);
    const rest = bytes.slice(at + (chance(next, 50) ? length : 0));
    const made = chance(next, 60)
      ? String.fromCharCode(...Array.from({ length: next(6) }, () => next(chance(next, 5) ? 65536 : 256)))
      : bytes
          .slice(next(bytes.length + 1))
          .slice(0, length)
          .repeat(1 + next(chance(next, 3) ? 300 : 2));
    bytes = bytes.slice(0, at) + made + rest;
  }
  return bytes.slice(0, 60_000);
}

/** Definitions that refer to each other, to themselves, to arguments; that double, nest and never end. */
function macros(next: Random): string {
  const name = () => pick(next, ['A', 'B', 'C', 'f', 'g', 'WORD', '1', '2', '$(A)']);
  const value = (depth: number): string => {
    let text = '';
    for (let count = next(5); count > 0; count--) {
      const roll = next(12);
      if (roll < 4 && depth < 5) text += `$(${name()}${chance(next, 50) ? `,${value(depth + 1)}` : ''})`;
      else if (roll < 6 && depth < 6)
        text += `$(${pick(next, ['shell', 'info', 'warning-if', 'error-if', 'filename', 'lineno'])},${value(depth + 1)})`;
      else if (roll < 7) text += pick(next, ['$', '$(', ')', ',', '$($(A))', '$(,)', '$()', '\\', '"']);
      else text += pick(next, ['x', 'config', ' ', 'y', '\t', '0']);
    }
    return text;
  };
  let text = '';
  for (let count = 1 + next(12); count > 0; count--) text += `${name()} ${pick(next, ['=', ':=', '+='])} ${value(0)}\n`;
  for (let count = next(6); count > 0; count--)
    text += `config ${value(1)}M${count}\n\tstring "${value(0)}"\n\tdefault "$(${name()})"\n\tdepends on ${value(2)} && y\n`;
  return text;
}

function configText(next: Random, names: readonly string[]): string {
  let text = '';
  for (let count = next(40); count > 0; count--) {
    const name = chance(next, 90) && names.length > 0 ? pick(next, names) : pick(next, ['NONE', '', 'a b', '"']);
    const value = pick(next, [
      'y',
      'n',
      'm',
      '42',
      '-1',
      '0x1f',
      '"text"',
      '"a\\"b\\\\"',
      '"open',
      '',
      '9'.repeat(50),
      '=',
      '\0',
    ]);
    text += chance(next, 15)
      ? `# CONFIG_${name} is not set\n`
      : `${chance(next, 97) ? 'CONFIG_' : ''}${name}=${value}\n`;
  }
  return text;
}

export type FuzzKind = 'words' | 'bytes' | 'config' | 'macros';
export const FUZZ_KINDS: readonly FuzzKind[] = ['words', 'bytes', 'config', 'macros'];

/** The input of one kind: the same for the same `next`. */
export function fuzzInput(kind: FuzzKind, next: Random): PipelineInput {
  const dialect = pick(next, ['unikraft', 'linux'] as const);
  const circles = chance(next, 30) ? 20 : 0;
  const { files, symbols } = generateTree(next(1 << 30), { dialect, circles, symbols: 3 + next(22), perFile: 8 });
  const names = symbols.map(({ name }) => name);
  const plain = configText(next, names);
  const changed = (change: (text: string) => string, part: number): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, chance(next, part) ? change(text) : text]));
  // Answers of a command are as hostile as the tree.
  const shell = chance(next, 30)
    ? (command: string) => ({ output: `${command}\n$(A) "`.repeat(1 + next(20)) })
    : undefined;
  switch (kind) {
    case 'words':
      return { files: changed((text) => mutateWords(text, next, names), 80), config: plain, dialect, shell };
    case 'bytes':
      return {
        files: changed((text) => mutateBytes(text, next), 80),
        config: mutateBytes(plain, next),
        dialect,
        shell,
      };
    case 'config': {
      const config = chance(next, 50) ? mutateWords(plain, next, names) : mutateBytes(plain, next);
      return { files, config, dialect, shell };
    }
    case 'macros':
      return { files: { ...files, Kconfig: `${macros(next)}${files['Kconfig']}` }, config: plain, dialect, shell };
  }
}
