/** The command palette, the keys, about. */
import * as icon from 'lucide-react';
import { setUi } from '../../state/ui.ts';
import type { Action } from '../types.ts';
import { always } from '../when.ts';

export const help: readonly Action[] = [
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
