/** What `parseTree` is given besides the root's name: all input and output of the reader passes through here. */
import type { Dialect, Expression, KconfigTree } from './tree.ts';

/** What a command of `$(shell,…)` said. */
export interface ShellAnswer {
  /** Its standard output, as it came. */
  readonly output: string;
  /** Why it cannot be relied on (not found, timed out, too much output); undefined where all went well. */
  readonly failure?: string;
}

/** Bounds for hostile input. What passes one is a diagnostic, and reading goes on without it. */
export interface Limits {
  readonly files: number;
  /** Nesting of `source`. */
  readonly includes: number;
  /** Nesting of menu, choice and if, of parentheses, and of macro calls. */
  readonly nesting: number;
  /** Operands of one expression. */
  readonly operands: number;
  /** UTF-16 code units that macros may put out in all. */
  readonly expansion: number;
  /** Diagnostics; the rest is counted. */
  readonly diagnostics: number;
}

export const LIMITS: Limits = {
  files: 50_000,
  includes: 100,
  nesting: 400,
  operands: 2000,
  expansion: 16_000_000,
  diagnostics: 5000,
};

/** Commands that run while the reader goes on, one after the other in the order in which they were begun. */
export interface ShellAhead {
  /** Begins one; what it gives waits for the answer. */
  readonly begin: (command: string) => () => ShellAnswer;
  /** Begins to look for what `changed` will be asked, once all that was begun has ended. No command is begun in between. */
  readonly look?: (paths: readonly string[]) => void;
  /** Whether one of these files may have changed since the first command that was not waited for began. */
  readonly changed: (paths: readonly string[]) => boolean;
}

export interface ParseOptions {
  readonly dialect?: Dialect;
  readonly environment?: (name: string) => string | undefined;
  /** The text of a file as `source` names it; undefined where there is none. */
  readonly read: (path: string) => string | undefined;
  /** The files that a pattern with `*`, `?` or `[` matches, sorted; without it such a pattern matches nothing. */
  readonly glob?: (pattern: string) => readonly string[];
  /** Absent where the folder is not trusted: `$(shell,…)` is then a diagnostic and empty. */
  readonly shell?: ((command: string) => ShellAnswer) | undefined;
  /** Another way to run the same commands; what is read is the same. */
  readonly shellAhead?: ShellAhead | undefined;
  /**
   * Called while commands are waited for, with a tree that lacks nothing but what they owe: the values of some defaults, and
   * symbols at the end of the list that are only such values. `owed` are the operands in question; each is `n` until then. If
   * it is not called, or the tree that is given is another one, nothing is lost.
   */
  readonly meanwhile?: ((tree: KconfigTree, owed: readonly Expression[]) => void) | undefined;
  readonly limits?: Partial<Limits>;
}
