import { useEffect } from 'react';
import { perform } from '../actions/registry.ts';
import { ProblemsPanel } from '../dock/ProblemsPanel.tsx';
import { compareDiagnostics } from '../dock/problems.ts';
import { applyEdits } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { useOffers, wantFixes } from '../state/fixes.ts';
import { goTo } from '../state/options.ts';
import { offerFixes } from '../state/quickFix.ts';
import { useUi } from '../state/ui.ts';
import { useDiagnostics } from './useDiagnostics.ts';

/** Findings of which the fixes are tried without anybody looking. */
const TRIED = 12;

/** The problems panel, fed from the stores. */
export function ProblemsHost() {
  const readOnly = useDocument((state) => state.info?.readOnly ?? null);
  const diagnostics = useDiagnostics();
  const fixesOf = useOffers();
  const shown = useUi((state) => state.dock === 'problems' && !state.dockFolded);
  useEffect(() => {
    if (shown) [...diagnostics].sort(compareDiagnostics).slice(0, TRIED).forEach(wantFixes);
  }, [shown, diagnostics]);
  return (
    <ProblemsPanel
      diagnostics={diagnostics}
      readOnly={readOnly}
      fixesOf={fixesOf}
      onLook={wantFixes}
      onOpen={goTo}
      onFix={(fix) => applyEdits(fix.title, fix.edits)}
      onQuickFix={(diagnostic, element) => offerFixes([diagnostic], element)}
      onComplete={() => perform('edit.complete')}
    />
  );
}
