/** Option values for a test: the defaults that the microlib's Kconfig names, and what the test says instead. */

const TYPES = ['bool', 'int', 'hex', 'string'];
/** @type {Readonly<Record<string, string>>} */
const C_TYPES = { bool: 'bool ', int: 'long ', hex: 'unsigned long ', string: 'const char *' };
/** A boot option: a variable of the test's. */
const VARIABLE = /^\$([a-z]\w*)$/;

/**
 * Reads as much of Kconfig as the defaults of our own microlibs need: config, choice, type, the first default.
 * @param {string} text a template with `$(component)_`
 * @returns {Map<string, { type: string, value: string }>}
 */
export function defaults(text) {
  /** @type {Map<string, { type: string, value: string }>} */
  const options = new Map();
  /** Members that a choice names as its default. */
  const chosen = new Set();
  let option;
  let inChoice = false;
  for (const line of text.split('\n')) {
    const [, keyword = '', rest = ''] = /^\s*([a-z_]+)\b\s*(.*)$/.exec(line) ?? [];
    const name = rest.replace('$(component)_', '').trim();
    if (keyword === 'config') {
      option = { type: 'bool', value: '' };
      options.set(name, option);
      inChoice = false;
    } else if (keyword === 'choice') {
      option = undefined;
      inChoice = true;
    } else if (TYPES.includes(keyword) && option !== undefined) {
      option.type = keyword;
    } else if (keyword === 'default' && inChoice) {
      chosen.add(name.replace(/\s+if\s.*$/, ''));
    } else if (keyword === 'default' && option !== undefined && option.value === '') {
      option.value = rest.replace(/\s+if\s.*$/, '').trim();
    } else if (keyword === 'help') {
      option = undefined;
    }
  }
  for (const name of chosen) {
    const member = options.get(name);
    if (member !== undefined) member.value = 'y';
  }
  return options;
}

/**
 * The text of `config.h`.
 * @param {string} kconfig
 * @param {ReadonlyMap<string, string>} overrides as the test writes them: `64`, `y`, `0x3f8`, `some text`
 * @throws when a name is none of the options
 */
export function configHeader(kconfig, overrides) {
  const options = defaults(kconfig);
  for (const [name, value] of overrides) {
    const option = options.get(name);
    if (option === undefined) throw new Error(`config: there is no option ${name}`);
    option.value = option.type === 'string' && !VARIABLE.test(value) ? JSON.stringify(value) : value;
  }
  const lines = [...options].flatMap(([name, { type, value }]) => {
    const [, variable] = VARIABLE.exec(value) ?? [];
    if (variable === undefined) return `#define CONFIG_${name} ${inC(type, value)}`;
    return [`extern ${C_TYPES[type]}${variable};`, `#define CONFIG_${name} (${variable})`];
  });
  return `${lines.join('\n')}\n`;
}

/**
 * @param {string} type
 * @param {string} value
 */
function inC(type, value) {
  if (type === 'bool') return value === 'y' ? '1' : '0';
  if (type === 'string') return value === '' ? '""' : value;
  return value === '' ? '0' : value;
}
