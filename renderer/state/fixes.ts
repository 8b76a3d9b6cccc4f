/**
 * Fixes that the checker's worker has tried before they are offered. It answers for one finding at a time and only for
 * its last result, so questions wait in a queue: what people look at first is asked first, and what a newer check has
 * overtaken is asked anew.
 */
import { useCallback } from 'react';
import { create } from 'zustand';
import type { Diagnostic, Fix } from '../../engine/check/types.ts';
import { useChecks } from './checks.ts';

interface FixesState {
  readonly revision: number;
  /** By index of the finding in the last result. */
  readonly known: ReadonlyMap<number, readonly Fix[]>;
}

const useKnown = create<FixesState>()(() => ({ revision: -1, known: new Map() }));

let queue: number[] = [];
let asked: { readonly revision: number; readonly index: number } | null = null;
let send: (revision: number, index: number) => void = () => {};

/** The worker's client gives the function that asks. */
export function onAsk(ask: typeof send): void {
  send = ask;
}

function next(): void {
  if (asked !== null) return;
  const index = queue.shift();
  if (index === undefined) return;
  asked = { revision: useChecks.getState().revision, index };
  send(asked.revision, index);
}

/** The worker's answer to the question that is open; null where it has moved on. */
export function told(fixes: readonly Fix[] | null): void {
  const about = asked;
  asked = null;
  if (about !== null && fixes !== null && about.revision === useChecks.getState().revision)
    useKnown.setState(({ revision, known }) => ({
      revision: about.revision,
      known: new Map(revision === about.revision ? known : []).set(about.index, fixes),
    }));
  next();
}

function want(index: number): void {
  const { revision, known } = useKnown.getState();
  if (revision === useChecks.getState().revision && known.has(index)) return;
  if (asked?.index === index && asked.revision === useChecks.getState().revision) return;
  if (!queue.includes(index)) queue.push(index);
  next();
}

useChecks.subscribe((now, before) => {
  if (now.revision !== before.revision) queue = [];
});

export interface Offer {
  readonly fixes: readonly Fix[];
  /** They are still being tried. */
  readonly trying: boolean;
}

const indexOf = (diagnostic: Diagnostic): number => useChecks.getState().diagnostics.indexOf(diagnostic);

/** Asks for the fixes of a finding, where the checker can be asked about it. */
export function wantFixes(diagnostic: Diagnostic): void {
  const index = indexOf(diagnostic);
  if (index >= 0) want(index);
}

/** What is known of the fixes of findings, the best first; what came with a finding until its fixes were tried. */
export function useOffers(): (diagnostic: Diagnostic) => Offer {
  const revision = useChecks((state) => state.revision);
  const state = useKnown();
  return useCallback(
    (diagnostic) => {
      const index = indexOf(diagnostic);
      const fixes = state.revision === revision ? state.known.get(index) : undefined;
      return fixes === undefined ? { fixes: diagnostic.fixes, trying: index >= 0 } : { fixes, trying: false };
    },
    [revision, state],
  );
}
