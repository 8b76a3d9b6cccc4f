/** Writes `.config` in the order and form of the C tools. */
import { all } from '../evaluate/conditions.ts';
import type { Configuration } from '../evaluate/configuration.ts';
import type { Container, Entry, KSymbol } from '../language/tree.ts';

/** A string as Kconfig files and `.config` have it. */
export const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** The line of one symbol. */
export function symbolLine(configuration: Configuration, symbol: KSymbol, prefix: string): string {
  const text = configuration.text(symbol);
  if ((symbol.type === 'bool' || symbol.type === 'tristate') && text === 'n')
    return `# ${prefix}${symbol.name} is not set`;
  return `${prefix}${symbol.name}=${symbol.type === 'string' ? quoted(text) : text}`;
}

export interface WriteOptions {
  /** What stands before each name; `CONFIG_` unless told. */
  readonly prefix?: string;
}

/** The whole file: symbols where they are first defined, menus and comments where they are visible. */
export function writeConfig(configuration: Configuration, options: WriteOptions = {}): string {
  const { tree, program } = configuration;
  const prefix = options.prefix ?? 'CONFIG_';
  const title = tree.title ?? 'Main menu';
  const lines = [
    '#',
    '# Automatically generated file; DO NOT EDIT.',
    ...title.split('\n').map((line) => `# ${line}`),
    '#',
  ];
  const done = new Uint8Array(tree.symbols.length);
  let gap = false;
  const heading = (text: string) => {
    lines.push('', '#', `# ${text}`, '#');
    gap = false;
  };
  const shows = (entry: object) => configuration.holds(program.conditions.get(entry)) !== 0;
  const children = (container: Container): void => {
    const { children: inner } = container;
    for (let at = 0; at < inner.length; at++) {
      const entry = inner[at] as Entry;
      switch (entry.kind) {
        case 'config': {
          const { symbol } = entry;
          if (done[symbol.id] === 1 || !configuration.isWritten(symbol) || symbol.type === 'unknown') break;
          done[symbol.id] = 1;
          if (gap) lines.push('');
          gap = false;
          lines.push(symbolLine(configuration, symbol, prefix));
          break;
        }
        case 'comment':
          if (shows(entry)) heading(entry.prompt.text);
          break;
        case 'if':
        case 'choice':
          children(entry);
          break;
        case 'menu': {
          const visible = shows(entry) && configuration.holds(all(entry.visible)) !== 0;
          if (visible) heading(entry.prompt.text);
          children(entry);
          // 5.2 comes back to a menu only from its children.
          if (visible && (entry.children.length > 0 || tree.dialect === 'linux')) {
            lines.push(`# end of ${entry.prompt.text}`);
            gap = true;
          }
        }
      }
    }
  };
  children(tree.root);
  return `${lines.join('\n')}\n`;
}
