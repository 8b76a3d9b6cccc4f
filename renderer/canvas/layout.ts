/** Auto layout by ELK in its own worker: calls flow left to right, ports keep their order. One undo step. */
import ElkApi, { type ElkNode } from 'elkjs/lib/elk-api.js';
import elkWorker from 'elkjs/lib/elk-worker.min.js?url';
import { BOARD } from '../../engine/model/types.ts';
import { useCatalog } from '../state/catalog.ts';
import { GRID, moveTo } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { portsOf } from '../state/ports.ts';
import { useUi } from '../state/ui.ts';
import { canvasApi } from './api.ts';
import { splitPort } from './view.ts';

let elk: InstanceType<typeof ElkApi> | undefined;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '110',
  'elk.spacing.nodeNode': '44',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};

/** Lays out all nodes, then shows them all. */
export async function layoutAll(): Promise<void> {
  const boxes = canvasApi()?.boxes() ?? [];
  const { composition, revision } = useDocument.getState();
  const { catalog } = useCatalog.getState();
  const { target } = useUi.getState();
  if (boxes.length === 0) return;
  elk ??= new ElkApi({ workerUrl: elkWorker });
  const names = new Set(boxes.map(({ name }) => name));
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: OPTIONS,
    children: boxes.map(({ name, width, height }) => ({
      id: name,
      width,
      height,
      layoutOptions: {
        'elk.portConstraints': 'FIXED_ORDER',
        // The board stands at the right.
        ...(name === BOARD ? { 'elk.layered.layering.layerConstraint': 'LAST' } : {}),
      },
      ports: portsOf(catalog, composition, target, name).map(({ port, side }, index) => ({
        id: `${side}:${name}.${port}`,
        layoutOptions: {
          'elk.port.side': side === 'requires' ? 'EAST' : 'WEST',
          'elk.port.index': String(side === 'requires' ? index : -index),
        },
      })),
    })),
    edges: composition.wires.flatMap(({ from, to }, index) =>
      names.has(splitPort(from)[0]) && names.has(splitPort(to)[0])
        ? [{ id: `w${index}`, sources: [splitPort(from)[0]], targets: [splitPort(to)[0]] }]
        : [],
    ),
  };
  const placed = await elk.layout(graph);
  // Somebody went on working meanwhile.
  if (useDocument.getState().revision !== revision) return;
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const snap = (value: number) => Math.round(value / GRID) * GRID;
  moveTo(
    Object.fromEntries(
      (placed.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x: snap(left + x), y: snap(top + y) }]),
    ),
  );
  requestAnimationFrame(() => canvasApi()?.fit());
}
