/** Where things stand on the canvas. Looking and moving change nothing of the program. */

import { put } from './command-parts.ts';
import type { Change } from './edits.ts';
import type { Composition, Layout, Position } from './types.ts';

/** Top-left corners, in canvas pixels; rounded, because the file is read by people. */
export function moveNodes(composition: Composition, positions: { readonly [name: string]: Position }): Change {
  const names = Object.keys(positions);
  const round = (at: Position): Position => ({ x: Math.round(at.x), y: Math.round(at.y) });
  const rounded = Object.fromEntries(Object.entries(positions).map(([name, at]) => [name, round(at)]));
  const label = names.length === 1 ? `Move ${names[0]}` : `Move ${names.length} nodes`;
  if (composition.layout.nodes === undefined)
    return { label, edits: names.length === 0 ? [] : put(composition, ['layout', 'nodes'], rounded) };
  return {
    label,
    edits: Object.entries(rounded).flatMap(([name, at]) => put(composition, ['layout', 'nodes', name], at)),
  };
}

/** Not part of undo in the app: looking elsewhere changes nothing. */
export function setViewport(composition: Composition, viewport: NonNullable<Layout['viewport']>): Change {
  return { label: 'Move view', edits: put(composition, ['layout', 'viewport'], viewport) };
}
