/**
 * What the canvas shows, worked out from the document, the catalog and the last check. Pure, so that it can be tested
 * without a canvas; equal parts keep their identity from one view to the next, so that nodes that did not change are
 * not drawn again.
 */
import type { Catalog } from '../../engine/catalog/types.ts';
import type { Diagnostic } from '../../engine/check/types.ts';
import { matchesTarget } from '../../engine/graph/target.ts';
import { BOARD, type Composition, type Position, type Wire } from '../../engine/model/types.ts';
import type { Checked } from '../state/checks.ts';
import { categoryColour, type PortFacts, portsOf } from '../state/ports.ts';

export type PortState =
  /** A wire is on it. */
  | 'wired'
  /** Nothing is, and nothing need be: a provided port, an optional one. */
  | 'free'
  /** Bound without a wire: by a default or by the board. */
  | 'implied'
  /** It needs a wire. */
  | 'missing';

export interface PortView extends PortFacts {
  readonly state: PortState;
  /** What an unwired port is bound to. */
  readonly bound: string | null;
}

export interface NodeView {
  readonly id: string;
  readonly kind: 'component' | 'board' | 'unknown';
  readonly title: string;
  readonly name: string;
  readonly subtitle: string;
  readonly colour: string;
  readonly provides: readonly PortView[];
  readonly requires: readonly PortView[];
  /** Ports shown only on hover, or while a wire is being drawn. */
  readonly hidden: readonly PortView[];
  readonly errors: number;
  readonly warnings: number;
  /** False: it does not end up in the image. */
  readonly linked: boolean;
  /** It does not exist on the chosen target. */
  readonly absent: boolean;
}

export interface WireView {
  readonly id: string;
  readonly index: number;
  readonly wire: Wire;
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly targetPort: string;
  readonly family: string;
  /** The codes of what is wrong with it. */
  readonly bad: boolean;
}

export interface CanvasView {
  readonly nodes: readonly NodeView[];
  readonly wires: readonly WireView[];
}

export const splitPort = (ref: string): readonly [string, string] => {
  const dot = ref.indexOf('.');
  return [ref.slice(0, dot), ref.slice(dot + 1)];
};

/** `board_uart0` is inside of the node `board`. */
export const nodeOf = (component: string): string => (component.startsWith(`${BOARD}_`) ? BOARD : component);

function portView(
  port: PortFacts,
  wired: ReadonlySet<string>,
  missing: ReadonlySet<string>,
  checked: Checked,
): PortView {
  const ref = `${port.node}.${port.port}`;
  if (wired.has(`${port.side}:${ref}`)) return { ...port, state: 'wired', bound: null };
  const bound = port.side === 'requires' ? (checked.bindings[ref]?.[0]?.to ?? null) : null;
  if (missing.has(ref) && port.side === 'requires') return { ...port, state: 'missing', bound };
  if (bound !== null || (port.implied && port.side === 'requires')) return { ...port, state: 'implied', bound };
  return { ...port, state: 'free', bound: null };
}

const MISSING = 'UL0102';

interface Found {
  readonly errors: Map<string, number>;
  readonly warnings: Map<string, number>;
  readonly missing: Set<string>;
  readonly wires: Set<number>;
}

function sift(diagnostics: readonly Diagnostic[]): Found {
  const found: Found = { errors: new Map(), warnings: new Map(), missing: new Set(), wires: new Set() };
  for (const { code, severity, at } of diagnostics) {
    if (at.wire !== undefined && severity === 'error') found.wires.add(at.wire);
    if (at.component === undefined) continue;
    if (code === MISSING && at.port !== undefined) found.missing.add(`${at.component}.${at.port}`);
    const count = severity === 'error' ? found.errors : severity === 'warning' ? found.warnings : null;
    const node = nodeOf(at.component);
    count?.set(node, (count.get(node) ?? 0) + 1);
  }
  return found;
}

/** The view of `composition` on `target`. */
export function makeView(
  composition: Composition,
  catalog: Catalog,
  target: string,
  checked: Checked,
  diagnostics: readonly Diagnostic[],
): CanvasView {
  const found = sift(diagnostics);
  const wired = new Set(composition.wires.flatMap(({ from, to }) => [`requires:${from}`, `provides:${to}`]));
  const linked = new Set(checked.linked);
  const families = new Map<string, string>();

  const view = (id: string): NodeView => {
    const component = composition.components[id];
    const microlib = component === undefined ? undefined : catalog.microlibs[component.microlib];
    const board = id === BOARD ? catalog.boards[target] : undefined;
    const all = portsOf(catalog, composition, target, id).map((port) => {
      families.set(`${port.side}:${port.node}.${port.port}`, port.family);
      return portView(port, wired, found.missing, checked);
    });
    // The board shows what is used of it, components what needs a wire or has one.
    const shown = (port: PortView) =>
      port.state === 'wired' ||
      (id !== BOARD && (!port.implied || port.state === 'missing' || port.side === 'provides'));
    const facts = {
      id,
      name: id,
      provides: all.filter((port) => port.side === 'provides' && shown(port)),
      requires: all.filter((port) => port.side === 'requires' && shown(port)),
      hidden: all.filter((port) => !shown(port)),
      errors: found.errors.get(id) ?? 0,
      warnings: found.warnings.get(id) ?? 0,
    };
    if (id === BOARD)
      return {
        ...facts,
        kind: 'board',
        title: board?.title ?? target,
        subtitle: target,
        colour: categoryColour('board'),
        linked: true,
        absent: board === undefined,
      };
    return {
      ...facts,
      kind: microlib === undefined ? 'unknown' : 'component',
      title: component?.label ?? id,
      subtitle: microlib?.title ?? component?.microlib ?? '',
      colour: categoryColour(microlib?.category ?? 'other'),
      linked: checked.revision < 0 || linked.has(id),
      absent: component !== undefined && !matchesTarget(component.targets, target),
    };
  };

  const names = Object.keys(composition.components).filter((name) => !name.startsWith(`${BOARD}_`));
  const nodes = [...names.map(view), ...(names.length > 0 || composition.wires.length > 0 ? [view(BOARD)] : [])];
  const seen = new Map<string, number>();
  const wires = composition.wires.map((wire, index): WireView => {
    const pair = `${wire.from}>${wire.to}`;
    const nth = seen.get(pair) ?? 0;
    seen.set(pair, nth + 1);
    const [source, sourcePort] = splitPort(wire.from);
    const [to, targetPort] = splitPort(wire.to);
    return {
      id: nth === 0 ? pair : `${pair}#${nth}`,
      index,
      wire,
      source,
      sourcePort,
      target: to,
      targetPort,
      family: families.get(`requires:${wire.from}`) ?? families.get(`provides:${wire.to}`) ?? 'other',
      bad: found.wires.has(index),
    };
  });
  return { nodes, wires };
}

/** `next` with every part that equals its predecessor replaced by it. */
export function keepIdentity(before: CanvasView | null, next: CanvasView): CanvasView {
  if (before === null) return next;
  const keep = <T extends { readonly id: string }>(old: readonly T[], fresh: readonly T[]): readonly T[] => {
    const known = new Map(old.map((one) => [one.id, one]));
    return fresh.map((one) => {
      const same = known.get(one.id);
      return same !== undefined && JSON.stringify(same) === JSON.stringify(one) ? same : one;
    });
  };
  return { nodes: keep(before.nodes, next.nodes), wires: keep(before.wires, next.wires) };
}

/** Where a node stands; a column at the right for what has no place yet. */
export function positionOf(composition: Composition, id: string, index: number): Position {
  const at = composition.layout.nodes?.[id];
  if (at !== undefined) return at;
  if (id !== BOARD) return { x: 80 + (index % 4) * 260, y: 80 + Math.floor(index / 4) * 180 };
  const names = Object.keys(composition.components).filter((name) => !name.startsWith(`${BOARD}_`));
  const right = names.reduce((most, name, at) => Math.max(most, positionOf(composition, name, at).x), 80);
  return { x: right + 340, y: 100 };
}
