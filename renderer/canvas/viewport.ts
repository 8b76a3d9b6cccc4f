/** Where on the canvas one looked, by the document's path. Kept by the page, because looking changes no document. */
import { z } from 'zod';

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

const KEY = 'uniloom.viewports';
/** Documents that are remembered; the one looked at longest ago is forgotten first. */
const MOST = 100;

const stored = z
  .array(z.tuple([z.string(), z.object({ x: z.number(), y: z.number(), zoom: z.number().positive() })]))
  .catch([]);

function all(store: Storage): [string, Viewport][] {
  try {
    return stored.parse(JSON.parse(store.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

export function rememberViewport(path: string, viewport: Viewport, store: Storage = localStorage): void {
  const { x, y, zoom } = viewport;
  const others = all(store).filter(([other]) => other !== path);
  try {
    store.setItem(KEY, JSON.stringify([...others, [path, { x, y, zoom }]].slice(-MOST)));
  } catch {
    // A full or forbidden store costs the memory of a place, nothing more.
  }
}

export const rememberedViewport = (path: string, store: Storage = localStorage): Viewport | null =>
  all(store).find(([other]) => other === path)?.[1] ?? null;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether any of `boxes` (canvas pixels) is in sight through `viewport`, in a canvas of that size on the screen. */
export const shows = (viewport: Viewport, boxes: readonly Box[], width: number, height: number): boolean =>
  boxes.some((box) => {
    const left = box.x * viewport.zoom + viewport.x;
    const top = box.y * viewport.zoom + viewport.y;
    const right = left + box.width * viewport.zoom;
    return right > 0 && left < width && top + box.height * viewport.zoom > 0 && top < height;
  });
