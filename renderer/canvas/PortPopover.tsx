import { useStore } from '@xyflow/react';
import { CircleAlert, Lightbulb, Plus, Sparkle, Spline, Unplug, X } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Candidate } from '../../engine/check/candidates.ts';
import type { Diagnostic } from '../../engine/check/types.ts';
import { removeWire } from '../../engine/model/commands.ts';
import { shown } from '../actions/keys.ts';
import { perform } from '../actions/registry.ts';
import { diagnosticText } from '../app/diagnosticText.ts';
import { engineText } from '../app/engineText.ts';
import { useCatalog } from '../state/catalog.ts';
import { useChecks } from '../state/checks.ts';
import { applyEdits, connectPorts } from '../state/compose.ts';
import { commit, useDocument } from '../state/document.ts';
import { choicesFor, presentFor, refOf } from '../state/fit.ts';
import { bytes } from '../state/format.ts';
import { familyColour, findPort, type PortFacts } from '../state/ports.ts';
import { setUi, useUi } from '../state/ui.ts';

const WIDTH = 320;
/** Height that it has at least, where the canvas has it. */
const ROOM = 300;

/** Where the port's handle is, in pixels of the canvas's element; undefined while it is not drawn. */
function useAnchor(port: PortFacts): { x: number; y: number; width: number; height: number } | undefined {
  const text = useStore((state) => {
    const node = state.nodeLookup.get(port.node);
    const bounds = node?.internals.handleBounds?.[port.side === 'requires' ? 'source' : 'target'];
    const handle = bounds?.find(({ id }) => id === `${port.side}:${port.port}`);
    if (node === undefined || handle === undefined) return '';
    const [tx, ty, zoom] = state.transform;
    const at = node.internals.positionAbsolute;
    const x = (at.x + handle.x + handle.width / 2) * zoom + tx;
    const y = (at.y + handle.y + handle.height / 2) * zoom + ty;
    return `${x} ${y} ${state.width} ${state.height}`;
  });
  if (text === '') return undefined;
  const [x = 0, y = 0, width = 0, height = 0] = text.split(' ').map(Number);
  return { x, y, width, height };
}

function Choice({ candidate, onPick }: { readonly candidate: Candidate; readonly onPick: () => void }) {
  const { t } = useTranslation();
  const add = candidate.kind === 'add';
  return (
    <li>
      <button type="button" onClick={onPick} data-testid={`candidate-${add ? candidate.microlib : candidate.to}`}>
        {add ? <Plus size={13} aria-hidden /> : <Spline size={13} aria-hidden />}
        <span>
          <b>{add ? candidate.title : candidate.to}</b>
          {add ? null : <em> {candidate.title}</em>}
          {candidate.choose === '' ? null : <small>{candidate.choose}</small>}
        </span>
        <i>{add ? (candidate.cost === null ? '' : `+ ${bytes(candidate.cost.image)}`) : t('port.here')}</i>
      </button>
    </li>
  );
}

function Choices({ port }: { readonly port: PortFacts }) {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const catalog = useCatalog((state) => state.catalog);
  const target = useUi((state) => state.target);
  const choices = useMemo(
    () => (port.side === 'requires' ? choicesFor(composition, catalog, target, port) : []),
    [composition, catalog, target, port],
  );
  const users = useMemo(
    () => (port.side === 'provides' ? presentFor(composition, catalog, target, port) : []),
    [composition, catalog, target, port],
  );
  if (choices.length === 0 && users.length === 0)
    return <p className="none">{t(port.side === 'requires' ? 'port.noProvider' : 'port.noUser')}</p>;
  const pick = (candidate: Candidate) => {
    applyEdits(
      t(candidate.kind === 'add' ? 'step.addAndWire' : 'step.wire', {
        name: candidate.title,
        from: refOf(port),
        to: candidate.to,
      }),
      candidate.edits,
    );
    setUi({ port: null });
  };
  return (
    <ul>
      {choices.map((candidate) => (
        <Choice key={`${candidate.kind}${candidate.to}`} candidate={candidate} onPick={() => pick(candidate)} />
      ))}
      {users.map((user) => (
        <li key={refOf(user)}>
          <button
            type="button"
            onClick={() => {
              connectPorts(user, port);
              setUi({ port: null });
            }}
          >
            <Spline size={13} aria-hidden />
            <span>
              <b>{refOf(user)}</b>
            </span>
            <i>{t('port.here')}</i>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Wires({ port }: { readonly port: PortFacts }) {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const mine = composition.wires.flatMap((wire, index) =>
    (port.side === 'requires' ? wire.from : wire.to) === refOf(port) ? [{ wire, index }] : [],
  );
  return mine.map(({ wire, index }) => (
    <div className="now" key={`${wire.from}>${wire.to}`}>
      <Spline size={13} aria-hidden />
      <button type="button" className="plain" onClick={() => setUi({ nodes: [], wires: [index], port: null })}>
        {port.side === 'requires' ? `→ ${wire.to}` : `${wire.from} →`}
      </button>
      <button
        type="button"
        className="icon"
        aria-label={t('port.unwire')}
        title={t('port.unwire')}
        onClick={() => commit(removeWire(composition, index))}
      >
        <Unplug size={13} />
      </button>
    </div>
  ));
}

function Body({ port, found }: { readonly port: PortFacts; readonly found: Diagnostic | undefined }) {
  const { t } = useTranslation();
  const api = useCatalog((state) => state.catalog.apis[port.api]);
  const anchor = useAnchor(port);
  const box = useRef<HTMLDivElement>(null);
  const name = refOf(port);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another port is another popover
  useEffect(() => box.current?.focus(), [name]);
  if (anchor === undefined) return null;
  const right = port.side === 'requires';
  const wish = right ? anchor.x + 54 : anchor.x - 54 - WIDTH;
  const left = Math.max(12, Math.min(wish, anchor.width - WIDTH - 12));
  const top = Math.max(12, Math.min(anchor.y + 34, anchor.height - ROOM));
  const most = Math.max(Math.min(400, anchor.height - top - 12), 120);
  const bad = found !== undefined;
  const edge = right ? left + 24 : left + WIDTH - 24;
  return (
    <>
      <svg className="tether" aria-hidden="true">
        <path
          className={bad ? 'bad' : ''}
          d={`M${anchor.x},${anchor.y} C${anchor.x + (right ? 40 : -40)},${anchor.y} ${edge},${top - 40} ${edge},${top}`}
          style={{ '--k': familyColour(port.family) } as React.CSSProperties}
        />
      </svg>
      <section
        ref={box}
        tabIndex={-1}
        aria-label={name}
        className={`port-popover nowheel nopan ${bad ? 'bad' : ''}`}
        data-testid="port-popover"
        style={{ left, top, width: WIDTH, maxHeight: most }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          setUi({ port: null });
        }}
      >
        <button
          type="button"
          className="icon close"
          aria-label={t('common.close')}
          onClick={() => setUi({ port: null })}
        >
          <X size={14} />
        </button>
        {bad ? (
          <h3>
            <code>{found.code}</code>{' '}
            {found.code === 'UL0102' ? t('port.missingTitle', { port: name }) : diagnosticText(found)}
          </h3>
        ) : (
          <h3>
            {name} <small>{t(`port.${port.side}`, { api: port.api })}</small>
          </h3>
        )}
        <p>
          <b style={{ color: familyColour(port.family) }}>{api?.title ?? port.api}</b> {port.doc || api?.summary}
        </p>
        {bad && found.because.length > 0 ? (
          <p className="because">
            <CircleAlert size={12} aria-hidden /> {found.because.map(engineText).join(' → ')}
          </p>
        ) : null}
        <Wires port={port} />
        <Choices port={port} />
        {bad ? (
          <footer>
            <button type="button" data-testid="popover-fix" onClick={() => perform('edit.quickFix')}>
              <Lightbulb size={12} aria-hidden />
              {t('action.quickFix')} <kbd aria-hidden>{shown('Mod+.')}</kbd>
            </button>
            <button type="button" data-testid="popover-complete" onClick={() => perform('edit.complete')}>
              {t('complete.here')}
              <Sparkle size={12} fill="currentColor" aria-hidden />
            </button>
          </footer>
        ) : null}
      </section>
    </>
  );
}

/** What a port can be wired to, beside it on the canvas; where something is wrong with it, what and why. */
export function PortPopover() {
  const id = useUi((state) => state.port);
  const target = useUi((state) => state.target);
  const composition = useDocument((state) => state.composition);
  const catalog = useCatalog((state) => state.catalog);
  const diagnostics = useChecks((state) => state.diagnostics);
  // It would slide away under the pointer while the canvas is on its way.
  const moving = useUi((state) => state.reveal?.zoom === 'keep');
  const port = useMemo(
    () => (id === null ? undefined : findPort(catalog, composition, target, id)),
    [id, catalog, composition, target],
  );
  if (port === undefined || moving) return null;
  const found = diagnostics.find(
    ({ at, severity }) => at.component === port.node && at.port === port.port && severity !== 'info',
  );
  return <Body port={port} found={found} />;
}
