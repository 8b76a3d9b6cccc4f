/** Undo, and what is done with the selection. */
import * as icon from 'lucide-react';
import { redoLabel, undoLabel } from '../../../engine/model/history.ts';
import { canvasApi } from '../../canvas/api.ts';
import { openCompletion } from '../../state/completion.ts';
import { duplicateSelected, removeSelected } from '../../state/compose.ts';
import { redo, undo, useDocument } from '../../state/document.ts';
import { openQuickFix } from '../../state/quickFix.ts';
import { select, setUi, useUi } from '../../state/ui.ts';
import { reach } from '../arrange.ts';
import { stepLabel } from '../labels.ts';
import type { Action } from '../types.ts';
import { all, chosen, chosenAny, editable, opened, populated } from '../when.ts';

const chain = (way: 'up' | 'down') => () =>
  select(reach(useUi.getState().nodes, useDocument.getState().composition.wires, way));

export const edit: readonly Action[] = [
  {
    id: 'edit.undo',
    label: 'action.undo',
    group: 'edit',
    icon: icon.Undo2,
    keys: ['Mod+Z'],
    undo: 'view',
    enabled: () => undoLabel(useDocument.getState().history) !== null || 'reason.nothingToUndo',
    detail: () => stepLabel(undoLabel(useDocument.getState().history)),
    run: undo,
  },
  {
    id: 'edit.redo',
    label: 'action.redo',
    group: 'edit',
    icon: icon.Redo2,
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    undo: 'view',
    enabled: () => redoLabel(useDocument.getState().history) !== null || 'reason.nothingToRedo',
    detail: () => stepLabel(redoLabel(useDocument.getState().history)),
    run: redo,
  },
  {
    id: 'edit.duplicate',
    label: 'action.duplicate',
    group: 'edit',
    icon: icon.CopyPlus,
    keys: ['Mod+D'],
    undo: 'step',
    enabled: all(editable, chosen),
    run: duplicateSelected,
  },
  {
    id: 'edit.delete',
    label: 'action.delete',
    group: 'edit',
    icon: icon.Trash2,
    keys: ['Delete', 'Backspace'],
    undo: 'step',
    enabled: all(editable, chosenAny),
    run: removeSelected,
  },
  {
    id: 'edit.selectAll',
    label: 'action.selectAll',
    group: 'edit',
    icon: icon.BoxSelect,
    keys: ['Mod+A'],
    undo: 'view',
    enabled: populated,
    run: () =>
      select(
        canvasApi()
          ?.boxes()
          .map(({ name }) => name) ?? [],
      ),
  },
  {
    id: 'edit.selectDown',
    label: 'action.selectDown',
    group: 'edit',
    icon: icon.ArrowRightFromLine,
    keys: ['Mod+Shift+ArrowRight'],
    undo: 'view',
    enabled: chosen,
    run: chain('down'),
  },
  {
    id: 'edit.selectUp',
    label: 'action.selectUp',
    group: 'edit',
    icon: icon.ArrowLeftFromLine,
    keys: ['Mod+Shift+ArrowLeft'],
    undo: 'view',
    enabled: chosen,
    run: chain('up'),
  },
  {
    id: 'edit.complete',
    label: 'action.complete',
    group: 'edit',
    icon: icon.Sparkle,
    keys: ['Mod+Shift+Enter'],
    global: true,
    undo: 'step',
    enabled: all(editable, populated),
    run: openCompletion,
  },
  {
    id: 'edit.quickFix',
    label: 'action.quickFix',
    group: 'edit',
    icon: icon.Lightbulb,
    keys: ['Mod+.'],
    global: true,
    undo: 'step',
    enabled: all(opened, populated),
    run: openQuickFix,
  },
  {
    id: 'edit.add',
    label: 'action.addComponent',
    group: 'edit',
    icon: icon.Plus,
    keys: ['/'],
    undo: 'view',
    enabled: editable,
    run: () => {
      setUi({ paletteFolded: false });
      requestAnimationFrame(() => document.getElementById('palette-search')?.focus());
    },
  },
];
