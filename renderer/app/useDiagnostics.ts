import { useMemo } from 'react';
import type { Diagnostic } from '../../engine/check/types.ts';
import { useCatalog } from '../state/catalog.ts';
import { useChecks } from '../state/checks.ts';
import { useDocument } from '../state/document.ts';
import { useJobs } from '../state/jobs.ts';

/** Findings of the checker, of opening the file, and of the last build or boot. */
export function useDiagnostics(): readonly Diagnostic[] {
  const checked = useChecks((state) => state.diagnostics);
  const opening = useDocument((state) => state.opening);
  const broken = useCatalog((state) => state.catalog.diagnostics);
  const said = useJobs((state) => state.jobs.findLast(({ kind }) => kind !== 'export')?.diagnostics);
  return useMemo(() => {
    // A build says again what the checker knows.
    const known = new Set(checked.map(({ code, message }) => code + message));
    const late = (said ?? []).filter(({ code, message }) => !known.has(code + message));
    return [...checked, ...opening.filter(({ code, message }) => !known.has(code + message)), ...late, ...broken];
  }, [checked, opening, broken, said]);
}
