/** Props of the dialogs. Plain data and callbacks; text comes from the `dialogs.*` keys of the locales. */
import type { DirectoryEntry, TemplateInfo } from '../../engine/contract.ts';

interface DialogProps {
  readonly open: boolean;
  /** Esc, the close button, a click outside. */
  readonly onClose: () => void;
}

/** What a template's picture needs of a microlib; undefined for unknown ones. */
export interface MicrolibLook {
  readonly title: string;
  /** A CSS colour: its category's. */
  readonly colour: string;
  /** API names, to draw the likely wires. */
  readonly provides: readonly string[];
  readonly requires: readonly string[];
}

export interface GalleryProps extends DialogProps {
  readonly templates: readonly TemplateInfo[];
  readonly recents: readonly { readonly path: string; readonly label: string; readonly name: string }[];
  readonly look: (microlib: string) => MicrolibLook | undefined;
  /** A template's name, or null for an empty composition. */
  readonly onCreate: (template: string | null) => void;
  readonly onOpenRecent: (path: string) => void;
  readonly onOpenFile: () => void;
}

export interface FilePickerProps extends DialogProps {
  readonly mode: 'open' | 'save' | 'export' | 'file' | 'folder';
  /** The folder to begin in; the workspace root when absent. */
  readonly start?: string;
  /** As `fs.list`: without a path, the workspace root. */
  readonly list: (
    path?: string,
  ) => Promise<{ readonly path: string; readonly parent: string | null; readonly entries: readonly DirectoryEntry[] }>;
  /** File name proposed when saving: `web-server.uniloom`. */
  readonly suggested?: string;
  /** Appended on save where the name has none; without the dot. `uniloom` when absent. */
  readonly extension?: string;
  /** `overwrite` is true when the user agreed to replace what is there. */
  readonly onPick: (path: string, overwrite: boolean) => void;
}

export interface TrustDialogProps extends DialogProps {
  /** The folder as people read it. */
  readonly folder: string;
  readonly onTrust: () => void;
}

export interface UnsavedDialogProps extends DialogProps {
  /** Name of the composition. */
  readonly name: string;
  /** Labels of files with unsaved changes besides it. */
  readonly files?: readonly string[];
  readonly onSave: () => void;
  readonly onDiscard: () => void;
}

export interface ReplaceDialogProps extends DialogProps {
  /** The file's name. */
  readonly name: string;
  readonly onReplace: () => void;
}

export interface RestoreDialogProps extends DialogProps {
  readonly name: string;
  /** How many edits the draft journal holds, where known. */
  readonly edits?: number;
  readonly onRestore: () => void;
  readonly onDiscard: () => void;
}

export interface ConflictDialogProps extends DialogProps {
  readonly name: string;
  /** The file is gone rather than changed. */
  readonly deleted?: boolean;
  /** Both texts, for the comparison; absent while not loaded. */
  readonly compare?: { readonly mine: string; readonly theirs: string } | null;
  readonly onReload: () => void;
  /** Asks for `compare` to be filled. */
  readonly onCompare: () => void;
  readonly onOverwrite: () => void;
}

export interface AboutDialogProps extends DialogProps {
  readonly version: string;
  readonly shell: string;
  readonly platform: string;
}

export interface ShortcutsSheetProps extends DialogProps {
  readonly shortcuts: readonly { readonly label: string; readonly shortcut: string; readonly group?: string }[];
}
