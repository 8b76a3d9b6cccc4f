import { BaseEdge, EdgeLabelRenderer, type EdgeProps, useStore } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { amount, rate } from '../state/format.ts';
import { useJobs } from '../state/jobs.ts';
import { familyColour } from '../state/ports.ts';
import { useUi } from '../state/ui.ts';
import type { FlowEdge } from './flow.ts';
import { chipAt, wirePath } from './path.ts';

function Chip({ view, x, y }: { view: NonNullable<FlowEdge['data']>['view']; x: number; y: number }) {
  const { t } = useTranslation();
  const live = useJobs((state) => state.rates[view.index]);
  const kind = view.wire.kind ?? 'direct';
  if (kind === 'direct') return null;
  const figure =
    kind === 'counted' && live !== undefined
      ? live.perSecond > 0
        ? rate(live.perSecond)
        : t('wire.calls', { count: live.calls, calls: amount(live.calls) })
      : t(`wire.kind.${kind}`);
  return (
    <EdgeLabelRenderer>
      <span className={`chip ${kind}`} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
        {figure}
      </span>
    </EdgeLabelRenderer>
  );
}

/** One wire, in the colour of its API's family. */
export const Wire = memo(function Wire(props: EdgeProps<FlowEdge>) {
  const { sourceX, sourceY, targetX, targetY, data, selected } = props;
  const below = useStore((state) => {
    if (targetX - sourceX > 24) return 0;
    // Below everything that stands between its ends.
    let lowest = Math.max(sourceY, targetY);
    for (const { internals, measured } of state.nodeLookup.values()) {
      const { x, y } = internals.positionAbsolute;
      if (x + (measured.width ?? 0) < targetX - 40 || x > sourceX + 40) continue;
      lowest = Math.max(lowest, y + (measured.height ?? 0));
    }
    return lowest + 28;
  });
  const taken = useUi((state) => state.insertion !== null && state.insertion === data?.view.index);
  if (data === undefined) return null;
  const { view } = data;
  const kind = view.wire.kind ?? 'direct';
  const at = chipAt(sourceX, sourceY, targetX, targetY, below);
  return (
    <>
      <BaseEdge
        path={wirePath(sourceX, sourceY, targetX, targetY, below)}
        interactionWidth={16}
        data-wire={view.index}
        className={`wire ${kind} ${selected ? 'selected' : ''} ${view.bad ? 'bad' : ''} ${taken ? 'insertion' : ''}`}
        style={{ '--k': familyColour(view.family) } as React.CSSProperties}
      />
      <Chip view={view} x={at.x} y={at.y} />
    </>
  );
});
