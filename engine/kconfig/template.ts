/** A microlib's Kconfig is a template: `$(component)` is the component's name in capitals. */
import type { Microlib } from '../catalog/types.ts';
import { diagnostic } from '../check/types.ts';
import { type ParseResult, parseKconfig } from './parse.ts';
import type { ConfigNode, Node } from './tree.ts';

const COMPONENT = '$(component)';

/** A component's prefix in symbols: `HEAP` for `heap`. */
export const symbolPrefix = (component: string): string => component.toUpperCase();

/** The template with literal names, as the emitted tree has it. */
export const expandTemplate = (template: string, component: string): string =>
  template.replaceAll(COMPONENT, symbolPrefix(component));

const trees = new WeakMap<Microlib, ParseResult>();

/** The path by which diagnostics name the microlib's template, relative to the catalog's root. */
export const kconfigPath = (microlib: Microlib): string => `${microlib.dir}/Kconfig`;

/**
 * The microlib's template with local names (`POOL_KB`), read once per microlib. UL0204 for what cannot be read, and for
 * an option whose name does not begin with `$(component)_`, which would be one for all components.
 */
export function microlibTree(microlib: Microlib): ParseResult {
  let result = trees.get(microlib);
  if (result === undefined) {
    result = parseTemplate(microlib);
    trees.set(microlib, result);
  }
  return result;
}

/** As long as what it stands for, so that columns stay right. */
const MARKER = 'UL_COMPONENT_';

function parseTemplate(microlib: Microlib): ParseResult {
  const file = kconfigPath(microlib);
  // The marker keeps local names apart from names written without the prefix.
  const text = microlib.kconfig.replaceAll(`${COMPONENT}_`, MARKER).replaceAll(COMPONENT, symbolPrefix(microlib.name));
  const { tree, diagnostics } = parseKconfig(text, file);
  const found = [...diagnostics];
  for (const { name, at } of configs(tree.children)) {
    if (name.startsWith(MARKER)) continue;
    const reason = `the option's name '${name}' does not begin with '${COMPONENT}_'`;
    found.push(
      diagnostic('UL0204', 'error', `${file}:${at.line}: ${reason}`, {
        params: { file, line: at.line, reason },
        at: { ...at },
      }),
    );
  }
  return { tree: parseKconfig(text.replaceAll(MARKER, ''), file).tree, diagnostics: found };
}

function configs(nodes: readonly Node[]): ConfigNode[] {
  return nodes.flatMap((node) =>
    node.kind === 'config' ? [node] : node.kind === 'comment' ? [] : configs(node.children),
  );
}
