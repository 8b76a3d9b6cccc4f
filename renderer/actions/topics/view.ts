/** What is seen: zoom, panels, theme. */
import * as icon from 'lucide-react';
import { canvasApi } from '../../canvas/api.ts';
import { changeSettings, useSettings } from '../../state/settings.ts';
import { setUi, useUi } from '../../state/ui.ts';
import { useTheme } from '../../theme/theme.ts';
import type { Action } from '../types.ts';
import { always, opened, populated } from '../when.ts';

const fold = (key: 'paletteFolded' | 'inspectorFolded' | 'dockFolded') => () =>
  setUi((state) => ({ [key]: !state[key] }));

/** Shows the options and gives them the keys, or folds them away. */
function toggleOptions(): void {
  const show = useUi.getState().optionsFolded;
  setUi({ optionsFolded: !show });
  if (show) requestAnimationFrame(() => document.getElementById('options-search')?.focus());
  else canvasApi()?.focus();
}

export const view: readonly Action[] = [
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
    id: 'view.options',
    label: 'action.toggleOptions',
    group: 'view',
    icon: icon.ListTree,
    keys: ['Mod+3'],
    global: true,
    undo: 'view',
    enabled: opened,
    checked: () => !useUi.getState().optionsFolded,
    run: toggleOptions,
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
