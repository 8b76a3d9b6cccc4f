/** What the checker's worker last said, and the graph it saw. Results of old revisions never get here. */
import { create } from 'zustand';
import type { Diagnostic } from '../../engine/check/types.ts';
import type { BindingOrigin } from '../../engine/graph/types.ts';

export interface BindingSummary {
  readonly to: string;
  readonly origin: BindingOrigin;
}

export interface Checked {
  readonly revision: number;
  readonly target: string;
  readonly diagnostics: readonly Diagnostic[];
  /** By flat `COMPONENT.PORT` of the required side. */
  readonly bindings: Readonly<Record<string, readonly BindingSummary[]>>;
  /** Flat names of components that end up in the image. */
  readonly linked: readonly string[];
  readonly inits: readonly string[];
  /** Required ports that have a wire or a default, by flat component, of those that options ask about. */
  readonly wired: Readonly<Record<string, readonly string[]>>;
  /** How long it took, milliseconds. */
  readonly took: number;
}

/** A composition without components: that nothing boots yet is no mistake. */
const NOTHING = 'UL0108';

/** `checked` for a composition that may be empty: an empty canvas does not complain about itself. */
export const calm = (checked: Checked, empty: boolean): Checked =>
  empty
    ? {
        ...checked,
        diagnostics: checked.diagnostics.map((found) =>
          found.code === NOTHING ? { ...found, severity: 'info' } : found,
        ),
      }
    : checked;

/** `next` with what equals its predecessor replaced by it, so that what is drawn from it is not drawn again. */
export const steady = (before: Checked, next: Checked): Checked =>
  JSON.stringify(before.wired) === JSON.stringify(next.wired) ? { ...next, wired: before.wired } : next;

export const useChecks = create<Checked>()(() => ({
  revision: -1,
  target: '',
  diagnostics: [],
  bindings: {},
  linked: [],
  inits: [],
  wired: {},
  took: 0,
}));
