import type { LucideIcon } from 'lucide-react';

/**
 * What undo does with an action: `step` one named step of the document's history; `view` nothing, it changes what is
 * seen; `world` nothing, it reaches outside (files, processes).
 */
export type UndoPolicy = 'step' | 'view' | 'world';

export type ActionGroup = 'file' | 'edit' | 'arrange' | 'view' | 'run' | 'help';

/** One thing a person can do. Menus, toolbar, command palette, keys and the `?` sheet all read the one registry. */
export interface Action {
  readonly id: string;
  /** A key of the locale files. */
  readonly label: string;
  readonly group: ActionGroup;
  readonly icon?: LucideIcon;
  /** `Mod+Shift+Z`: Mod is Command on a Mac, Ctrl elsewhere. The first is shown. */
  readonly keys?: readonly string[];
  /** The keys work while the focus is in a text field too. */
  readonly global?: boolean;
  readonly undo: UndoPolicy;
  /** True, or the key of the reason why not. */
  readonly enabled: () => true | string;
  /** For actions that switch something. */
  readonly checked?: () => boolean;
  /** More about what it would do: the step that undo takes back. */
  readonly detail?: () => string;
  readonly run: () => void;
}
