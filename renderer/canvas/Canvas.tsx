import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import './canvas.css';
// In this order: later files may refine what earlier ones say.
import './styles/node.css';
import './styles/ports.css';
import './styles/wires.css';
import './styles/popover.css';
import './styles/furniture.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GRID, moveTo } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { setUi, useUi } from '../state/ui.ts';
import { useTheme } from '../theme/theme.ts';
import { CanvasBridge } from './CanvasBridge.tsx';
import { aim, CanvasMenu } from './CanvasMenu.tsx';
import { ComponentNode } from './ComponentNode.tsx';
import { ConnectionLine } from './ConnectionLine.tsx';
import { Controls } from './Controls.tsx';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { type FlowEdge, type FlowNode, portOfHandle } from './flow.ts';
import { beginInsert, dropOnWire, followInsert } from './inserting.ts';
import { PortPopover } from './PortPopover.tsx';
import { QuickAdd } from './QuickAdd.tsx';
import { useView } from './useView.ts';
import { type CanvasView, positionOf } from './view.ts';
import { rememberViewport } from './viewport.ts';
import { Wire } from './Wire.tsx';
import { beginWire, dropWire, endWire, mayEnd } from './wiring.ts';

const nodeTypes = { part: ComponentNode };
const edgeTypes = { wire: Wire };
/** Above so many nodes, those out of sight are not kept. */
const MANY = 60;

const same = (a: readonly unknown[], b: readonly unknown[]) => a.length === b.length && a.every((x, i) => x === b[i]);

/** Keeps React Flow's nodes (measured sizes, drags under way) in step with the view and the selection. */
function useNodes(view: CanvasView) {
  const composition = useDocument((state) => state.composition);
  const selected = useUi((state) => state.nodes);
  const [nodes, setNodes] = useState<FlowNode[]>([]);
  useEffect(() => {
    setNodes((old) => {
      const known = new Map(old.map((node) => [node.id, node]));
      return view.nodes.map((part, index): FlowNode => {
        const before = known.get(part.id);
        const position = before?.dragging ? before.position : positionOf(composition, part.id, index);
        const isSelected = selected.includes(part.id);
        if (
          before !== undefined &&
          before.data.view === part &&
          before.position.x === position.x &&
          before.position.y === position.y &&
          before.selected === isSelected
        )
          return before;
        return {
          ...before,
          id: part.id,
          type: 'part',
          position,
          data: before?.data.view === part ? before.data : { view: part },
          selected: isSelected,
          ariaLabel: `${part.title}, ${part.subtitle}`,
        };
      });
    });
  }, [view, composition, selected]);
  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    setNodes((old) => applyNodeChanges(changes, old));
    // The end of a drag, or a move by the arrow keys: one undo step for all that moved.
    const moved = changes.flatMap((change) =>
      change.type === 'position' && change.dragging === false && change.position !== undefined
        ? [[change.id, change.position] as const]
        : [],
    );
    if (moved.length > 0 && !dropOnWire(moved)) moveTo(Object.fromEntries(moved));
    const picks = changes.filter((change) => change.type === 'select');
    if (picks.length > 0)
      setUi((state) => {
        const chosen = new Set(state.nodes);
        for (const { id, selected: on } of picks) on ? chosen.add(id) : chosen.delete(id);
        return same([...chosen], state.nodes) ? {} : { nodes: [...chosen], option: null };
      });
  }, []);
  return { nodes, onNodesChange };
}

function useEdges(view: CanvasView) {
  const selected = useUi((state) => state.wires);
  const edges = useMemo(
    () =>
      view.wires.map(
        (wire): FlowEdge => ({
          id: wire.id,
          type: 'wire',
          source: wire.source,
          sourceHandle: `requires:${wire.sourcePort}`,
          target: wire.target,
          targetHandle: `provides:${wire.targetPort}`,
          data: { view: wire },
          selected: selected.includes(wire.index),
          ariaLabel: `${wire.wire.from} → ${wire.wire.to}`,
        }),
      ),
    [view.wires, selected],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => {
      const picks = changes.filter((change) => change.type === 'select');
      if (picks.length === 0) return;
      const index = new Map(view.wires.map((wire) => [wire.id, wire.index]));
      setUi((state) => {
        const chosen = new Set(state.wires);
        for (const { id, selected: on } of picks) {
          const at = index.get(id);
          if (at !== undefined) on ? chosen.add(at) : chosen.delete(at);
        }
        return same([...chosen], state.wires) ? {} : { wires: [...chosen] };
      });
    },
    [view.wires],
  );
  return { edges, onEdgesChange };
}

const ends = (connection: Connection | FlowEdge) =>
  [
    portOfHandle(connection.source, connection.sourceHandle),
    portOfHandle(connection.target, connection.targetHandle),
  ] as const;

function Flow() {
  const { t } = useTranslation();
  const view = useView();
  const theme = useTheme((state) => state.theme);
  const readOnly = useDocument((state) => state.info?.readOnly != null);
  const { nodes, onNodesChange } = useNodes(view);
  const { edges, onEdgesChange } = useEdges(view);
  const wiring = useUi((state) => state.dragged !== null);
  /** The wire that is taken by an end: known just before its drag is announced. */
  const moving = useRef<number | null>(null);
  return (
    <ReactFlow<FlowNode, FlowEdge>
      className={wiring ? 'wiring' : ''}
      colorMode={theme}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      connectionLineComponent={ConnectionLine}
      connectOnClick={false}
      connectionRadius={26}
      connectionDragThreshold={3}
      nodeDragThreshold={3}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      edgesReconnectable={!readOnly}
      reconnectRadius={12}
      snapToGrid
      snapGrid={[GRID, GRID]}
      minZoom={0.15}
      maxZoom={2}
      deleteKeyCode={null}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
      selectionMode={SelectionMode.Partial}
      zoomOnDoubleClick={false}
      panOnScroll
      elevateNodesOnSelect
      onlyRenderVisibleElements={nodes.length > MANY}
      proOptions={{ hideAttribution: true }}
      isValidConnection={(connection) => {
        const [from, to] = ends(connection);
        return from !== null && to !== null && mayEnd(from, to);
      }}
      onReconnectStart={(_, edge) => {
        moving.current = edge.data?.view.index ?? null;
      }}
      onConnectStart={(_, { nodeId, handleId }) => {
        const port = portOfHandle(nodeId, handleId);
        if (port !== null) beginWire(port, moving.current);
        moving.current = null;
      }}
      onConnect={(connection) => {
        const [from, to] = ends(connection);
        if (from !== null && to !== null) endWire(from, to);
      }}
      onReconnect={(_, connection) => {
        const [from, to] = ends(connection);
        if (from !== null && to !== null) endWire(from, to);
      }}
      onConnectEnd={(event, state) => {
        const from = portOfHandle(state.fromHandle?.nodeId, state.fromHandle?.id);
        if (!state.isValid && state.toHandle === null && from !== null) {
          const point = 'changedTouches' in event ? event.changedTouches[0] : event;
          if (point !== undefined) dropWire(from, { x: point.clientX, y: point.clientY });
        }
        setUi({ dragged: null });
      }}
      onNodeDragStart={(_, node, dragged) => beginInsert(dragged.length === 1 ? node.id : null)}
      onNodeDrag={(_, node) => followInsert(node.id)}
      onReconnectEnd={() => setUi({ dragged: null })}
      onNodeContextMenu={(_, { id }) => aim({ node: id })}
      onEdgeContextMenu={(_, { data }) => aim({ wire: data?.view.index ?? null })}
      onPaneContextMenu={() => aim({})}
      onMoveStart={(event) => {
        // The user's own move interrupts one that was asked for, whose end is not told then.
        if (event !== null) setUi({ reveal: null });
      }}
      onMoveEnd={(event, viewport) => {
        // Without an event it was moved by the app: fitting at the start is nothing to come back to.
        const path = useDocument.getState().info?.path ?? null;
        if (event !== null && path !== null) rememberViewport(path, viewport);
      }}
      onPaneClick={() => setUi({ port: null, quickAdd: null })}
      onNodeDoubleClick={(_, { id }) => (id === 'board' ? setUi((state) => ({ boardOpen: !state.boardOpen })) : null)}
      ariaLabelConfig={{
        'node.a11yDescription.default': t('canvas.nodeHelp'),
        'edge.a11yDescription.default': t('canvas.wireHelp'),
        'minimap.ariaLabel': t('canvas.minimap'),
      }}
      aria-label={t('canvas.label')}
    >
      <Background variant={BackgroundVariant.Dots} gap={22} size={1.4} />
      {nodes.length > 1 ? (
        <MiniMap<FlowNode>
          pannable
          zoomable
          nodeColor={(node) => node.data.view.colour}
          nodeStrokeColor={(node) => (node.data.view.errors > 0 ? 'var(--bad)' : 'transparent')}
          nodeStrokeWidth={8}
          nodeBorderRadius={12}
          position="bottom-right"
        />
      ) : null}
      <Controls />
      <PortPopover />
      <CanvasBridge />
    </ReactFlow>
  );
}

/** The canvas: components, the board, wires. */
export function Canvas() {
  const empty = useDocument((state) => Object.keys(state.composition.components).length === 0);
  return (
    <section className="canvas" data-testid="canvas">
      <ReactFlowProvider>
        <CanvasMenu>
          <Flow />
        </CanvasMenu>
        {empty ? <EmptyCanvas /> : null}
        <QuickAdd />
      </ReactFlowProvider>
    </section>
  );
}
