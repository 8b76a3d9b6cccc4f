import type { ConnectionLineComponentProps } from '@xyflow/react';
import { useCatalog } from '../state/catalog.ts';
import { useDocument } from '../state/document.ts';
import { familyColour, findPort } from '../state/ports.ts';
import { useUi } from '../state/ui.ts';
import type { FlowNode } from './flow.ts';
import { wirePath } from './path.ts';

/** The wire while it is being drawn, and why it may not end where the pointer is. */
export function ConnectionLine(props: ConnectionLineComponentProps<FlowNode>) {
  const { fromX, fromY, toX, toY, fromHandle, toHandle, connectionStatus } = props;
  const dragged = useUi((state) => state.dragged);
  const target = useUi((state) => state.target);
  const composition = useDocument((state) => state.composition);
  const catalog = useCatalog((state) => state.catalog);
  const port = dragged === null ? undefined : findPort(catalog, composition, target, dragged.from);
  const [x1, y1, x2, y2] = fromHandle.type === 'source' ? [fromX, fromY, toX, toY] : [toX, toY, fromX, fromY];
  const refused = connectionStatus === 'invalid' && toHandle !== null;
  const reason = refused
    ? dragged?.reasons.get(`${toHandle.nodeId}.${(toHandle.id ?? '').replace(/^.*:/, '')}`)
    : undefined;
  return (
    <>
      <path
        className={`connection ${refused ? 'refused' : ''}`}
        d={x2 - x1 > 24 ? wirePath(x1, y1, x2, y2, 0) : `M${x1},${y1} C${x1 + 60},${y1} ${x2 - 60},${y2} ${x2},${y2}`}
        style={{ '--k': familyColour(port?.family ?? 'other') } as React.CSSProperties}
      />
      {reason === undefined ? null : (
        <foreignObject x={toX + 14} y={toY - 12} width={280} height={120} className="refusal-box">
          <div className="refusal" role="alert">
            {reason}
          </div>
        </foreignObject>
      )}
    </>
  );
}
