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
  /** How long it took, milliseconds. */
  readonly took: number;
}

export const useChecks = create<Checked>()(() => ({
  revision: -1,
  target: '',
  diagnostics: [],
  bindings: {},
  linked: [],
  inits: [],
  took: 0,
}));
