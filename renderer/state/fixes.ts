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
  /** The findings that the answers are about: those of one check. Another target is another check of the same revision. */
  readonly of: readonly Diagnostic[];
  /** By index of the finding. */
  readonly known: ReadonlyMap<number, readonly Fix[]>;
}

const useKnown = create<FixesState>()(() => ({ of: [], known: new Map() }));

let queue: number[] = [];
let asked: { readonly of: readonly Diagnostic[]; readonly index: number } | null = null;
let send: (revision: number, index: number) => void = () => {};

/** The worker's client gives the function that asks. */
export function onAsk(ask: typeof send): void {
  send = ask;
}

function next(): void {
  if (asked !== null) return;
  const index = queue.shift();
  if (index === undefined) return;
  const { revision, diagnostics } = useChecks.getState();
  asked = { of: diagnostics, index };
  send(revision, index);
}

/** The worker's answer to the question that is open; null where it has moved on. */
export function told(fixes: readonly Fix[] | null): void {
  const about = asked;
  asked = null;
  if (about !== null && fixes !== null && about.of === useChecks.getState().diagnostics)
    useKnown.setState(({ of, known }) => ({
      of: about.of,
      known: new Map(of === about.of ? known : []).set(about.index, fixes),
    }));
  next();
}

function want(index: number): void {
  const { diagnostics } = useChecks.getState();
  const { of, known } = useKnown.getState();
  if (of === diagnostics && known.has(index)) return;
  if (asked?.index === index && asked.of === diagnostics) return;
  if (!queue.includes(index)) queue.push(index);
  next();
}

useChecks.subscribe((now, before) => {
  if (now.diagnostics !== before.diagnostics) queue = [];
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
  const diagnostics = useChecks((state) => state.diagnostics);
  const { of, known } = useKnown();
  return useCallback(
    (diagnostic) => {
      const index = diagnostics.indexOf(diagnostic);
      const fixes = of === diagnostics ? known.get(index) : undefined;
      return fixes === undefined ? { fixes: diagnostic.fixes, trying: index >= 0 } : { fixes, trying: false };
    },
    [diagnostics, of, known],
  );
}
