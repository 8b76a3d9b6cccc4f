/**
 * A Kconfig tree as it was written: entries with their own properties and positions, symbols interned, macros expanded.
 * Nothing is evaluated here and no enclosing condition is pushed down; that is the evaluator's work.
 *
 * The language is that of the Linux kernel's Documentation/kbuild/kconfig-language.rst and kconfig-macro-language.rst.
 */

/** Where the tools differ: `unikraft` is Unikraft's (Linux 5.2), `linux` is current Linux. */
export type Dialect = 'unikraft' | 'linux';

/** n, m, y; ordered, so that `and` is the least and `or` the greatest. */
export type Tristate = 0 | 1 | 2;

export type SymbolType = 'unknown' | 'bool' | 'tristate' | 'int' | 'hex' | 'string';

export interface Position {
  /** As `source` named it, after expansion; relative to the source tree where it is in it. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** One per name and tree (`interned`): whoever mentions it has the same object. */
export interface KSymbol {
  readonly name: string;
  /** A text in quotes, or `y`, `m`, `n`: its value is its name. It is never defined. */
  readonly constant: boolean;
  /** Index into `KconfigTree.symbols`, so that an evaluator can keep its state in arrays. */
  readonly id: number;
  /** The first type that a definition gives; `unknown` where none does. */
  type: SymbolType;
  /** Its definitions in the order in which they were read; empty for what is only mentioned. */
  readonly entries: ConfigEntry[];
  /** Where it was first mentioned or defined; null for constants. */
  at: Position | null;
  /** Whether it is a side of a comparison somewhere. */
  readonly compared: boolean;
}

export type CompareOperator = '=' | '!=' | '<' | '>' | '<=' | '>=';

export type Expression =
  | { readonly op: 'symbol'; readonly symbol: KSymbol }
  | { readonly op: 'not'; readonly of: Expression }
  | { readonly op: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly op: CompareOperator; readonly left: KSymbol; readonly right: KSymbol };

export interface Prompt {
  readonly text: string;
  readonly condition: Expression | undefined;
  readonly at: Position;
}

export interface Default {
  readonly value: Expression;
  readonly condition: Expression | undefined;
  readonly at: Position;
}

/** `select` or `imply`. */
export interface Reverse {
  readonly symbol: KSymbol;
  readonly condition: Expression | undefined;
  readonly at: Position;
}

export interface Range {
  readonly low: KSymbol;
  readonly high: KSymbol;
  readonly condition: Expression | undefined;
  readonly at: Position;
}

interface Common {
  readonly at: Position;
  /** The menu, choice or if that it stands in; null only for the root. */
  readonly parent: Container | null;
}

export interface ConfigEntry extends Common {
  readonly kind: 'config';
  readonly symbol: KSymbol;
  /** `menuconfig`. */
  readonly menu: boolean;
  /** More than one is a warning, and all of them count. */
  readonly prompts: Prompt[];
  readonly defaults: Default[];
  readonly selects: Reverse[];
  readonly implies: Reverse[];
  readonly ranges: Range[];
  /** Each `depends on` line in order; they are joined by `&&`. */
  readonly depends: Expression[];
  help: string;
  /** `modules`, `option modules`, `option allnoconfig_y`, `option defconfig_list`, `option env=…`, `transitional`. */
  readonly flags: Set<'modules' | 'allnoconfig_y' | 'defconfig_list' | 'transitional'>;
  env: string | undefined;
}

export interface ChoiceEntry extends Common {
  readonly kind: 'choice';
  /** Named or not, a choice has a symbol of its own: its `entries` are empty, its `type` is bool or tristate. */
  readonly symbol: KSymbol;
  readonly named: boolean;
  readonly prompts: Prompt[];
  readonly defaults: Default[];
  readonly depends: Expression[];
  optional: boolean;
  help: string;
  readonly children: Entry[];
}

export interface MenuEntry extends Common {
  readonly kind: 'menu';
  readonly prompt: Prompt;
  readonly depends: Expression[];
  readonly visible: Expression[];
  readonly children: Entry[];
}

export interface IfEntry extends Common {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly children: Entry[];
}

export interface CommentEntry extends Common {
  readonly kind: 'comment';
  readonly prompt: Prompt;
  readonly depends: Expression[];
}

export interface RootEntry {
  readonly kind: 'root';
  readonly at: Position;
  readonly parent: null;
  readonly children: Entry[];
}

export type Container = RootEntry | ChoiceEntry | MenuEntry | IfEntry;
export type Entry = ConfigEntry | ChoiceEntry | MenuEntry | IfEntry | CommentEntry;

export interface KconfigTree {
  /** `mainmenu`, expanded; undefined where there is none (the tools then say "Main menu"). */
  title: string | undefined;
  readonly root: RootEntry;
  /** Every symbol, constant and choice by `id`. */
  readonly symbols: readonly KSymbol[];
  /** The definable symbols by name; constants and unnamed choices are not in it. */
  readonly byName: ReadonlyMap<string, KSymbol>;
  /** The symbol that has `modules`; undefined where m is not known. */
  readonly modules: KSymbol | undefined;
  readonly dialect: Dialect;
  /** Whether a `!` stands within what another one negates. */
  readonly negatesTwice: boolean;
  /** Every file that was read, in order of first reading. */
  readonly files: readonly string[];
}

/** The texts of the constants that are always there. */
export const TRISTATES = ['n', 'm', 'y'] as const;
