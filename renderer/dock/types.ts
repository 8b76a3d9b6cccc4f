/**
 * Props of the dock's panels. Plain data and callbacks: no panel knows the store or the engine, so each can be shown,
 * tested and photographed alone. Text comes from the `dock.*` and `diagnostics.*` keys of the locales.
 */
import type { ReactNode, Ref } from 'react';
import type { Diagnostic, Fix, Place } from '../../engine/check/types.ts';
import type { FileInfo, Forward, JobKind, JobState, SizeReport, TimelineEntry, Trace } from '../../engine/contract.ts';

export type ThemeName = 'light' | 'dark';

/** A CSS colour (usually `var(--c-…)`) for a component, or null for what has none (`(runtime)`). */
export type ColourOf = (component: string) => string | null;

// ---------------------------------------------------------------------------------------------------------- console

export interface ConsoleRun {
  /** The job's id. */
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  /** Tab text: "hello · microvm", "build · release". */
  readonly title: string;
  /** Header line, dot-separated: machine, accelerator, memory, address. Empty while unknown. */
  readonly header: readonly string[];
  /** Ports of the host that lead to the guest. */
  readonly forwards?: readonly Forward[];
}

/** Where a run's text comes from. `text` and `subscribe` are called in the same tick, so that nothing falls between. */
export interface ConsoleSource {
  /** All that the job has put out so far. */
  text(jobId: string): string;
  /** Every later piece, in order. Returns the function that ends the subscription. */
  subscribe(jobId: string, onData: (data: string) => void): () => void;
}

export interface ConsolePanelProps {
  /** Newest last. */
  readonly runs: readonly ConsoleRun[];
  readonly active: string | null;
  readonly theme: ThemeName;
  readonly source: ConsoleSource;
  /** Lines kept per run; 10,000 when absent. */
  readonly scrollback?: number;
  readonly onSelect: (jobId: string) => void;
  /** Removes a finished run's tab. */
  readonly onClose: (jobId: string) => void;
  readonly onCancel: (jobId: string) => void;
  /** What the user types, for the guest. Called for running boots only. */
  readonly onInput: (jobId: string, data: string) => void;
  /** The run's text without escapes, to be written to a file; absent: the browser downloads it. */
  readonly onSave?: (text: string, suggestedName: string) => void;
  /** http and https only; absent: a new window. */
  readonly onOpenLink?: (url: string) => void;
  /** Opens a forwarded port in the user's browser; absent: the link is followed. */
  readonly onBrowse?: ((jobId: string, hostPort: number) => void) | undefined;
}

// --------------------------------------------------------------------------------------------------------- timeline

export interface TimelinePanelProps {
  readonly entries: readonly TimelineEntry[];
  /** A machine is on its way, or runs. */
  readonly running?: boolean;
  readonly colour: ColourOf;
  readonly onOpen?: (component: string) => void;
}

// ------------------------------------------------------------------------------------------------------------ trace

export interface TracePanelProps {
  readonly trace: Trace;
  readonly colour: ColourOf;
  /** Shows the wire with this index. */
  readonly onOpen?: (wire: number) => void;
}

// --------------------------------------------------------------------------------------------------------- problems

export interface ProblemsPanelProps {
  readonly diagnostics: readonly Diagnostic[];
  /** Centres and focuses the place: a port, an option, a file's line. */
  readonly onOpen: (at: Place, diagnostic: Diagnostic) => void;
  /** Fixes of a finding, the best first; `trying`: better ones may be known in a moment. */
  readonly fixesOf: (diagnostic: Diagnostic) => { readonly fixes: readonly Fix[]; readonly trying: boolean };
  /** Somebody looks at a finding: its fixes are wanted. */
  readonly onLook: (diagnostic: Diagnostic) => void;
  /** Applies one fix as one undo step. */
  readonly onFix: (fix: Fix) => void;
  /** Offers the fixes of one finding as a list beside `element`. */
  readonly onQuickFix: (diagnostic: Diagnostic, element: Element) => void;
  /** Adds all that is missing. */
  readonly onComplete: () => void;
  /** Why fixes cannot be applied (read-only document), else null. */
  readonly readOnly?: string | null;
}

// ------------------------------------------------------------------------------------------------------------ files

export interface FileText {
  readonly text: string;
  readonly version: string;
  /** An emitted file's text in the emission before: shown as a diff when it differs. */
  readonly previous?: string | null;
}

/** Reveal a place. A new object each time, so that the same place can be asked for twice. */
export interface OpenRequest {
  /** `FileInfo.id`, `FileInfo.label`, or a path as diagnostics give it. */
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
}

/** What the unsaved-changes guard needs. */
export interface FilesHandle {
  /** Ids of files with unsaved changes. */
  dirty(): readonly string[];
  /** Rejects with the first failure; what was saved stays saved. */
  saveAll(): Promise<void>;
  discardAll(): void;
}

export interface FilesPanelProps {
  readonly files: readonly FileInfo[];
  readonly theme: ThemeName;
  readonly read: (id: string) => Promise<FileText>;
  /** Rejects on a conflict; the panel shows the message and keeps the text. */
  readonly save: (id: string, text: string, version: string) => Promise<{ readonly version: string }>;
  readonly diagnostics: readonly Diagnostic[];
  readonly openRequest?: OpenRequest | null;
  /** Changes when read-only files may have changed (an edit, a build): they are read again. */
  readonly revision?: number | string;
  readonly onDirtyChange?: (ids: readonly string[]) => void;
  /** Copies a component's sources into the composition, so that they can be edited. */
  readonly onAdopt?: (component: string) => void;
  /** Why `onAdopt` is not possible now, else null. */
  readonly adoptDisabled?: string | null;
  readonly handle?: Ref<FilesHandle>;
}

// ------------------------------------------------------------------------------------------------------------ sizes

export interface SizesPanelProps {
  readonly report: SizeReport | null;
  /** The report before, for deltas. */
  readonly previous?: SizeReport | null;
  /** What each component's init claimed at the last boot, in bytes. */
  readonly heaps?: ReadonlyMap<string, number>;
  /** "x86_64/microvm · release"; shown beside the sum. */
  readonly caption?: string;
  readonly colour: ColourOf;
  readonly onOpen?: (component: string) => void;
  /** The pointer rests on a component, or on none. */
  readonly onPoint?: (component: string | null) => void;
  /** Offered where there is no report yet. */
  readonly onBuild?: () => void;
  /** Why `onBuild` is not possible now, else null. */
  readonly buildDisabled?: string | null;
}

// ----------------------------------------------------------------------------------------------------------- export

export interface Exporter {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  /** With or without its dot. */
  readonly extension: string;
  /** Whether it has a preview as text. */
  readonly text: boolean;
}

export interface ExportPanelProps {
  readonly exporters: readonly Exporter[];
  readonly preview: (kind: string) => Promise<{ readonly text: string | null; readonly note: string }>;
  /** Asks where, writes, answers with what was written; null when the user cancelled. */
  readonly onWrite: (kind: string) => Promise<{ readonly path: string; readonly bytes: number } | null>;
  /** Changes when previews are out of date. */
  readonly revision?: number | string;
  /** Why nothing can be exported now (errors, not trusted), else null. */
  readonly disabled?: string | null;
}

// ------------------------------------------------------------------------------------------------------------- dock

export type DockTab = 'console' | 'problems' | 'files' | 'sizes' | 'trace' | 'export';
export const DOCK_TABS: readonly DockTab[] = ['console', 'problems', 'files', 'sizes', 'trace', 'export'];

export interface DockProps {
  readonly tab: DockTab;
  readonly onTab: (tab: DockTab) => void;
  readonly problems: { readonly errors: number; readonly warnings: number };
  /** Files with unsaved changes. */
  readonly dirtyFiles?: number;
  /** Folded to the tab strip. */
  readonly folded: boolean;
  readonly onFold: (folded: boolean) => void;
  /** Fills the window's height. */
  readonly tall?: boolean;
  readonly onTall?: (tall: boolean) => void;
  /** All stay mounted once shown, so that a console keeps its text and an editor its cursor. */
  readonly panels: Readonly<Record<DockTab, ReactNode>>;
  /** Beside the console. */
  readonly timeline: ReactNode;
}
