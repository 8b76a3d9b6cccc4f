/** Reads `.config`. What the reference tools only warn about is passed over here as well. */

/**
 * The assignments of a `.config`: symbol without its prefix → `y`, `n`, a number's text, a string without its quotes. The
 * last assignment wins; lines that are none are ignored.
 */
export function readConfig(text: string, prefix = 'CONFIG_'): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const put = (name: string, value: string) => {
    // The last one wins in its place as well: the order decides between members of a choice.
    values.delete(name);
    values.set(name, value);
  };
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.startsWith('# ')) {
      const unset = /^# ([A-Za-z0-9_]+) is not set$/.exec(line)?.[1];
      if (unset?.startsWith(prefix)) put(unset.slice(prefix.length), 'n');
      continue;
    }
    const at = line.indexOf('=');
    const name = line.slice(0, at);
    if (at <= 0 || !name.startsWith(prefix) || !/^[A-Za-z0-9_]+$/.test(name)) continue;
    const value = line.slice(at + 1);
    if (!value.startsWith('"')) {
      put(name.slice(prefix.length), value);
      continue;
    }
    const string = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
    if (string !== undefined) put(name.slice(prefix.length), string.replace(/\\(.)/g, '$1'));
  }
  return values;
}
