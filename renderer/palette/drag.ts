/** Dragging a microlib from the palette to the canvas: by pointer events, so that mouse, pen and touch are alike. */
import { create } from 'zustand';
import { canvasApi } from '../canvas/api.ts';
import { showInsertion, wireIn } from '../canvas/inserting.ts';
import { addAt, NODE_WIDTH } from '../state/compose.ts';
import { insertNew, slotsForMicrolib } from '../state/insert.ts';
import { useUi } from '../state/ui.ts';

interface Dragged {
  readonly microlib: string;
  /** Client coordinates. */
  readonly x: number;
  readonly y: number;
  readonly over: boolean;
}

/** What is being dragged, for the ghost under the pointer. */
export const useDrag = create<{ readonly dragged: Dragged | null }>()(() => ({ dragged: null }));

/** Pixels the pointer moves before a press is a drag. */
const THRESHOLD = 4;

/** Half the height of a node's head: the pointer holds the node there. */
const GRIP = 18;

/** How near the pointer comes to a wire that is meant, client pixels. */
const NEAR = 16;

/** Begins to follow the pointer that was pressed on a palette item. */
export function beginDrag(microlib: string, press: { clientX: number; clientY: number; pointerId: number }): void {
  let moving = false;
  const slots = slotsForMicrolib(microlib);
  const end = () => {
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', end);
    window.removeEventListener('keydown', onKey, true);
    document.body.classList.remove('dragging-microlib');
    useDrag.setState({ dragged: null });
    showInsertion(null);
  };
  const onMove = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    const far = Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY);
    if (!moving && far < THRESHOLD) return;
    moving = true;
    document.body.classList.add('dragging-microlib');
    const at = { x: event.clientX, y: event.clientY };
    const over = canvasApi()?.contains(at) ?? false;
    useDrag.setState({ dragged: { microlib, ...at, over } });
    const near = { left: at.x - NEAR, right: at.x + NEAR, top: at.y - NEAR, bottom: at.y + NEAR };
    showInsertion(over ? wireIn(near, slots) : null);
  };
  const onUp = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    const at = { x: event.clientX, y: event.clientY };
    const canvas = canvasApi();
    const index = useUi.getState().insertion;
    const drop = moving && canvas?.contains(at) === true;
    end();
    if (!drop || canvas == null) return;
    const place = canvas.toCanvas(at);
    const corner = { x: place.x - NODE_WIDTH / 2, y: place.y - GRIP };
    const ports = index === null ? undefined : slots.get(index);
    if (index === null || ports === undefined) addAt(microlib, corner);
    else insertNew(microlib, corner, index, ports);
    canvas.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    end();
  };
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', onUp);
  window.addEventListener('pointercancel', end);
  window.addEventListener('keydown', onKey, true);
}
