/** One run's terminal: xterm with its add-ons, fed from the console source; and a mirror of its text for readers. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { SerializeAddon } from '@xterm/addon-serialize';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Ref } from 'react';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import css from './console.module.css';
import { bufferText } from './consoleBuffer.ts';
import { safeLink } from './consoleText.ts';
import { terminalTheme } from './consoleTheme.ts';
import { copied } from './copy.ts';
import type { ConsoleSource, ThemeName } from './types.ts';
import ui from './ui.module.css';

export interface TerminalHandle {
  focus(): void;
  clear(): void;
  /** What is shown and scrolled back to, without escapes. */
  text(): string;
  /** The selection or, where there is none, everything: as text, and with its colours as HTML. */
  copied(): { readonly text: string; readonly html: string };
  find(term: string, direction: 'next' | 'previous', incremental: boolean): void;
  endFind(): void;
}

interface Props {
  readonly jobId: string;
  readonly visible: boolean;
  readonly acceptsInput: boolean;
  readonly theme: ThemeName;
  readonly scrollback: number;
  readonly source: ConsoleSource;
  readonly onInput: (data: string) => void;
  readonly onOpenLink: (url: string) => void;
  readonly onFind: () => void;
  readonly onResults: (index: number, count: number) => void;
  readonly handle: Ref<TerminalHandle>;
}

/** Readers and tests see text at most this late; a frame each would walk the buffer too often. */
const MIRROR_MS = 80;

const FIND_COLOURS = {
  matchBackground: '#3b4a2a',
  matchOverviewRuler: '#8aa84f',
  activeMatchBackground: '#9a7412',
  activeMatchColorOverviewRuler: '#e3b341',
};

export function ConsoleTerminal(props: Props) {
  const { t } = useTranslation();
  const { jobId, visible, acceptsInput, theme, scrollback, source } = props;
  const host = useRef<HTMLDivElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const made = useRef<{ terminal: Terminal; search: SearchAddon; serialize: SerializeAddon; fit: () => void }>(null);
  // The terminal lives as long as the run; its listeners must see the newest props without being made anew.
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const terminal = new Terminal({
      convertEol: true,
      scrollback: latest.current.scrollback,
      disableStdin: !latest.current.acceptsInput,
      fontFamily: getComputedStyle(element).fontFamily,
      fontSize: 12.5,
      lineHeight: 1.3,
      cursorBlink: false,
      cursorInactiveStyle: 'outline',
      allowProposedApi: true,
      theme: terminalTheme(element),
      linkHandler: {
        allowNonHttpProtocols: false,
        activate: (_event, uri) => open(uri),
      },
    });
    const open = (uri: string) => {
      const url = safeLink(uri);
      if (url !== null) latest.current.onOpenLink(url);
    };
    const [fit, search, serialize] = [new FitAddon(), new SearchAddon(), new SerializeAddon()];
    terminal.loadAddon(fit);
    terminal.loadAddon(search);
    terminal.loadAddon(serialize);
    terminal.loadAddon(new WebLinksAddon((_event, uri) => open(uri)));
    terminal.open(element);
    terminal.attachCustomKeyEventHandler((event) => passesToTerminal(event, terminal, latest.current));
    terminal.onData((data) => {
      if (latest.current.acceptsInput) latest.current.onInput(data);
    });
    search.onDidChangeResults((result) => latest.current.onResults(result.resultIndex, result.resultCount));
    const doFit = () => {
      // A hidden element measures 0 × 0; fitting to that would wrap every line at two columns.
      if (element.clientWidth > 40 && element.clientHeight > 20) fit.fit();
    };
    doFit();
    made.current = { terminal, search, serialize, fit: doFit };
    const observer = new ResizeObserver(doFit);
    observer.observe(element);

    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      if (mirror.current !== null) mirror.current.textContent = bufferText(terminal.buffer.active);
    };
    terminal.onWriteParsed(() => {
      timer ??= setTimeout(show, MIRROR_MS);
    });
    terminal.write(latest.current.source.text(jobId));
    const end = latest.current.source.subscribe(jobId, (data) => terminal.write(data));
    return () => {
      end();
      clearTimeout(timer);
      observer.disconnect();
      terminal.dispose();
      made.current = null;
    };
  }, [jobId]);

  useEffect(() => {
    const terminal = made.current?.terminal;
    if (terminal === undefined) return;
    terminal.options.disableStdin = !acceptsInput;
    terminal.options.scrollback = scrollback;
    // An idle run's cursor would promise input that goes nowhere.
    terminal.write(acceptsInput ? '\u001b[?25h' : '\u001b[?25l');
  }, [acceptsInput, scrollback]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read from the element
  useEffect(() => {
    if (made.current !== null && host.current !== null)
      made.current.terminal.options.theme = terminalTheme(host.current);
  }, [theme]);
  useEffect(() => {
    if (visible) made.current?.fit();
  }, [visible]);

  useImperativeHandle(
    props.handle,
    (): TerminalHandle => ({
      focus: () => made.current?.terminal.focus(),
      clear: () => {
        made.current?.terminal.clear();
        if (mirror.current !== null && made.current !== null)
          mirror.current.textContent = bufferText(made.current.terminal.buffer.active);
      },
      text: () => (made.current === null ? '' : bufferText(made.current.terminal.buffer.active)),
      copied: () => {
        if (made.current === null) return { text: '', html: '' };
        const { terminal, serialize } = made.current;
        const onlySelection = terminal.hasSelection();
        return {
          text: onlySelection ? terminal.getSelection() : bufferText(terminal.buffer.active),
          html: serialize.serializeAsHTML({ onlySelection, includeGlobalBackground: true }),
        };
      },
      find: (term, direction, incremental) => {
        const search = made.current?.search;
        const options = { incremental, decorations: FIND_COLOURS };
        if (direction === 'next') search?.findNext(term, options);
        else search?.findPrevious(term, options);
      },
      endFind: () => {
        made.current?.search.clearDecorations();
        made.current?.terminal.clearSelection();
      },
    }),
    [],
  );
  // A source that changes identity does not restart the terminal: only the job does.
  void source;
  return (
    <div className={css.terminal} hidden={!visible} data-job={jobId}>
      <div ref={host} className={css.screen} />
      <div
        ref={mirror}
        className={ui.hidden}
        role="log"
        aria-live="off"
        aria-label={t('dock.console.text')}
        data-testid={visible ? 'console-text' : undefined}
      />
    </div>
  );
}

/** Whether xterm gets the key: not where the app has a use for it, and never the way out by Tab. */
function passesToTerminal(event: KeyboardEvent, terminal: Terminal, props: Props): boolean {
  if (event.type !== 'keydown') return true;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (command && key === 'f') {
    event.preventDefault();
    props.onFind();
    return false;
  }
  if (command && key === 'c' && terminal.hasSelection()) {
    void copied(() => navigator.clipboard.writeText(terminal.getSelection()));
    return false;
  }
  if (event.key === 'Tab' && (event.shiftKey || !props.acceptsInput)) return false;
  // A run that takes no input leaves every shortcut to the app.
  return props.acceptsInput && !(event.metaKey || /^F\d+$/.test(event.key));
}
