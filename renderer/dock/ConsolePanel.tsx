/** The console: a tab per run, a header line that says where it runs, find, copy, clear, save. */
import { Copy, Download, Eraser, Search, Square, SquareTerminal, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConsoleFind } from './ConsoleFind.tsx';
import type { TerminalHandle } from './ConsoleTerminal.tsx';
import { ConsoleTerminal } from './ConsoleTerminal.tsx';
import css from './console.module.css';
import { logName } from './consoleText.ts';
import { copied } from './copy.ts';
import { download } from './download.ts';
import { Empty } from './Empty.tsx';
import { Forwards } from './Forwards.tsx';
import { useTabKeys } from './tabKeys.ts';
import type { ConsolePanelProps, ConsoleRun } from './types.ts';

const DEFAULT_SCROLLBACK = 10_000;

function Action(props: { label: string; icon: ReactNode; disabled?: boolean; testid?: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className={css.action}
      title={props.label}
      aria-label={props.label}
      disabled={props.disabled}
      data-testid={props.testid}
      onClick={props.onClick}
    >
      {props.icon}
    </button>
  );
}

function RunTabs(props: Pick<ConsolePanelProps, 'runs' | 'onSelect' | 'onClose'> & { active: string }) {
  const { t } = useTranslation();
  const arrows = useTabKeys(
    props.runs.map((run) => run.id),
    props.active,
    props.onSelect,
  );
  const current = props.runs.find((run) => run.id === props.active);
  // A toolbar rather than a tab list: a tab list may hold nothing but tabs, and these have a close button each.
  return (
    <div
      className={css.runs}
      role="toolbar"
      aria-label={t('dock.console.runs')}
      onKeyDown={(event) => {
        if (event.key === 'Delete' && current !== undefined && current.state !== 'running') props.onClose(current.id);
        else arrows(event);
      }}
    >
      {props.runs.map((run) => (
        <span key={run.id} className={css.run} data-active={run.id === props.active || undefined}>
          <button
            type="button"
            className={css.runTab}
            data-tab={run.id}
            aria-pressed={run.id === props.active}
            tabIndex={run.id === props.active ? 0 : -1}
            title={`${run.title} · ${t(`dock.console.state.${run.state}`)}`}
            onClick={() => props.onSelect(run.id)}
          >
            <i className={css.dot} data-state={run.state} />
            {run.title}
          </button>
          {run.state === 'running' ? null : (
            <button
              type="button"
              className={css.runClose}
              aria-label={t('dock.console.close', { title: run.title })}
              tabIndex={-1}
              onClick={() => props.onClose(run.id)}
            >
              <X size={12} />
            </button>
          )}
        </span>
      ))}
    </div>
  );
}

const acceptsInput = (run: ConsoleRun) => run.kind === 'boot' && run.state === 'running';

export function ConsolePanel(props: ConsolePanelProps) {
  const { t } = useTranslation();
  const { runs, theme, source, scrollback = DEFAULT_SCROLLBACK } = props;
  const current = runs.find((run) => run.id === props.active) ?? runs.at(-1);
  const terminals = useRef(new Map<string, TerminalHandle>());
  const [finding, setFinding] = useState(false);
  const [results, setResults] = useState({ index: -1, count: 0 });
  const [isCopied, setCopied] = useState(false);
  if (current === undefined)
    return (
      <div className={css.console}>
        <Empty
          icon={<SquareTerminal size={24} />}
          title={t('dock.console.emptyTitle')}
          text={t('dock.console.emptyText')}
        />
      </div>
    );
  const terminal = () => terminals.current.get(current.id);
  const copy = async () => {
    const content = terminal()?.copied();
    if (content === undefined) return;
    const item = {
      'text/plain': new Blob([content.text], { type: 'text/plain' }),
      'text/html': new Blob([content.html], { type: 'text/html' }),
    };
    setCopied(await copied(() => navigator.clipboard.write([new ClipboardItem(item)])));
  };
  const save = () => (props.onSave ?? download)(terminal()?.text() ?? '', logName(current.title));
  const openLink = props.onOpenLink ?? ((url: string) => void window.open(url, '_blank', 'noopener,noreferrer'));
  const endFind = () => {
    setFinding(false);
    terminal()?.endFind();
    terminal()?.focus();
  };
  return (
    <div className={css.console} data-testid="console">
      <div className={css.bar}>
        {runs.length > 1 ? (
          <RunTabs runs={runs} active={current.id} onSelect={props.onSelect} onClose={props.onClose} />
        ) : (
          <i className={css.dot} data-state={current.state} aria-hidden="true" />
        )}
        <span className={css.header} data-testid="console-header" title={current.header.join(' · ')}>
          {current.header.length === 0 ? current.title : current.header.join(' · ')}
        </span>
        <span className={css.state} data-state={current.state} data-testid="console-state" role="status">
          {t(`dock.console.state.${current.state}`)}
        </span>
        <span className={css.actions}>
          {current.state === 'running' ? (
            <Action
              label={t('dock.console.stop')}
              icon={<Square size={13} fill="currentColor" />}
              testid="console-stop"
              onClick={() => props.onCancel(current.id)}
            />
          ) : null}
          <Action label={t('dock.console.find')} icon={<Search size={14} />} onClick={() => setFinding(true)} />
          <Action
            label={t(isCopied ? 'dock.console.copied' : 'dock.console.copy')}
            icon={<Copy size={14} />}
            onClick={() => void copy()}
          />
          <Action label={t('dock.console.save')} icon={<Download size={14} />} onClick={save} />
          <Action
            label={t('dock.console.clear')}
            icon={<Eraser size={14} />}
            testid="console-clear"
            onClick={() => terminal()?.clear()}
          />
        </span>
      </div>
      <Forwards run={current} onBrowse={props.onBrowse} />
      <div className={css.screens} onPointerLeave={() => setCopied(false)}>
        {finding ? (
          <ConsoleFind
            results={results}
            onFind={(term, direction, incremental) => terminal()?.find(term, direction, incremental)}
            onClose={endFind}
          />
        ) : null}
        {runs.map((run) => (
          <ConsoleTerminal
            key={run.id}
            jobId={run.id}
            visible={run.id === current.id}
            acceptsInput={acceptsInput(run)}
            theme={theme}
            scrollback={scrollback}
            source={source}
            onInput={(data) => props.onInput(run.id, data)}
            onOpenLink={openLink}
            onFind={() => setFinding(true)}
            onResults={(index, count) => setResults({ index, count })}
            handle={(handle) => {
              if (handle === null) terminals.current.delete(run.id);
              else terminals.current.set(run.id, handle);
            }}
          />
        ))}
      </div>
    </div>
  );
}
