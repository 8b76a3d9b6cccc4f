/** A tree made ready for evaluation: enclosing conditions pushed down, one record a symbol. */
import type { ChoiceEntry, ConfigEntry, Expression, KconfigTree, KSymbol, Position } from '../language/tree.ts';

/** Undefined is "always". */
export type Condition = Expression | undefined;

export interface CompiledPrompt {
  readonly text: string;
  readonly when: Condition;
  readonly at: Position;
}

export interface CompiledDefault {
  readonly value: Expression;
  readonly when: Condition;
  readonly at: Position;
}

/** `by` selects (or implies) the symbol while `by` is set and `when` holds. */
export interface CompiledReverse {
  readonly by: KSymbol;
  readonly when: Condition;
  readonly at: Position;
}

export interface CompiledRange {
  readonly low: KSymbol;
  readonly high: KSymbol;
  readonly when: Condition;
  readonly at: Position;
}

export interface Choice {
  readonly symbol: KSymbol;
  /** In menu order. */
  readonly members: KSymbol[];
  readonly entries: ChoiceEntry[];
  /** May be n although it is visible. */
  optional: boolean;
}

export interface Compiled {
  readonly symbol: KSymbol;
  readonly prompts: readonly CompiledPrompt[];
  readonly defaults: readonly CompiledDefault[];
  readonly ranges: readonly CompiledRange[];
  readonly selectedBy: readonly CompiledReverse[];
  readonly impliedBy: readonly CompiledReverse[];
  /** What its definitions depend on, joined by `||`; those without a condition are left out, as the tools do. */
  readonly depends: Condition;
  /** Each definition has a condition: where `depends` is n, no prompt, default or range of it holds. */
  readonly gated: boolean;
  /** The choice that it is a member of. */
  readonly member: Choice | undefined;
  /** The choice that it stands for. */
  readonly choice: Choice | undefined;
  /** Visible choices that are not optional hold themselves at m at least. */
  readonly holds: readonly Condition[];
  /** `option defconfig_list`, `transitional`. */
  readonly neverWritten: boolean;
  /** It has no prompt, and yet what the user's file says of it counts. */
  readonly transitional: boolean;
  readonly allnoconfigY: boolean;
}

export interface Program {
  readonly tree: KconfigTree;
  /** By symbol id; a symbol that is only mentioned has an empty record. */
  readonly symbols: readonly Compiled[];
  readonly choices: readonly Choice[];
  /** The full condition of each menu, comment, `if` and choice. */
  readonly conditions: ReadonlyMap<object, Condition>;
  /** Node ids in an order in which each comes after all that it reads. */
  readonly order: Int32Array;
  /** Position in `order` by id. */
  readonly rank: Int32Array;
  /** Who reads the symbol, by id. Made when it is asked for first. */
  readonly readers: readonly (readonly number[])[];
  /** Symbols that read each other, by id; only those in a circle. They are evaluated together. */
  readonly circles: ReadonlyMap<number, readonly number[]>;
  /** The ends of each circle that the tools refuse, as a path of symbols that ends where it began. */
  readonly cycles: readonly (readonly KSymbol[])[];
}

export type { ConfigEntry };
