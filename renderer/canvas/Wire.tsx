import { BaseEdge, EdgeLabelRenderer, type EdgeProps, useStore } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { amount, rate } from '../state/format.ts';
import { useJobs } from '../state/jobs.ts';
import { familyColour } from '../state/ports.ts';
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
  const { sourceX, sourceY, targetX, targetY, data, selected, source, target } = props;
  const below = useStore((state) => {
    if (targetX - sourceX > 24) return 0;
    const bottom = (id: string) => {
      const node = state.nodeLookup.get(id);
      return (node?.internals.positionAbsolute.y ?? 0) + (node?.measured.height ?? 0);
    };
    return Math.max(bottom(source), bottom(target)) + 26;
  });
  if (data === undefined) return null;
  const { view } = data;
  const kind = view.wire.kind ?? 'direct';
  const at = chipAt(sourceX, sourceY, targetX, targetY, below);
  return (
    <>
      <BaseEdge
        path={wirePath(sourceX, sourceY, targetX, targetY, below)}
        interactionWidth={16}
        className={`wire ${kind} ${selected ? 'selected' : ''} ${view.bad ? 'bad' : ''}`}
        style={{ '--k': familyColour(view.family) } as React.CSSProperties}
      />
      <Chip view={view} x={at.x} y={at.y} />
    </>
  );
});
