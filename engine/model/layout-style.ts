/** How new parts of a composition's file are written: what a person reads as one thing stands on one line. */
import { isCollection, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';

/** Sections that have a line per entry, however short they are. `*` stands for any key. */
const BLOCK = ['', 'components', 'wires', 'groups', 'defaults', 'boot', 'layout', 'layout.nodes', 'layout.frames'];
/** Longer than this, an entry goes on lines of its own. */
const LINE = 100;

function width(node: unknown): number {
  if (isScalar(node)) return String(node.value).length + 2;
  if (isPair(node)) return width(node.key) + width(node.value) + 2;
  if (isCollection(node)) return node.items.reduce((sum: number, item) => sum + width(item) + 2, 4);
  return 4;
}

/**
 * Sets the style of a new node and what is in it.
 * @param path Where in the composition it stands.
 * @param flow The style that its neighbours have, when they have one.
 */
export function style(node: Node, path: readonly (string | number)[], flow?: boolean): void {
  if (!isCollection(node)) return;
  const isBlock = BLOCK.includes(path.join('.')) || (flow === undefined ? width(node) > LINE : !flow);
  node.flow = !isBlock;
  if (isMap(node))
    for (const { key, value } of node.items)
      style(value as Node, [...path, String(isScalar(key) ? key.value : key)], isBlock ? undefined : true);
  if (isSeq(node))
    for (const [index, item] of node.items.entries()) style(item as Node, [...path, index], isBlock ? undefined : true);
}
