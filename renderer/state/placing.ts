/** Where components go that came without a place: to the right of what needs them, below what is there. Pure. */
import { BOARD, type Position, type Wire } from '../../engine/model/types.ts';

export interface Box extends Position {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** Between columns and between nodes of one column, canvas pixels. */
const ACROSS = 90;
const DOWN = 30;
const nodeOf = (ref: string): string => {
  const component = ref.slice(0, ref.indexOf('.'));
  return component.startsWith(`${BOARD}_`) ? BOARD : component;
};

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width + DOWN &&
  b.x < a.x + a.width + DOWN &&
  a.y < b.y + b.height + DOWN &&
  b.y < a.y + a.height + DOWN;

/**
 * Places for `fresh` nodes.
 * @param boxes The nodes that are there, the board among them where it is shown.
 * @param fresh The new ones with their sizes, in the order in which they were added.
 * @param beside Where a node goes that nothing needs.
 * @param givesWay Whether the board moves to the right of what is new; else it stays, and nodes keep clear of it.
 * @returns positions by name; the board's too where it has to give way to the right.
 */
export function placed(
  boxes: readonly Box[],
  fresh: readonly Omit<Box, 'x' | 'y'>[],
  wires: readonly Wire[],
  beside: Position,
  givesWay: boolean,
): Record<string, Position> {
  const done = new Map(boxes.map((box) => [box.name, box]));
  const board = done.get(BOARD);
  if (givesWay) done.delete(BOARD);
  const places: Record<string, Position> = {};
  const needs = (name: string) => wires.filter(({ to }) => nodeOf(to) === name).map(({ from }) => nodeOf(from));
  const place = (node: Omit<Box, 'x' | 'y'>) => {
    const users = needs(node.name).flatMap((user) => (user === BOARD ? [] : (done.get(user) ?? [])));
    const x = users.length === 0 ? beside.x : Math.max(...users.map((user) => user.x + user.width)) + ACROSS;
    const y = users.length === 0 ? beside.y : Math.min(...users.map((user) => user.y));
    let box: Box = { ...node, x, y };
    for (let hit = first(box); hit !== undefined; hit = first(box)) box = { ...box, y: hit.y + hit.height + DOWN };
    done.set(box.name, box);
    places[box.name] = { x: box.x, y: box.y };
  };
  const first = (box: Box) => [...done.values()].find((other) => other.name !== box.name && overlap(box, other));
  // Whoever is needed by a new node waits for it; a circle goes in the order given.
  const waiting = [...fresh];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const at = waiting.findIndex(({ name }) => needs(name).every((user) => user === name || !names.has(user)));
    const [node] = waiting.splice(Math.max(at, 0), 1);
    if (node !== undefined) place(node);
  }
  const right = Math.max(...fresh.map(({ name }) => (done.get(name)?.x ?? 0) + (done.get(name)?.width ?? 0)));
  // Calls flow to the right, and the board is where they end.
  if (givesWay && board !== undefined && fresh.length > 0 && board.x < right + ACROSS)
    places[BOARD] = { x: right + ACROSS, y: board.y };
  return places;
}
