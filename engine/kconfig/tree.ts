/** The syntax tree of a Kconfig file: what was written, with positions; nothing is evaluated yet. */

export type KconfigType = 'bool' | 'int' | 'hex' | 'string';

export interface Position {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export type CompareOperator = '=' | '!=' | '<' | '>' | '<=' | '>=';

/** A symbol's name, or a literal in quotes (or `y`, `n` and numbers, which Kconfig treats as literals). */
export type Term =
  | { readonly is: 'symbol'; readonly name: string; readonly at: Position }
  | { readonly is: 'constant'; readonly text: string; readonly at: Position };

export type Expression =
  | Term
  | { readonly is: 'not'; readonly of: Expression }
  | { readonly is: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly is: 'compare'; readonly operator: CompareOperator; readonly left: Term; readonly right: Term };

export interface Prompt {
  readonly text: string;
  readonly condition?: Expression;
}

export interface Default {
  readonly value: Expression;
  readonly condition?: Expression;
}

export interface Range {
  readonly low: Term;
  readonly high: Term;
  readonly condition?: Expression;
}

export interface ConfigNode {
  readonly kind: 'config';
  readonly name: string;
  /** Absent in an error, or where another definition of the same symbol says it. */
  type?: KconfigType;
  prompt?: Prompt;
  readonly defaults: Default[];
  readonly ranges: Range[];
  depends?: Expression;
  help: string;
  readonly at: Position;
}

export interface ChoiceNode {
  readonly kind: 'choice';
  prompt?: Prompt;
  readonly defaults: Default[];
  depends?: Expression;
  help: string;
  readonly children: Node[];
  readonly at: Position;
}

export interface MenuNode {
  readonly kind: 'menu';
  readonly title: string;
  depends?: Expression;
  visible?: Expression;
  readonly children: Node[];
  readonly at: Position;
}

export interface IfNode {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly children: Node[];
  readonly at: Position;
}

export interface CommentNode {
  readonly kind: 'comment';
  readonly text: string;
  depends?: Expression;
  readonly at: Position;
}

export type Node = ConfigNode | ChoiceNode | MenuNode | IfNode | CommentNode;

export interface KconfigTree {
  /** `mainmenu`, or empty. */
  title: string;
  readonly children: Node[];
}

/** `left && right`, where either may be missing. */
export function both(left: Expression | undefined, right: Expression | undefined): Expression | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : { is: 'and', left, right };
}
