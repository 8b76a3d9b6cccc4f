/** Building and booting. */
import * as icon from 'lucide-react';
import { start, stop } from '../../state/session.ts';
import type { Action } from '../types.ts';
import { all, idle, opened, populated, running } from '../when.ts';
import { run } from './attempt.ts';

export const runs: readonly Action[] = [
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
