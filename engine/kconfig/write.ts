/** Writes `.config` in the order and format of the reference tools (Linux 5.2). */
import type { Evaluated, OptionInfo } from './evaluate.ts';
import { isTrue, type Scope } from './expr.ts';
import { both, type Expression, type KconfigTree, type Node } from './tree.ts';

/** A string as Kconfig files and `.config` write it. */
export const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** The line of one symbol; `# CONFIG_X is not set` for an n. */
export function configLine({ name, type, text }: Pick<OptionInfo, 'name' | 'type' | 'text'>): string {
  if (type === 'bool' && text !== 'y') return `# CONFIG_${name} is not set`;
  return `CONFIG_${name}=${type === 'string' ? quoted(text) : text}`;
}

/** The whole file. Symbols stand where they are first defined; menus and comments where they are visible. */
export function writeConfig(tree: KconfigTree, evaluated: Evaluated): string {
  const symbols = new Map(evaluated.symbols.map((symbol) => [symbol.name, symbol]));
  const scope: Scope = { valueOf: (name) => symbols.get(name) };
  const lines: string[] = ['#', '# Automatically generated file; DO NOT EDIT.'];
  if (tree.title !== '') lines.push(`# ${tree.title}`);
  lines.push('#');
  const done = new Set<string>();
  const heading = (title: string) => lines.push('', '#', `# ${title}`, '#');
  const visit = (nodes: readonly Node[], depends: Expression | undefined): void => {
    for (const node of nodes)
      switch (node.kind) {
        case 'config': {
          const symbol = symbols.get(node.name);
          if (symbol?.written !== true || done.has(node.name)) break;
          done.add(node.name);
          lines.push(configLine(symbol));
          break;
        }
        case 'comment':
          if (isTrue(both(depends, node.depends), scope)) heading(node.text);
          break;
        case 'if':
          visit(node.children, both(depends, node.condition));
          break;
        case 'choice':
          visit(node.children, both(depends, node.depends));
          break;
        case 'menu': {
          const inner = both(depends, node.depends);
          const shows = isTrue(both(inner, node.visible), scope);
          if (shows) heading(node.title);
          visit(node.children, inner);
          if (shows) lines.push(`# end of ${node.title}`);
        }
      }
  };
  visit(tree.children, undefined);
  return `${lines.join('\n')}\n`;
}
