/** The one registry of actions. */
import * as icon from 'lucide-react';
import { redoLabel, undoLabel } from '../../engine/model/history.ts';
import { canvasApi } from '../canvas/api.ts';
import { layoutAll } from '../canvas/layout.ts';
import { duplicateSelected, removeSelected } from '../state/compose.ts';
import { redo, undo, useDocument } from '../state/document.ts';
import { attempt, createFrom, openWithPicker, save, start, stop } from '../state/session.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { select, setUi, useUi } from '../state/ui.ts';
import { useTheme } from '../theme/theme.ts';
import { align, distribute, nudge, reach } from './arrange.ts';
import { stepLabel } from './labels.ts';
import type { Action } from './types.ts';
import {
  all,
  always,
  chosen,
  chosenAny,
  editable,
  idle,
  opened,
  populated,
  running,
  severalChosen,
  unsaved,
} from './when.ts';

const run = (work: () => Promise<unknown>) => () => void attempt(async () => void (await work()));
const fold = (key: 'paletteFolded' | 'inspectorFolded' | 'dockFolded') => () =>
  setUi((state) => ({ [key]: !state[key] }));
const chain = (way: 'up' | 'down') => () =>
  select(reach(useUi.getState().nodes, useDocument.getState().composition.wires, way));

const file: readonly Action[] = [
  {
    id: 'file.new',
    label: 'action.new',
    group: 'file',
    icon: icon.LayoutTemplate,
    keys: ['Mod+Alt+N'],
    undo: 'world',
    enabled: always,
    run: () => setUi({ dialog: 'gallery' }),
  },
  {
    id: 'file.empty',
    label: 'action.newEmpty',
    group: 'file',
    icon: icon.FilePlus2,
    undo: 'world',
    enabled: always,
    run: () => createFrom(null),
  },
  {
    id: 'file.open',
    label: 'action.open',
    group: 'file',
    icon: icon.FolderOpen,
    keys: ['Mod+O'],
    global: true,
    undo: 'world',
    enabled: always,
    run: openWithPicker,
  },
  {
    id: 'file.save',
    label: 'action.save',
    group: 'file',
    icon: icon.Save,
    keys: ['Mod+S'],
    global: true,
    undo: 'world',
    enabled: all(editable, unsaved),
    run: run(() => save()),
  },
  {
    id: 'file.saveAs',
    label: 'action.saveAs',
    group: 'file',
    icon: icon.SaveAll,
    keys: ['Mod+Shift+S'],
    global: true,
    undo: 'world',
    enabled: opened,
    run: run(() => save(true)),
  },
  {
    id: 'file.export',
    label: 'action.export',
    group: 'file',
    icon: icon.Share,
    undo: 'world',
    enabled: opened,
    run: () => setUi({ dock: 'export', dockFolded: false }),
  },
];

const edit: readonly Action[] = [
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

const arrange: readonly Action[] = [
  {
    id: 'arrange.layout',
    label: 'action.layout',
    group: 'arrange',
    icon: icon.Network,
    keys: ['Mod+Shift+L'],
    undo: 'step',
    enabled: all(editable, populated),
    run: run(layoutAll),
  },
  ...(
    [
      ['left', icon.AlignStartVertical],
      ['right', icon.AlignEndVertical],
      ['top', icon.AlignStartHorizontal],
      ['bottom', icon.AlignEndHorizontal],
    ] as const
  ).map(
    ([edge, glyph]): Action => ({
      id: `arrange.${edge}`,
      label: `action.align.${edge}`,
      group: 'arrange',
      icon: glyph,
      undo: 'step',
      enabled: all(editable, severalChosen),
      run: () => align(edge),
    }),
  ),
  ...(
    [
      ['x', icon.AlignHorizontalSpaceAround],
      ['y', icon.AlignVerticalSpaceAround],
    ] as const
  ).map(
    ([axis, glyph]): Action => ({
      id: `arrange.distribute.${axis}`,
      label: `action.distribute.${axis}`,
      group: 'arrange',
      icon: glyph,
      undo: 'step',
      enabled: all(editable, severalChosen),
      run: () => distribute(axis),
    }),
  ),
  ...(
    [
      ['Left', -1, 0],
      ['Right', 1, 0],
      ['Up', 0, -1],
      ['Down', 0, 1],
    ] as const
  ).map(
    ([way, x, y]): Action => ({
      id: `arrange.nudge.${way.toLowerCase()}`,
      label: `action.nudge.${way.toLowerCase()}`,
      group: 'arrange',
      keys: [`Alt+Arrow${way}`],
      undo: 'step',
      enabled: all(editable, () => useUi.getState().nodes.length > 0 || 'reason.nothingSelected'),
      run: () => nudge(10 * x, 10 * y),
    }),
  ),
];

const view: readonly Action[] = [
  {
    id: 'view.fit',
    label: 'action.fit',
    group: 'view',
    icon: icon.Maximize,
    keys: ['Shift+1', 'f'],
    undo: 'view',
    enabled: populated,
    run: () => canvasApi()?.fit(),
  },
  {
    id: 'view.fitSelection',
    label: 'action.fitSelection',
    group: 'view',
    icon: icon.Scan,
    keys: ['Shift+2'],
    undo: 'view',
    enabled: () => useUi.getState().nodes.length > 0 || 'reason.nothingSelected',
    run: () => canvasApi()?.fit(useUi.getState().nodes),
  },
  {
    id: 'view.zoomIn',
    label: 'action.zoomIn',
    group: 'view',
    icon: icon.ZoomIn,
    keys: ['Mod+=', 'Mod++'],
    undo: 'view',
    enabled: always,
    run: () => canvasApi()?.zoom('in'),
  },
  {
    id: 'view.zoomOut',
    label: 'action.zoomOut',
    group: 'view',
    icon: icon.ZoomOut,
    keys: ['Mod+-'],
    undo: 'view',
    enabled: always,
    run: () => canvasApi()?.zoom('out'),
  },
  {
    id: 'view.zoomOne',
    label: 'action.zoomOne',
    group: 'view',
    keys: ['Mod+0'],
    undo: 'view',
    enabled: always,
    run: () => canvasApi()?.zoom('one'),
  },
  {
    id: 'view.palette',
    label: 'action.togglePalette',
    group: 'view',
    icon: icon.PanelLeft,
    keys: ['Mod+1'],
    undo: 'view',
    enabled: always,
    checked: () => !useUi.getState().paletteFolded,
    run: fold('paletteFolded'),
  },
  {
    id: 'view.inspector',
    label: 'action.toggleInspector',
    group: 'view',
    icon: icon.PanelRight,
    keys: ['Mod+2'],
    undo: 'view',
    enabled: always,
    checked: () => !useUi.getState().inspectorFolded,
    run: fold('inspectorFolded'),
  },
  {
    id: 'view.dock',
    label: 'action.toggleDock',
    group: 'view',
    icon: icon.PanelBottom,
    keys: ['Mod+J'],
    global: true,
    undo: 'view',
    enabled: always,
    checked: () => !useUi.getState().dockFolded,
    run: fold('dockFolded'),
  },
  {
    id: 'view.board',
    label: 'action.openBoard',
    group: 'view',
    icon: icon.CircuitBoard,
    undo: 'view',
    enabled: populated,
    checked: () => useUi.getState().boardOpen,
    run: () => setUi((state) => ({ boardOpen: !state.boardOpen, nodes: ['board'], wires: [] })),
  },
  {
    id: 'view.problems',
    label: 'action.showProblems',
    group: 'view',
    icon: icon.CircleAlert,
    keys: ['Mod+Shift+M'],
    global: true,
    undo: 'view',
    enabled: opened,
    run: () => setUi({ dock: 'problems', dockFolded: false }),
  },
  {
    id: 'view.theme',
    label: 'action.toggleTheme',
    group: 'view',
    icon: icon.SunMoon,
    undo: 'view',
    enabled: always,
    run: () => changeSettings({ theme: useTheme.getState().theme === 'dark' ? 'light' : 'dark' }),
  },
  {
    id: 'view.themeSystem',
    label: 'action.themeSystem',
    group: 'view',
    undo: 'view',
    enabled: always,
    checked: () => useSettings.getState().theme === 'system',
    run: () => changeSettings({ theme: 'system' }),
  },
];

const runs: readonly Action[] = [
  {
    id: 'run.boot',
    label: 'action.boot',
    group: 'run',
    icon: icon.Play,
    keys: ['F5', 'Mod+Enter'],
    global: true,
    undo: 'world',
    enabled: all(opened, populated, idle),
    run: run(() => start('boot')),
  },
  {
    id: 'run.build',
    label: 'action.build',
    group: 'run',
    icon: icon.Hammer,
    keys: ['Mod+B'],
    global: true,
    undo: 'world',
    enabled: all(opened, populated, idle),
    run: run(() => start('build')),
  },
  {
    id: 'run.stop',
    label: 'action.stop',
    group: 'run',
    icon: icon.Square,
    keys: ['Shift+F5'],
    global: true,
    undo: 'world',
    enabled: running,
    run: run(stop),
  },
];

const help: readonly Action[] = [
  {
    id: 'help.commands',
    label: 'action.commands',
    group: 'help',
    icon: icon.Command,
    keys: ['Mod+K', 'F1'],
    global: true,
    undo: 'view',
    enabled: always,
    run: () => setUi({ dialog: 'commands' }),
  },
  {
    id: 'help.shortcuts',
    label: 'action.shortcuts',
    group: 'help',
    icon: icon.Keyboard,
    keys: ['?'],
    undo: 'view',
    enabled: always,
    run: () => setUi({ dialog: 'shortcuts' }),
  },
  {
    id: 'help.about',
    label: 'action.about',
    group: 'help',
    icon: icon.Info,
    undo: 'view',
    enabled: always,
    run: () => setUi({ dialog: 'about' }),
  },
];

export const actions: readonly Action[] = [...file, ...edit, ...arrange, ...view, ...runs, ...help];

const byId = new Map(actions.map((action) => [action.id, action]));

export const action = (id: string): Action | undefined => byId.get(id);

/** Runs an action if it may be run now. */
export function perform(id: string): void {
  const found = byId.get(id);
  if (found?.enabled() === true) found.run();
}
