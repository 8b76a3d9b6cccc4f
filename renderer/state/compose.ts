/** The gestures of composing, each one undo step: used by the canvas, the palette, the inspector and the keyboard. */

import {
  addComponent,
  addWire,
  duplicate,
  freeName,
  moveNodes,
  moveWire,
  removeComponents,
  removeWire,
} from '../../engine/model/commands.ts';
import { apply, type Change, type Edit } from '../../engine/model/edits.ts';
import { fits } from '../../engine/model/fits.ts';
import { BOARD, type Composition, type Position } from '../../engine/model/types.ts';
import { canvasApi } from '../canvas/api.ts';
import { t } from '../i18n.ts';
import { useCatalog } from './catalog.ts';
import { chain } from './changes.ts';
import { commit, useDocument } from './document.ts';
import { fitOf, ordered, presentFor, refOf } from './fit.ts';
import { placed } from './placing.ts';
import { findPort, type PortFacts, portsOf, portsOfMicrolib } from './ports.ts';
import { type PortId, select, setUi, toast, useUi } from './ui.ts';

/** The document with what it is read by. */
export const parts = () => ({
  composition: useDocument.getState().composition,
  catalog: useCatalog.getState().catalog,
  target: useUi.getState().target,
});

/** Nodes are laid out on this grid, canvas pixels. */
export const GRID = 10;
export const NODE_WIDTH = 200;

export const snap = ({ x, y }: Position): Position => ({
  x: Math.round(x / GRID) * GRID,
  y: Math.round(y / GRID) * GRID,
});

/** The wire between two ports, required side first. */
export function wireBetween(one: PortFacts, other: PortFacts) {
  const [required, provided] = ordered(one, other);
  return { wire: { from: refOf(required), to: refOf(provided) }, count: required.count };
}

/** Wires for the required ports of a new component that have exactly one candidate. */
export function onlyChoices(composition: Composition, name: string): ((at: Composition) => Change)[] {
  const { catalog, target } = parts();
  return portsOf(catalog, composition, target, name)
    .filter((port) => port.side === 'requires' && !port.implied && port.count !== 'optional')
    .filter((port) => !composition.wires.some(({ from }) => from === `${name}.${port.port}`))
    .flatMap((port) => {
      const [only, ...more] = presentFor(composition, catalog, target, port);
      if (only === undefined || more.length > 0) return [];
      const { wire, count } = wireBetween(port, only);
      return [(at: Composition) => addWire(at, wire, count)];
    });
}

/** What the rest of the composition is while the wire at `index` is being moved. */
export const withoutWire = (composition: Composition, index: number): Composition => ({
  ...composition,
  wires: composition.wires.filter((_, at) => at !== index),
});

/** From the first component to the board, canvas pixels. */
const BOARD_DISTANCE = 340;

/** Where the board stands when the first component arrives: beside it, at the right. */
function placeBoard(composition: Composition, beside: Position): ((at: Composition) => Change)[] {
  if (composition.layout.nodes?.[BOARD] !== undefined) return [];
  return [(at) => moveNodes(at, { [BOARD]: { x: beside.x + BOARD_DISTANCE, y: beside.y } })];
}

/**
 * Adds a component of `microlib` at `position`; required ports with one candidate are wired at once.
 * @param to a port that the new component was asked for: it arrives wired to it.
 * @returns the new component's name.
 */
export function addAt(microlib: string, position: Position, to: PortId | null = null): string {
  const { composition, catalog, target } = parts();
  const at = snap(position);
  const name = freeName(composition, microlib);
  const steps: ((at: Composition) => Change)[] = [
    (now) => addComponent(now, microlib, { name, position: at }),
    ...placeBoard(composition, at),
  ];
  const wanted = to === null ? undefined : findPort(catalog, composition, target, to);
  const found = catalog.microlibs[microlib];
  if (wanted !== undefined && found !== undefined) {
    const own = portsOfMicrolib(catalog, name, found).find(
      ({ api, side }) => api === wanted.api && side !== wanted.side,
    );
    if (own !== undefined) {
      const { wire, count } = wireBetween(own, wanted);
      steps.push((now) => addWire(now, wire, count));
    }
  }
  commit(chain(composition, null, [...steps, (now) => chain(now, '', onlyChoices(now, name))]));
  select([name]);
  // The board came along: both are shown.
  const board = useDocument.getState().composition.layout.nodes?.[BOARD];
  if (composition.layout.nodes?.[BOARD] === undefined && board !== undefined && canvasApi()?.sees(board, 212) === false)
    setUi({ reveal: { nodes: [], zoom: 'fit' } });
  return name;
}

/** Binds two ports, in either order. */
export function connectPorts(one: PortId, other: PortId): boolean {
  const { composition, catalog, target } = parts();
  const a = findPort(catalog, composition, target, one);
  const b = findPort(catalog, composition, target, other);
  if (a === undefined || b === undefined || fitOf(composition, catalog, target, a, b) !== true) return false;
  const { wire, count } = wireBetween(a, b);
  return commit(addWire(composition, wire, count));
}

/** Gives the wire at `index` other ends; refused like a new wire. */
export function rewire(index: number, one: PortId, other: PortId): boolean {
  const { composition, catalog, target } = parts();
  const a = findPort(catalog, composition, target, one);
  const b = findPort(catalog, composition, target, other);
  if (a === undefined || b === undefined) return false;
  if (fitOf(withoutWire(composition, index), catalog, target, a, b) !== true) return false;
  const { wire, count } = wireBetween(a, b);
  return commit(moveWire(composition, index, wire, count));
}

/** About how large a component is drawn, canvas pixels. */
function sizeOf(composition: Composition, name: string): { readonly width: number; readonly height: number } {
  const { catalog, target } = parts();
  const ports = portsOf(catalog, composition, target, name).filter(({ implied }) => !implied);
  const rows = (side: PortFacts['side']) => ports.filter((port) => port.side === side).length;
  return { width: NODE_WIDTH, height: 70 + 24 * Math.max(rows('provides'), rows('requires'), 1) };
}

/**
 * Applies edits made elsewhere (a candidate, a fix, a completion) as one step; components that they add get a place.
 * @param givesWay Whether the board moves to the right, so that all that is new stands before it.
 */
export function applyEdits(label: string, edits: readonly Edit[], givesWay = false): void {
  const { composition } = parts();
  // A fix is of the last check, and that of the composition before an edit that is still being looked at.
  if (!fits(composition, edits)) {
    toast('bad', t('fix.outdated'));
    return;
  }
  const after = apply(composition, edits);
  const added = Object.keys(after.components).filter((name) => !Object.hasOwn(composition.components, name));
  const fresh = added.filter((name) => after.layout.nodes?.[name] === undefined && !name.startsWith(`${BOARD}_`));
  const boxes = canvasApi()?.boxes() ?? [];
  const places = placed(
    boxes,
    fresh.map((name) => ({ name, ...sizeOf(after, name) })),
    after.wires,
    canvasApi()?.middle() ?? { x: 80, y: 80 },
    givesWay,
  );
  const snapped = Object.fromEntries(Object.entries(places).map(([name, at]) => [name, snap(at)]));
  const done = commit(chain(composition, label, [() => ({ label, edits }), (now) => moveNodes(now, snapped)]));
  if (done && added.length > 0) select(added.filter((name) => !name.startsWith(`${BOARD}_`)));
}

/** Removes what is selected. The board stays: it is the target. */
export function removeSelected(): void {
  const { composition } = parts();
  const { nodes, wires } = useUi.getState();
  const names = nodes.filter((name) => Object.hasOwn(composition.components, name));
  const steps: ((at: Composition) => Change)[] = [...wires]
    .sort((a, b) => b - a)
    .map((index) => (at) => removeWire(at, index));
  if (names.length > 0) steps.push((at) => removeComponents(at, names));
  const label = names.length > 0 ? removeComponents(composition, names).label : null;
  if (commit(chain(composition, label, steps))) select([]);
  setUi({ port: null });
}

/** Copies the selected components beside themselves. */
export function duplicateSelected(): void {
  const { composition } = parts();
  const change = duplicate(composition, useUi.getState().nodes);
  if (commit(change)) select(change.names);
}

/** Moves nodes to where a drag, the keyboard, align or the layout put them; one step. */
export function moveTo(positions: Readonly<Record<string, Position>>): void {
  commit(moveNodes(parts().composition, positions));
}
