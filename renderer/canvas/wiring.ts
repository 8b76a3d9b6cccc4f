/** Drawing wires: what fits while one is dragged, and what a drop does. */
import { useCatalog } from '../state/catalog.ts';
import { connectPorts, rewire, withoutWire } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { fitOf } from '../state/fit.ts';
import { allPorts, findPort } from '../state/ports.ts';
import { type PortId, setUi, useUi } from '../state/ui.ts';

const parts = () =>
  [useDocument.getState().composition, useCatalog.getState().catalog, useUi.getState().target] as const;

/**
 * A wire is being drawn from `port`: works out, once, which ports it may end at.
 * @param moves The wire of which the other end is being moved, if it is not a new one.
 */
export function beginWire(port: PortId, moves: number | null = null): void {
  const [whole, catalog, target] = parts();
  const composition = moves === null ? whole : withoutWire(whole, moves);
  const from = findPort(catalog, composition, target, port);
  if (from === undefined) return;
  const fits = new Set<string>();
  const reasons = new Map<string, string>();
  for (const other of allPorts(catalog, composition, target)) {
    if (other.node === port.node && other.port === port.port && other.side === port.side) continue;
    const answer = fitOf(composition, catalog, target, from, other);
    const key = `${other.node}.${other.port}`;
    if (answer === true) fits.add(key);
    else if (!reasons.has(key) || other.side !== port.side) reasons.set(key, answer);
  }
  setUi({ dragged: { from: port, fits, reasons, moves }, port: null, quickAdd: null });
}

/** Whether the wire being drawn may end at `to`. */
export function mayEnd(from: PortId, to: PortId): boolean {
  const { dragged } = useUi.getState();
  if (dragged === null || from.side === to.side) return false;
  const far = from.node === dragged.from.node && from.port === dragged.from.port ? to : from;
  return dragged.fits.has(`${far.node}.${far.port}`);
}

/** The wire being drawn or moved ends: binds the two ports. */
export function endWire(one: PortId, other: PortId): void {
  const moves = useUi.getState().dragged?.moves ?? null;
  if (moves === null) connectPorts(one, other);
  else rewire(moves, one, other);
}

/** On a node with exactly one port that fits, that one is meant. */
function dropOnNode(node: string): void {
  const { dragged } = useUi.getState();
  if (dragged === null) return;
  const [only, ...more] = [...dragged.fits].filter((ref) => ref.startsWith(`${node}.`));
  if (only === undefined || more.length > 0) return;
  const side = dragged.from.side === 'requires' ? 'provides' : 'requires';
  endWire(dragged.from, { node, port: only.slice(node.length + 1), side });
}

/** A drop beside all handles, at a client point: on a node it may mean a port of it, on the canvas it asks what to add. */
export function dropWire(from: PortId, at: { readonly x: number; readonly y: number }): void {
  const under = document.elementFromPoint(at.x, at.y);
  const node = under?.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
  if (node !== undefined) dropOnNode(node);
  else if (useUi.getState().dragged?.moves === null && under?.closest('.react-flow__pane, .react-flow__edges') != null)
    setUi({ quickAdd: { ...at, port: from } });
}
