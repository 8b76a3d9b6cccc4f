/** What is selected, open and pointed at. Nothing here is saved or undone. */
import { create } from 'zustand';
import type { Diagnostic, Place } from '../../engine/check/types.ts';
import type { DockTab, OpenRequest } from '../dock/types.ts';

/** A port of a node on the canvas. */
export interface PortId {
  readonly node: string;
  readonly port: string;
  readonly side: 'provides' | 'requires';
}

export interface DraggedWire {
  readonly from: PortId;
  /** `node.port` of every port on the other side that fits. */
  readonly fits: ReadonlySet<string>;
  /** Why a port does not, by `node.port`. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The wire of which an end is being moved; null: a new wire is drawn. */
  readonly moves: number | null;
}

export type DialogName =
  | 'gallery'
  | 'picker'
  | 'trust'
  | 'unsaved'
  | 'restore'
  | 'replace'
  | 'conflict'
  | 'about'
  | 'shortcuts'
  | 'doctor'
  | 'complete'
  | 'commands';

/** Where the palette is asked for a node: over the canvas at a point, filtered to what fits a port. */
export interface QuickAdd {
  /** Client coordinates. */
  readonly x: number;
  readonly y: number;
  readonly port: PortId | null;
}

/** What quick fixes are offered for, and beside what. */
export interface QuickFix {
  /** Client coordinates of what the list stands beside. */
  readonly anchor: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly diagnostics: readonly Diagnostic[];
}

export interface UiState {
  readonly nodes: readonly string[];
  readonly wires: readonly number[];
  /** The node of what the pointer rests on elsewhere, such as a tile of the treemap. */
  readonly pointed: string | null;
  /** The port of which the choices are shown. */
  readonly port: PortId | null;
  /** An option to focus in the inspector. */
  readonly option: string | null;
  readonly dragged: DraggedWire | null;
  readonly quickAdd: QuickAdd | null;
  readonly quickFix: QuickFix | null;
  /** The wire (by index) that what is being dragged would be put on. */
  readonly insertion: number | null;
  readonly boardOpen: boolean;
  readonly dock: DockTab;
  readonly dockFolded: boolean;
  readonly dockTall: boolean;
  readonly paletteFolded: boolean;
  readonly inspectorFolded: boolean;
  readonly optionsFolded: boolean;
  readonly dialog: DialogName | null;
  /** The composition's file is gone from the disk. */
  readonly fileDeleted: boolean;
  readonly dirtyFiles: readonly string[];
  readonly openRequest: OpenRequest | null;
  /**
   * Asks the canvas to bring nodes into view, all of them (`fit` at once, `all` in motion), or what was in view last
   * (`open`); a new object each time. `keep` centres one node; it is null again once it is there, or once the canvas is
   * moved otherwise.
   */
  readonly reveal: { readonly nodes: readonly string[]; readonly zoom: 'keep' | 'fit' | 'all' | 'open' } | null;
  readonly toast: { readonly kind: 'info' | 'bad'; readonly text: string; readonly hint?: string | null } | null;
  /** The chosen target of the open document. */
  readonly target: string;
}

export const useUi = create<UiState>()(() => ({
  nodes: [],
  wires: [],
  pointed: null,
  port: null,
  option: null,
  dragged: null,
  quickAdd: null,
  quickFix: null,
  insertion: null,
  boardOpen: false,
  dock: 'console',
  dockFolded: false,
  dockTall: false,
  paletteFolded: false,
  inspectorFolded: false,
  optionsFolded: true,
  dialog: null,
  fileDeleted: false,
  dirtyFiles: [],
  openRequest: null,
  reveal: null,
  toast: null,
  target: '',
}));

export const setUi = useUi.setState;

/** Selects exactly these. */
export function select(nodes: readonly string[], wires: readonly number[] = []): void {
  setUi({ nodes, wires });
}

let toastTimer: ReturnType<typeof setTimeout> | undefined;

/** Says something at the lower edge for a while. */
export function toast(kind: 'info' | 'bad', text: string, hint: string | null = null): void {
  clearTimeout(toastTimer);
  setUi({ toast: { kind, text, hint } });
  toastTimer = setTimeout(() => setUi({ toast: null }), kind === 'bad' ? 9000 : 3500);
}

/** Leads to the place of a finding: selects, centres, opens its option, port or file. */
export function openPlace(at: Place): void {
  if (at.file !== undefined && at.line !== undefined)
    setUi({
      dock: 'files',
      dockFolded: false,
      openRequest: {
        file: at.file,
        line: at.line,
        ...(at.column === undefined ? {} : { column: at.column }),
      },
    });
  if (at.wire !== undefined) select([], [at.wire]);
  if (at.component === undefined) return;
  const node = at.component.startsWith('board_') ? 'board' : at.component;
  setUi({
    nodes: [node],
    wires: [],
    option: at.option ?? null,
    reveal: { nodes: [node], zoom: 'keep' },
    inspectorFolded: false,
    port: at.port === undefined ? null : { node, port: at.port, side: 'requires' },
  });
}
