import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useDocument } from '../state/document.ts';
import { setUi, useUi } from '../state/ui.ts';
import { setCanvasApi } from './api.ts';
import type { FlowEdge, FlowNode } from './flow.ts';
import { rememberedViewport, shows } from './viewport.ts';

const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
/** Frames to wait for nodes to be measured, at most. */
const FRAMES = 30;
/**
 * What is left free around all nodes: little, so that they are as large as they can be; more at the left, where the zoom
 * buttons are, and at the right, where a wire that goes back leaves and turns.
 */
const FIT = { padding: { y: '16px', left: '56px', right: '40px' }, maxZoom: 1 } as const;
const pace = () => (calm() ? 0 : 140);

/** Offers the canvas to the rest of the app, and answers `reveal`. */
export function CanvasBridge() {
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const store = useStoreApi();
  const reveal = useUi((state) => state.reveal);
  const reference = useRef(flow);
  reference.current = flow;

  useEffect(() => {
    const element = () => store.getState().domNode;
    const fit = (nodes?: readonly string[]) => {
      setUi({ reveal: null });
      void reference.current.fitView({
        ...FIT,
        duration: pace(),
        ...(nodes === undefined || nodes.length === 0 ? {} : { nodes: nodes.map((id) => ({ id })) }),
      });
    };
    setCanvasApi({
      boxes: () =>
        reference.current.getNodes().map(({ id, position, measured }) => ({
          name: id,
          ...position,
          width: measured?.width ?? 190,
          height: measured?.height ?? 90,
        })),
      fit,
      zoom: (by) => {
        setUi({ reveal: null });
        void (by === 'in'
          ? reference.current.zoomIn({ duration: pace() })
          : by === 'out'
            ? reference.current.zoomOut({ duration: pace() })
            : reference.current.zoomTo(1, { duration: pace() }));
      },
      toCanvas: (at) => reference.current.screenToFlowPosition(at, { snapToGrid: false }),
      contains: ({ x, y }) => {
        const box = element()?.getBoundingClientRect();
        return box !== undefined && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
      },
      middle: () => {
        const box = element()?.getBoundingClientRect();
        const at = box === undefined ? { x: 0, y: 0 } : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
        let place = reference.current.screenToFlowPosition(at, { snapToGrid: false });
        const taken = reference.current.getNodes().map(({ position }) => position);
        while (taken.some(({ x, y }) => Math.abs(x - place.x) < 60 && Math.abs(y - place.y) < 60))
          place = { x: place.x + 40, y: place.y + 60 };
        return { x: place.x - 95, y: place.y - 40 };
      },
      sees: (at, width) => {
        const box = element()?.getBoundingClientRect();
        const right = reference.current.flowToScreenPosition({ x: at.x + width, y: at.y });
        return box !== undefined && right.x <= box.right && right.y <= box.bottom - 60;
      },
      focus: () => element()?.focus(),
    });
    return () => setCanvasApi(null);
  }, [store]);

  useEffect(() => {
    if (reveal === null) return;
    let frame = 0;
    let waited = 0;
    const arrived = () => {
      if (useUi.getState().reveal === reveal) setUi({ reveal: null });
    };
    const show = () => {
      const nodes = reference.current.getNodes();
      const expected = Object.keys(useDocument.getState().composition.components).length;
      const ready = nodes.length >= expected && nodes.every(({ measured }) => measured?.width !== undefined);
      // Nodes that have just come are measured a few frames later.
      if ((!ready || waited < 2) && waited < FRAMES) {
        waited += 1;
        frame = requestAnimationFrame(show);
        return;
      }
      // Fitting nothing would wait, and move the canvas under the first node that is dropped.
      if (nodes.length === 0) return;
      const path = useDocument.getState().info?.path ?? null;
      const last = reveal.zoom === 'open' && path !== null ? rememberedViewport(path) : null;
      const { width, height } = store.getState();
      const boxes = nodes.map(({ position, measured }) => ({
        ...position,
        width: measured?.width ?? 0,
        height: measured?.height ?? 0,
      }));
      if (last !== null && shows(last, boxes, width, height)) {
        void reference.current.setViewport({ ...last });
        return;
      }
      if (reveal.zoom !== 'keep') {
        void reference.current.fitView(reveal.zoom === 'all' ? { ...FIT, duration: pace() } : FIT);
        return;
      }
      const node = reference.current.getNode(reveal.nodes[0] ?? '');
      if (node === undefined) return arrived();
      const { x, y } = node.position;
      void reference.current
        .setCenter(x + (node.measured?.width ?? 200) / 2, y + (node.measured?.height ?? 90) / 2, {
          zoom: Math.max(reference.current.getZoom(), 0.8),
          duration: pace(),
        })
        .then(arrived);
    };
    frame = requestAnimationFrame(show);
    return () => cancelAnimationFrame(frame);
  }, [reveal, store]);
  return null;
}
