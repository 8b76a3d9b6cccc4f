/** What quick fixes are about: the problem, port, option, wire or component that a person is at. */
import type { Diagnostic, Place } from '../../engine/check/types.ts';
import { BOARD } from '../../engine/model/types.ts';
import { findingsAt } from '../dock/problems.ts';
import { useChecks } from './checks.ts';
import { currentTree, useOptions } from './options.ts';
import { setUi, useUi } from './ui.ts';

interface Target {
  readonly about: Place | null;
  readonly element: Element | null;
}

const byTestId = (id: string): Element | null => document.querySelector(`[data-testid="${CSS.escape(id)}"]`);

/** What the keys are at, most exact first. */
function target(): Target {
  const { port, wires, nodes } = useUi.getState();
  if (document.activeElement?.closest('[role=tree]')?.getAttribute('data-testid') === 'options-tree') {
    const key = useOptions.getState().current ?? '';
    const node = currentTree().byKey.get(key);
    const component = node === undefined || node.kind === 'board' ? BOARD : node.component;
    const option = node?.kind === 'option' ? node.info.name : undefined;
    return { about: { component, ...(option === undefined ? {} : { option }) }, element: byTestId(key) };
  }
  if (port !== null)
    return { about: { component: port.node, port: port.port }, element: byTestId(`port-${port.node}-${port.port}`) };
  const [wire] = wires;
  if (wire !== undefined) return { about: { wire }, element: document.querySelector('.react-flow__edge.selected') };
  const [component] = nodes;
  if (component !== undefined) return { about: { component }, element: byTestId(`node-${component}`) };
  return { about: null, element: null };
}

/** Offers fixes for these findings beside an element, or in the middle of the canvas. */
export function offerFixes(diagnostics: readonly Diagnostic[], beside: Element | null): void {
  const box = (beside ?? byTestId('canvas'))?.getBoundingClientRect();
  const anchor =
    box === undefined
      ? { x: 200, y: 200, width: 0, height: 0 }
      : beside === null
        ? { x: box.x + box.width / 2 - 200, y: box.y + 80, width: 0, height: 0 }
        : { x: box.x, y: box.y, width: box.width, height: box.height };
  setUi({ quickFix: { anchor, diagnostics } });
}

/** Offers fixes for what the keys are at; where nothing is chosen, for all problems. */
export function openQuickFix(): void {
  const { about, element } = target();
  const { diagnostics } = useChecks.getState();
  offerFixes(
    about === null ? diagnostics.filter(({ severity }) => severity !== 'info') : findingsAt(diagnostics, about),
    element,
  );
}
