import { useMemo, useRef } from 'react';
import { useCatalog } from '../state/catalog.ts';
import { useChecks } from '../state/checks.ts';
import { useDocument } from '../state/document.ts';
import { useUi } from '../state/ui.ts';
import { type CanvasView, keepIdentity, makeView } from './view.ts';

/** The canvas's view of the document as it stands. */
export function useView(): CanvasView {
  const composition = useDocument((state) => state.composition);
  const catalog = useCatalog((state) => state.catalog);
  const target = useUi((state) => state.target);
  const checked = useChecks();
  const last = useRef<CanvasView | null>(null);
  return useMemo(() => {
    const view = keepIdentity(
      last.current,
      makeView(composition, catalog, target, checked, checked.target === target ? checked.diagnostics : []),
    );
    last.current = view;
    return view;
  }, [composition, catalog, target, checked]);
}
