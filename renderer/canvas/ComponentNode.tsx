import { type NodeProps, useStore, useUpdateNodeInternals } from '@xyflow/react';
import { CircuitBoard, Lightbulb, TriangleAlert } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../actions/keys.ts';
import { findingsAt } from '../dock/problems.ts';
import { useChecks } from '../state/checks.ts';
import { bytes, delta } from '../state/format.ts';
import { offerFixes } from '../state/quickFix.ts';
import { setUi, useUi } from '../state/ui.ts';
import { Drivers } from './Drivers.tsx';
import type { FlowNode } from './flow.ts';
import { useNodeSize, useNodeState } from './live.ts';
import { Port } from './Port.tsx';
import type { NodeView, PortView } from './view.ts';

/** Below this zoom a node is a coloured block with its title. */
const SIMPLE = 0.5;
/** How long the pointer rests before ambient ports come out, ms. */
const REST = 280;

/** Provided and required ports side by side, one line each. */
function Rows({ provides, requires }: { provides: readonly PortView[]; requires: readonly PortView[] }) {
  const count = Math.max(provides.length, requires.length);
  return Array.from({ length: count }, (_, row) => {
    const left = provides[row];
    const right = requires[row];
    return (
      <div className="row" key={`${left?.port ?? ''}:${right?.port ?? ''}`}>
        {left === undefined ? <span /> : <Port port={left} />}
        {right === undefined ? <span /> : <Port port={right} />}
      </div>
    );
  });
}

/** Nodes of which the handles are to be measured again. */
const stale = new Set<string>();

/** Each measuring has all nodes look at the store: those of one turn are measured in one go. */
function measure(refresh: (ids: string[]) => void, id: string): void {
  if (stale.size === 0)
    queueMicrotask(() => {
      const ids = [...stale];
      stale.clear();
      refresh(ids);
    });
  stale.add(id);
}

/** Ports that need no wire: shown while the pointer rests on the node, or while a wire that fits is being drawn. */
function useDrawer(view: NodeView) {
  const [hovered, setHovered] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refresh = useUpdateNodeInternals();
  const asked = useUi(
    ({ dragged, port }) =>
      (dragged !== null && view.hidden.some((one) => dragged.fits.has(`${one.node}.${one.port}`))) ||
      (dragged?.from.node === view.id && view.hidden.some((one) => one.port === dragged.from.port)) ||
      (port?.node === view.id && view.hidden.some((one) => one.port === port.port)),
  );
  const open = view.hidden.length > 0 && (asked || hovered);
  // biome-ignore lint/correctness/useExhaustiveDependencies: handles come and go with the drawer and with the ports
  useEffect(() => measure(refresh, view.id), [refresh, view, open]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const over = (on: boolean) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHovered(on), on ? REST : 120);
  };
  return { open, over };
}

/** The way to the quick fixes, beside a node that has problems; in its corner, where ports are never. */
function Bulb({ view }: { readonly view: NodeView }) {
  const { t } = useTranslation();
  const count = view.errors + view.warnings;
  if (count === 0) return null;
  const label = t('fix.light', { count });
  return (
    <button
      type="button"
      className="bulb nodrag nopan"
      aria-label={label}
      title={`${label} (${shown('Mod+.')})`}
      data-testid={`bulb-${view.id}`}
      onClick={(event) => {
        event.stopPropagation();
        offerFixes(findingsAt(useChecks.getState().diagnostics, { component: view.id }), event.currentTarget);
      }}
    >
      <Lightbulb size={13} />
    </button>
  );
}

function Head({ view }: { readonly view: NodeView }) {
  const { t } = useTranslation();
  const bad = view.errors > 0;
  return (
    <header>
      <i className="category" />
      <b title={view.title}>{view.title}</b>
      {bad || view.warnings > 0 ? (
        <span
          className={bad ? 'mark bad' : 'mark warn'}
          role="img"
          aria-label={t(bad ? 'node.errors' : 'node.warnings', { count: bad ? view.errors : view.warnings })}
        >
          <TriangleAlert size={12} />
        </span>
      ) : null}
      <small>{view.subtitle}</small>
    </header>
  );
}

function BoardHead({ view }: { readonly view: NodeView }) {
  const { t } = useTranslation();
  const open = useUi((state) => state.boardOpen);
  return (
    <header>
      <CircuitBoard size={14} aria-hidden />
      <b>{t('board.title')}</b>
      <small>{view.title}</small>
      <button
        type="button"
        className="nodrag link"
        aria-expanded={open}
        onClick={() => setUi({ boardOpen: !open, nodes: ['board'], wires: [] })}
      >
        {open ? t('board.close') : t('board.open')}
      </button>
    </header>
  );
}

function Foot({ view }: { readonly view: NodeView }) {
  const { t } = useTranslation();
  const size = useNodeSize(view.id);
  const [light, words] = useNodeState(view.id);
  return (
    <>
      {size === null && words === '' && view.linked ? null : (
        <footer>
          <span className="cost" title={t(size?.estimated ? 'node.estimated' : 'node.measured')}>
            {size === null ? '' : `${size.estimated ? '≈ ' : ''}${bytes(size.bytes)}`}
            {size === null || size.delta === null || size.delta === 0 ? null : (
              <b
                className="delta"
                data-sign={Math.sign(size.delta)}
                data-testid={`delta-${view.id}`}
                title={t('node.delta')}
              >
                {delta(size.delta)}
              </b>
            )}
          </span>
          <span className="state">{view.linked ? words : t('node.unlinked')}</span>
        </footer>
      )}
      {light === 'off' ? null : (
        <span className={`light ${light}`} role="img" aria-label={t(`node.light.${light}`)} title={words} />
      )}
      <span className="bar" style={{ width: `${Math.min((size?.share ?? 0) * 100, 100)}%` }} />
    </>
  );
}

/** A component, or the board. */
export const ComponentNode = memo(function ComponentNode({ data, selected }: NodeProps<FlowNode>) {
  const { t } = useTranslation();
  const { view } = data;
  const simple = useStore((state) => state.transform[2] < SIMPLE);
  const { open, over } = useDrawer(view);
  const board = view.kind === 'board';
  const boardOpen = useUi((state) => board && state.boardOpen);
  const pointed = useUi((state) => state.pointed === view.id);
  const classes = [
    'node',
    view.kind,
    selected ? 'selected' : '',
    pointed ? 'pointed' : '',
    view.errors > 0 ? 'has-errors' : '',
    view.linked ? '' : 'unlinked',
    view.absent ? 'absent' : '',
    simple ? 'simple' : '',
    open ? 'drawn' : '',
  ];
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      style={{ '--c': view.colour } as React.CSSProperties}
      data-testid={`node-${view.id}`}
      onPointerEnter={() => over(true)}
      onPointerLeave={() => over(false)}
    >
      {board ? <BoardHead view={view} /> : <Head view={view} />}
      <Bulb view={view} />
      <div className="rows">
        <Rows provides={view.provides} requires={view.requires} />
        {board && view.provides.length === 0 && view.requires.length === 0 ? (
          <p className="hint">{t('board.unused')}</p>
        ) : null}
      </div>
      {boardOpen ? <Drivers /> : null}
      <Foot view={view} />
      {open ? (
        <div className="drawer">
          <span className="drawer-title">{t(board ? 'board.available' : 'node.defaults')}</span>
          <Rows
            provides={view.hidden.filter(({ side }) => side === 'provides')}
            requires={view.hidden.filter(({ side }) => side === 'requires')}
          />
        </div>
      ) : null}
    </div>
  );
});
