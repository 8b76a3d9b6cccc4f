/** Option values for a test: the defaults that the microlib's Kconfig names, and what the test says instead. */

/**
 * Reads as much of Kconfig as the defaults of our own microlibs need: config, choice, type, the first default.
 * @param {string} text a template with `$(component)_`
 * @returns {Map<string, { type: string, value: string }>}
 */
export function defaults(text) {
  const options = new Map();
  let option;
  let choice = false;
  for (const line of text.split('\n')) {
    const [, keyword, rest = ''] = /^\s*([a-z_]+)\b\s*(.*)$/.exec(line) ?? [];
    if (keyword === 'config') {
      option = { type: 'bool', value: undefined };
      options.set(rest.replace('$(component)_', '').trim(), option);
      choice = false;
    } else if (keyword === 'choice' || keyword === 'endchoice') {
      choice = keyword === 'choice';
      option = undefined;
    } else if (['int', 'hex', 'string', 'bool'].includes(keyword) && option !== undefined) {
      option.type = keyword;
    } else if (keyword === 'default' && choice) {
      chosen(options, rest.replace('$(component)_', '').trim());
    } else if (keyword === 'default' && option !== undefined && option.value === undefined) {
      option.value = rest.replace(/\s+if\s.*$/, '').trim();
    }
  }
  for (const [name, found] of options) {
    if (found.pick) found.value = 'y';
    if (found.type === undefined) options.delete(name);
  }
  return options;
}

/** Notes a choice's default; its `config` comes later in the file. */
function chosen(options, name) {
  const known = options;
  const set = known.set.bind(known);
  known.set = (key, value) => set(key, key === name ? { ...value, value: 'y' } : value);
}
