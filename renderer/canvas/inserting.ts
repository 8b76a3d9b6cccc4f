/** Dragging a component over a wire: which one it would be put on, and the drop. */
import type { Position } from '../../engine/model/types.ts';
import { insertMoved, type Slots, slotsForNode } from '../state/insert.ts';
import { setUi, useUi } from '../state/ui.ts';

/** Client coordinates. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Places looked at on each wire. */
const SAMPLES = 40;
/** How much of a node at each side does not count: a wire under its very edge is not meant. */
const RIM = 0.15;
const NONE: Slots = new Map();

/** The first of the wires of `slots` that runs through `area`; null where none does. */
export function wireIn(area: Area, slots: Slots): number | null {
  if (slots.size === 0) return null;
  for (const path of document.querySelectorAll<SVGPathElement>('.react-flow__edge-path[data-wire]')) {
    const index = Number(path.dataset['wire']);
    const screen = path.getScreenCTM();
    if (!slots.has(index) || screen === null) continue;
    const length = path.getTotalLength();
    for (let step = 0; step <= SAMPLES; step += 1) {
      const { x, y } = path.getPointAtLength((length * step) / SAMPLES).matrixTransform(screen);
      if (x >= area.left && x <= area.right && y >= area.top && y <= area.bottom) return index;
    }
  }
  return null;
}

/** Shows on which wire what is dragged would be put. */
export function showInsertion(index: number | null): void {
  if (useUi.getState().insertion !== index) setUi({ insertion: index });
}

let slots: Slots = NONE;

/** One node (or null: several) begins to be dragged. */
export function beginInsert(node: string | null): void {
  slots = node === null ? NONE : slotsForNode(node);
}

export function followInsert(node: string): void {
  if (slots.size === 0) return;
  const box = document.querySelector(`.react-flow__node[data-id="${CSS.escape(node)}"]`)?.getBoundingClientRect();
  if (box === undefined) return;
  const [x, y] = [box.width * RIM, box.height * RIM];
  showInsertion(wireIn({ left: box.left + x, right: box.right - x, top: box.top + y, bottom: box.bottom - y }, slots));
}

/** The drag is over: puts the node on the wire that was shown. @returns false where none was. */
export function dropOnWire(moved: readonly (readonly [string, Position])[]): boolean {
  const index = useUi.getState().insertion;
  const ports = index === null ? undefined : slots.get(index);
  const [only] = moved;
  slots = NONE;
  showInsertion(null);
  if (index === null || ports === undefined || only === undefined || moved.length > 1) return false;
  insertMoved(only[0], only[1], index, ports);
  return true;
}
