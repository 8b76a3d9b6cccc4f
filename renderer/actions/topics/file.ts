/** Files: new, open, save, export. */
import * as icon from 'lucide-react';
import { createFrom, openWithPicker, save } from '../../state/session.ts';
import { setUi } from '../../state/ui.ts';
import type { Action } from '../types.ts';
import { all, always, editable, opened, unsaved } from '../when.ts';
import { run } from './attempt.ts';

export const file: readonly Action[] = [
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
