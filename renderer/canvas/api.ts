/** What the rest of the app may ask of the canvas while it is shown. */
import type { Position } from '../../engine/model/types.ts';

export interface CanvasApi {
  /** All nodes with their measured sizes, canvas pixels. */
  boxes(): readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  fit(nodes?: readonly string[]): void;
  zoom(by: 'in' | 'out' | 'one'): void;
  /** Client coordinates to canvas pixels. */
  toCanvas(at: Position): Position;
  /** Whether a client point is over the canvas (not over a panel). */
  contains(at: Position): boolean;
  /** A free place near the middle of what is seen. */
  middle(): Position;
  /** Whether a node of that width at `at` would be in view. */
  sees(at: Position, width: number): boolean;
  focus(): void;
}

let current: CanvasApi | null = null;

export const canvasApi = (): CanvasApi | null => current;

export function setCanvasApi(api: CanvasApi | null): void {
  current = api;
}
