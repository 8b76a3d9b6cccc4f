/** The option tree as the rows that are visible: what a virtual list draws, and the keys walk over. Pure. */
import type { Hit } from './search.ts';
import type { TreeNode } from './tree.ts';

export interface Row {
  readonly key: string;
  readonly node: TreeNode;
  /** From 1, as `aria-level`. */
  readonly level: number;
  /** Undefined for what has nothing below it. */
  readonly open: boolean | undefined;
  /** Place among its siblings that are shown, from 1. */
  readonly position: number;
  readonly siblings: number;
  readonly hit: Hit | null;
}

export interface Filter {
  /** Null: everything. */
  readonly hits: ReadonlyMap<string, Hit> | null;
  readonly onlyChanged: boolean;
  /** Whether a row with something below it is open. While anything is filtered all are, but for these. */
  readonly isOpen: (node: TreeNode) => boolean;
}

/** Rows in order. Parents of what a filter keeps stay, with only those children. */
export function treeRows(roots: readonly TreeNode[], filter: Filter): Row[] {
  const { hits, onlyChanged, isOpen } = filter;
  const filtered = hits !== null || onlyChanged;
  const keeps = (node: TreeNode): boolean => {
    if (onlyChanged && node.changes === 0) return false;
    if (hits === null) return true;
    if (node.kind === 'choice' || node.kind === 'option') return hits.has(node.key);
    return node.children.some(keeps);
  };
  const rows: Row[] = [];
  const visit = (nodes: readonly TreeNode[], level: number) => {
    const shown = filtered ? nodes.filter(keeps) : nodes;
    shown.forEach((node, at) => {
      const folder = node.children.length > 0;
      const open = folder ? isOpen(node) : undefined;
      rows.push({
        key: node.key,
        node,
        level,
        open,
        position: at + 1,
        siblings: shown.length,
        hit: hits?.get(node.key) ?? null,
      });
      if (open === true) visit(node.children, level + 1);
    });
  };
  visit(roots, 1);
  return rows;
}

/** The row above that `at` belongs to; -1 for the outermost. */
export function parentOf(rows: readonly Row[], at: number): number {
  const level = rows[at]?.level ?? 1;
  for (let above = at - 1; above >= 0; above -= 1) if ((rows[above]?.level ?? 1) < level) return above;
  return -1;
}

/** Where a key leads in the tree from the row `at`; null for keys that do not move. */
export function moved(rows: readonly Row[], at: number, key: string, page: number): number | null {
  const last = rows.length - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, last);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageDown':
      return Math.min(at + page, last);
    case 'PageUp':
      return Math.max(at - page, 0);
    default:
      return null;
  }
}

/** Above so many components they are folded at first. */
export const MANY = 20;

/** What is open before anybody folds: the composition's components where they are few, and what is inside; not the board. */
export const openAtFirst = (node: TreeNode, roots: number): boolean =>
  node.kind === 'menu' || (node.kind === 'component' && !node.component.startsWith('board_') && roots <= MANY);
