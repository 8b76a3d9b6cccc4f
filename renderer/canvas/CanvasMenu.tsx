/** The context menu of the canvas: for what is under the pointer, from the action registry. */
import { ContextMenu } from '@base-ui/react/context-menu';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { action } from '../actions/registry.ts';
import { ActionItem } from '../app/AppMenu.tsx';
import { select, setUi, useUi } from '../state/ui.ts';

/** A null is a line between. */
const ON_NODE = [
  'edit.quickFix',
  'edit.complete',
  null,
  'edit.duplicate',
  'edit.delete',
  null,
  'edit.selectDown',
  'edit.selectUp',
  null,
  'view.fitSelection',
] as const;
const ON_NODES = [
  'edit.duplicate',
  'edit.delete',
  null,
  'arrange.left',
  'arrange.top',
  'arrange.distribute.x',
  'arrange.distribute.y',
  null,
  'view.fitSelection',
] as const;
const ON_WIRE = ['edit.quickFix', 'edit.delete'] as const;
const ON_CANVAS = [
  'edit.add',
  'edit.complete',
  'edit.selectAll',
  null,
  'edit.undo',
  'edit.redo',
  null,
  'arrange.layout',
  'view.fit',
  'view.zoomOne',
] as const;

/** What the pointer is on is selected first, where it is not; a selection that it belongs to stays. */
export function aim(on: { readonly node?: string; readonly wire?: number | null }): void {
  const { nodes, wires } = useUi.getState();
  setUi({ port: null, quickAdd: null });
  if (on.node !== undefined) {
    if (!nodes.includes(on.node)) select([on.node]);
  } else if (on.wire != null) {
    if (!wires.includes(on.wire)) select([], [on.wire]);
  } else select([]);
}

function Items() {
  const nodes = useUi((state) => state.nodes.length);
  const wires = useUi((state) => state.wires.length);
  const ids = nodes > 1 ? ON_NODES : nodes > 0 ? ON_NODE : wires > 0 ? ON_WIRE : ON_CANVAS;
  return ids.map((id, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the list is a constant
    if (id === null) return <ContextMenu.Separator key={index} className="popup-line" />;
    const found = action(id);
    return found === undefined ? null : <ActionItem key={id} action={found} />;
  });
}

/** The canvas with its menu. */
export function CanvasMenu({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger className="canvas-area">{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Positioner className="popup-layer">
          <ContextMenu.Popup className="popup menu" aria-label={t('canvas.menu')} data-testid="canvas-menu">
            <Items />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
