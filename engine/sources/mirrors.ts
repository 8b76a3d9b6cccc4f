/**
 * Where Debian's source packages are: the machine's own mirrors of its own release, asked for sources instead of
 * binaries. Pure: text of apt's lists in (sources.list(5)), text of a `.sources` file out.
 */

export interface AptList {
  readonly name: string;
  readonly text: string;
}

interface Stanza {
  readonly [field: string]: string;
}

/** One-line style: `deb [signed-by=…] URI SUITE COMPONENT…`. */
function fromLine(line: string): Stanza | undefined {
  const [, options = '', uri, suite, components = ''] =
    /^\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line) ?? [];
  if (uri === undefined || suite === undefined) return undefined;
  const option = (name: string) => new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(options)?.[1];
  const signed = option('signed-by');
  const trusted = option('trusted');
  return {
    uris: uri,
    suites: suite,
    components: components.trim(),
    ...(signed !== undefined && { 'signed-by': signed.replaceAll(',', ' ') }),
    ...(trusted !== undefined && { trusted }),
  };
}

/** deb822 style. Continuation lines are kept as they are: a key may stand in them. */
function fromParagraph(paragraph: string): Stanza | undefined {
  const fields: Record<string, string> = {};
  let name = '';
  for (const line of paragraph.split('\n')) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const [, key, value = ''] = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) {
      name = key.toLowerCase();
      fields[name] = value;
    } else if (/^\s/.test(line) && name !== '') fields[name] += `\n${line}`;
  }
  if (/^no$/i.test(fields['enabled'] ?? '') || fields['uris'] === undefined) return undefined;
  return fields;
}

const KEPT = ['signed-by', 'trusted', 'check-valid-until'];

/** @returns a `.sources` file that names the source packages of `codename`; empty where the lists have no such mirror */
export function sourceMirrors(lists: readonly AptList[], codename: string): string {
  const stanzas = lists.flatMap(({ name, text }) =>
    name.endsWith('.sources')
      ? text.split(/\n[ \t]*\n/).map(fromParagraph)
      : text.split('\n').map((line) => fromLine(line)),
  );
  const words = (text: string | undefined) => (text ?? '').split(/\s+/).filter((word) => word !== '');
  const ours = new Set([codename, `${codename}-updates`, `${codename}-security`, `${codename}/updates`]);
  const seen = new Set<string>();
  for (const stanza of stanzas) {
    if (stanza === undefined) continue;
    const suites = words(stanza['suites']).filter((suite) => ours.has(suite));
    if (suites.length === 0 || !words(stanza['components']).includes('main')) continue;
    const lines = [
      'Types: deb-src',
      `URIs: ${words(stanza['uris']).join(' ')}`,
      `Suites: ${suites.join(' ')}`,
      'Components: main',
      ...KEPT.flatMap((field) => (stanza[field] === undefined ? [] : [`${field}: ${stanza[field]}`])),
    ];
    seen.add(`${lines.join('\n')}\n`);
  }
  return [...seen].join('\n');
}
