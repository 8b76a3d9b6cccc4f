/** Trees out of texts, for tests. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ParseOptions } from '../language/options.ts';
import { parseTree } from '../language/parse.ts';
import type { ConfigEntry, Expression, KconfigTree } from '../language/tree.ts';

export interface TestTree {
  readonly tree: KconfigTree;
  readonly diagnostics: readonly Diagnostic[];
  /** `CODE file:line:column` of each finding. */
  readonly found: readonly string[];
  readonly messages: readonly string[];
  /** The nth definition of a symbol; throws where there is none. */
  config(name: string, nth?: number): ConfigEntry;
}

/** Reads `root`, the text of `Kconfig`; other files by name in `files`. */
export function treeFrom(
  root: string,
  files: Readonly<Record<string, string>> = {},
  options: Partial<ParseOptions> = {},
): TestTree {
  const texts = new Map(Object.entries({ Kconfig: root, ...files }));
  const { tree, diagnostics } = parseTree('Kconfig', { read: (path) => texts.get(path), ...options });
  return {
    tree,
    diagnostics,
    found: diagnostics.map(({ code, at }) => `${code} ${at.file}:${at.line}:${at.column}`),
    messages: diagnostics.map(({ message }) => message),
    config: (name, nth = 0) => {
      const entry = tree.byName.get(name)?.entries[nth];
      if (entry === undefined) throw new Error(`'${name}' is not defined`);
      return entry;
    },
  };
}

/** An expression as text, fully parenthesised; constants in quotes. */
export function shown(expression: Expression | undefined): string {
  if (expression === undefined) return '';
  const name = (symbol: { name: string; constant: boolean }) => (symbol.constant ? `"${symbol.name}"` : symbol.name);
  switch (expression.op) {
    case 'symbol':
      return name(expression.symbol);
    case 'not':
      return `!${shown(expression.of)}`;
    case 'and':
      return `(${shown(expression.left)} && ${shown(expression.right)})`;
    case 'or':
      return `(${shown(expression.left)} || ${shown(expression.right)})`;
    default:
      return `${name(expression.left)}${expression.op}${name(expression.right)}`;
  }
}
