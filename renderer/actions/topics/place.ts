/** Where nodes stand: layout, aligning, distributing, nudging. */
import * as icon from 'lucide-react';
import { layoutAll } from '../../canvas/layout.ts';
import { useUi } from '../../state/ui.ts';
import { align, distribute, nudge } from '../arrange.ts';
import type { Action } from '../types.ts';
import { all, editable, populated, severalChosen } from '../when.ts';
import { run } from './attempt.ts';

export const arrange: readonly Action[] = [
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
