/** An explanation: a tree of sentences. Plain data, so that a worker may send it and `--json` print it. */
import type { Position } from '../language/tree.ts';
import { placeOf } from './words.ts';

export interface ExplainNode {
  /** A sentence without its full stop. */
  readonly text: string;
  /** What the thing that it is about is now: `n`, `12`, `"a text"`. */
  readonly value?: string;
  readonly at?: Position;
  readonly children: readonly ExplainNode[];
}

export const leaf = (text: string, at?: Position): ExplainNode => ({
  text,
  ...(at === undefined ? {} : { at }),
  children: [],
});

const sentence = ({ text, at }: ExplainNode): string => (at === undefined ? text : `${text} (${placeOf(at)})`);

/** As a person reads it: one line a node, branches drawn. */
export function explanationText(root: ExplainNode): string {
  const lines = [sentence(root)];
  const below = (node: ExplainNode, indent: string) =>
    node.children.forEach((child, at) => {
      const last = at === node.children.length - 1;
      lines.push(`${indent}${last ? '└─ ' : '├─ '}${sentence(child)}`);
      below(child, `${indent}${last ? '   ' : '│  '}`);
    });
  below(root, '');
  return lines.join('\n');
}

/** The sentences below a node, what causes what first, at most `limit`: the chain of a diagnostic. */
export function causes(nodes: readonly ExplainNode[], limit = 8): string[] {
  const lines: string[] = [];
  const visit = (list: readonly ExplainNode[]) => {
    for (const node of list) {
      if (lines.length === limit) return;
      lines.push(sentence(node));
      visit(node.children);
    }
  };
  visit(nodes);
  return lines;
}
