/** Aligning and distributing the selected nodes, and moving them by keys. */
import { BOARD, type Position } from '../../engine/model/types.ts';
import { canvasApi } from '../canvas/api.ts';
import { moveTo } from '../state/compose.ts';
import { useUi } from '../state/ui.ts';

export type Edge = 'left' | 'right' | 'top' | 'bottom';

interface Box extends Position {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

const chosenBoxes = (): Box[] => {
  const boxes = canvasApi()?.boxes() ?? [];
  const { nodes } = useUi.getState();
  return boxes.filter(({ name }) => nodes.includes(name));
};

/** Where boxes go so that their `edge`s are in line. */
export function aligned(boxes: readonly Box[], edge: Edge): Record<string, Position> {
  const lefts = Math.min(...boxes.map(({ x }) => x));
  const rights = Math.max(...boxes.map(({ x, width }) => x + width));
  const tops = Math.min(...boxes.map(({ y }) => y));
  const bottoms = Math.max(...boxes.map(({ y, height }) => y + height));
  return Object.fromEntries(
    boxes.map(({ name, x, y, width, height }) => {
      const to = { left: lefts, right: rights - width, top: tops, bottom: bottoms - height }[edge];
      return [name, edge === 'left' || edge === 'right' ? { x: to, y } : { x, y: to }];
    }),
  );
}

/** Where boxes go so that the gaps between them are equal; the outer two stay. */
export function distributed(boxes: readonly Box[], axis: 'x' | 'y'): Record<string, Position> {
  const size = axis === 'x' ? 'width' : 'height';
  const sorted = [...boxes].sort((a, b) => a[axis] - b[axis]);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return {};
  const room = last[axis] + last[size] - first[axis] - sorted.reduce((sum, box) => sum + box[size], 0);
  const gap = room / Math.max(sorted.length - 1, 1);
  let at = first[axis];
  return Object.fromEntries(
    sorted.map((box) => {
      const place = { x: box.x, y: box.y, [axis]: at };
      at += box[size] + gap;
      return [box.name, place];
    }),
  );
}

export const align = (edge: Edge): void => moveTo(aligned(chosenBoxes(), edge));
export const distribute = (axis: 'x' | 'y'): void => moveTo(distributed(chosenBoxes(), axis));

/** Moves the selection by so much; the board too, when it is selected. */
export function nudge(dx: number, dy: number): void {
  const boxes = chosenBoxes();
  if (boxes.length > 0) moveTo(Object.fromEntries(boxes.map(({ name, x, y }) => [name, { x: x + dx, y: y + dy }])));
}

/** Selects everything that the selection requires (`down`) or that requires it (`up`). */
export function reach(
  start: readonly string[],
  wires: readonly { readonly from: string; readonly to: string }[],
  way: 'up' | 'down',
): string[] {
  const found = new Set(start);
  const name = (ref: string) => ref.slice(0, ref.indexOf('.'));
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to } of wires) {
      const [near, far] = way === 'down' ? [name(from), name(to)] : [name(to), name(from)];
      if (!found.has(near) || found.has(far)) continue;
      found.add(far);
      grown = true;
    }
  }
  found.delete(way === 'down' && !start.includes(BOARD) ? BOARD : '');
  return [...found];
}
