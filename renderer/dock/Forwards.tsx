/** Ports of the host that lead to the guest: grey until it answers, then a link, or an address to copy. */
import { Check, Copy, ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forward } from '../../engine/contract.ts';
import { forwardText, forwardUrl } from '../../engine/model/forwards.ts';
import { duration } from '../state/format.ts';
import { copied } from './copy.ts';
import css from './forwards.module.css';
import type { ConsolePanelProps, ConsoleRun } from './types.ts';

type State = 'waiting' | 'ready' | 'untold' | 'over';

function stateOf({ proto, readyMs }: Forward, running: boolean): State {
  if (!running) return 'over';
  return proto === 'udp' ? 'untold' : readyMs === null ? 'waiting' : 'ready';
}

interface Props {
  readonly run: ConsoleRun;
  readonly onBrowse: ConsolePanelProps['onBrowse'];
}

function Chip({ run, forward, onBrowse }: Props & { readonly forward: Forward }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const state = stateOf(forward, run.state === 'running');
  const url = forwardUrl(forward);
  const text = forwardText(forward);
  const why = t(`dock.forwards.${state}`, { time: duration((forward.readyMs ?? 0) * 1e6) });
  const place = t('dock.forwards.leads', { port: forward.guestPort, component: forward.component });
  const copy = async () => {
    setCopied(await copied(() => navigator.clipboard.writeText(url ?? `127.0.0.1:${forward.hostPort}`)));
  };
  return (
    <span
      className={css.chip}
      data-state={state}
      data-testid={`forward-${forward.proto}-${forward.guestPort}`}
      title={`${place} · ${why}`}
      onPointerLeave={() => setCopied(false)}
    >
      <i className={css.light} role="img" aria-label={why} />
      {state === 'ready' && url !== null ? (
        <a
          className={css.address}
          href={url}
          target="_blank"
          rel="noreferrer"
          onClick={(event) => {
            if (onBrowse === undefined) return;
            event.preventDefault();
            onBrowse(run.id, forward.hostPort);
          }}
        >
          {text}
          <ExternalLink size={11} aria-hidden />
        </a>
      ) : (
        <span className={css.address}>{text}</span>
      )}
      <span className={css.guest}>→ {forward.guestPort}</span>
      {state === 'ready' || state === 'untold' ? (
        <button
          type="button"
          className={css.copy}
          aria-label={t(isCopied ? 'dock.console.copied' : 'dock.forwards.copy', { address: text })}
          title={t(isCopied ? 'dock.console.copied' : 'dock.forwards.copy', { address: text })}
          onClick={() => void copy()}
          onBlur={() => setCopied(false)}
        >
          {isCopied ? <Check size={12} /> : <Copy size={12} />}
        </button>
      ) : null}
    </span>
  );
}

export function Forwards({ run, onBrowse }: Props) {
  const { t } = useTranslation();
  const forwards = run.forwards ?? [];
  if (forwards.length === 0) return null;
  return (
    <section className={css.forwards} aria-label={t('dock.forwards.label')} data-testid="forwards">
      {forwards.map((forward) => (
        <Chip
          key={`${forward.component}:${forward.proto}:${forward.hostPort}:${forward.guestPort}`}
          run={run}
          forward={forward}
          onBrowse={onBrowse}
        />
      ))}
    </section>
  );
}
