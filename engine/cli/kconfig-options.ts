/** The options of `uniloom kconfig`: as data, for it is also started without the parser of all commands. */

export interface KconfigOption {
  readonly name: string;
  /** What its value is; undefined of what takes none. */
  readonly value?: string;
  readonly text: string;
  readonly many?: true;
  readonly required?: true;
  readonly choices?: readonly string[];
  readonly by?: string;
}

export const KCONFIG_OPTIONS: readonly KconfigOption[] = [
  { name: 'json', text: 'print exactly one JSON document' },
  { name: 'kconfig', value: 'ROOT', text: 'the tree’s first file, in the source tree', required: true },
  { name: 'srctree', value: 'DIR', text: 'the source tree; the current folder when absent' },
  { name: 'env', value: 'K=V', text: 'an environment variable for the tree; may be repeated', many: true },
  {
    name: 'mode',
    value: 'mode',
    text: 'what to write',
    choices: ['alldefconfig', 'allnoconfig', 'allyesconfig', 'allmodconfig', 'olddefconfig', 'savedefconfig'],
  },
  { name: 'in', value: 'F', text: 'a .config to begin with' },
  { name: 'out', value: 'F', text: 'where to; - for standard output' },
  { name: 'dialect', value: 'dialect', text: 'whose rules', choices: ['unikraft', 'linux'], by: 'unikraft' },
  { name: 'trust', text: 'run the commands of $(shell,…)' },
  { name: 'shell-record', value: 'F', text: 'keep the answers of $(shell,…) in this file' },
  { name: 'shell-replay', value: 'F', text: 'take the answers of $(shell,…) from this file' },
  {
    name: 'explain',
    value: 'SYMBOL',
    text: 'why it has its value, and what would give it another (SYMBOL=VALUE: which)',
  },
  { name: 'all-findings', text: 'tell each finding, not only the first ones of a code' },
];

const propertyOf = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * The options of a command line that writes each in full, with its value as the next word. Undefined of any other: the parser
 * of all commands knows more ways, and says what is wrong.
 */
export function plainOptions(words: readonly string[]): Record<string, unknown> | undefined {
  const options: Record<string, unknown> = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const option = KCONFIG_OPTIONS.find(({ name }) => word === `--${name}`);
    if (option === undefined) return undefined;
    const property = propertyOf(option.name);
    if (option.value === undefined) {
      options[property] = true;
      continue;
    }
    const value = words[++at];
    if (value === undefined || (value.startsWith('-') && value !== '-') || option.choices?.includes(value) === false)
      return undefined;
    options[property] = option.many ? [...((options[property] as string[]) ?? []), value] : value;
  }
  for (const { name, required, by } of KCONFIG_OPTIONS) {
    if (required && options[name] === undefined) return undefined;
    if (by !== undefined) options[name] ??= by;
  }
  return options;
}
