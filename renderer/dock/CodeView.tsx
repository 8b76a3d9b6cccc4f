/** The code editor of the files panel: one editor, a model per file, or a diff of two. Default export, for `lazy`. */
import { useEffect, useRef } from 'react';
import type { Marker } from './fileRows.ts';
import css from './files.module.css';
import { applyTheme, monaco } from './monaco.ts';
import type { ThemeName } from './types.ts';

export interface CodeViewProps {
  readonly id: string;
  readonly label: string;
  readonly language: string;
  readonly text: string;
  /** A new number says that the model must take `text` over (a reload); typing never changes it. */
  readonly epoch: number;
  /** Not null: shown as a diff, this on the left, read-only. */
  readonly original: string | null;
  readonly readOnly: boolean;
  readonly markers: readonly Marker[];
  /** The message of a marker in the user's language. */
  readonly messageOf: (marker: Marker) => string;
  readonly theme: ThemeName;
  readonly reveal: { readonly line: number; readonly column: number } | null;
  readonly onChange: (id: string, text: string) => void;
}

const SEVERITY = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
} as const;

const uriOf = (id: string) => monaco.Uri.from({ scheme: 'uniloom', path: `/${id}` });

/**
 * The model outlives the view, so that undo and folding survive a look at another file; the panel's end frees all.
 * It takes `text` over by epoch, never by comparison: a rendered text may be older than the last key stroke.
 */
function modelFor(epochs: Map<string, number>, of: Pick<CodeViewProps, 'id' | 'language' | 'text' | 'epoch'>) {
  const uri = uriOf(of.id);
  const found = monaco.editor.getModel(uri);
  if (found !== null && epochs.get(of.id) !== of.epoch && found.getValue() !== of.text) found.setValue(of.text);
  epochs.set(of.id, of.epoch);
  return found ?? monaco.editor.createModel(of.text, of.language, uri);
}

function common(element: Element, label: string): monaco.editor.IEditorOptions {
  return {
    automaticLayout: true,
    ariaLabel: label,
    fontFamily: getComputedStyle(element).getPropertyValue('--mono'),
    fontSize: 12.5,
    lineHeight: 19,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    renderLineHighlight: 'line',
    lineNumbersMinChars: 4,
    padding: { top: 8, bottom: 8 },
    overviewRulerBorder: false,
    fixedOverflowWidgets: true,
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
  };
}

export default function CodeView(props: CodeViewProps) {
  const { id, label, language, text, epoch, original, readOnly, markers, messageOf, theme, reveal } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null);
  const views = useRef(new Map<string, monaco.editor.ICodeEditorViewState>());
  const epochs = useRef(new Map<string, number>());
  const latest = useRef(props);
  latest.current = props;
  const comparing = original !== null;

  useEffect(() => {
    const element = host.current;
    if (element === null || comparing) return;
    const made = monaco.editor.create(element, { ...common(element, ''), model: null });
    editor.current = made;
    const change = made.onDidChangeModelContent(() =>
      latest.current.onChange(latest.current.id, made.getModel()?.getValue() ?? ''),
    );
    return () => {
      change.dispose();
      made.dispose();
      editor.current = null;
    };
  }, [comparing]);

  // Runs after the one above, so that an editor just made gets its model; and when the file or its epoch changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `id` and `epoch` say when `latest` has another text
  useEffect(() => {
    const made = editor.current;
    if (made === null || comparing) return;
    const model = modelFor(epochs.current, latest.current);
    if (made.getModel() !== model) {
      made.setModel(model);
      const view = views.current.get(id);
      if (view !== undefined) made.restoreViewState(view);
    }
    made.updateOptions({ readOnly, ariaLabel: label, domReadOnly: readOnly });
  }, [id, epoch, readOnly, label, comparing]);
  useEffect(
    () => () => {
      const view = editor.current?.saveViewState() ?? null;
      if (view !== null) views.current.set(id, view);
    },
    [id],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: `id` and `epoch` say when `latest` has another text
  useEffect(() => {
    const element = host.current;
    if (element === null || original === null) return;
    const before = monaco.editor.createModel(original, language);
    const after = modelFor(epochs.current, latest.current);
    const diff = monaco.editor.createDiffEditor(element, {
      ...common(element, label),
      readOnly: true,
      originalEditable: false,
      renderOverviewRuler: false,
      renderSideBySide: element.clientWidth > 720,
      hideUnchangedRegions: { enabled: true },
    });
    diff.setModel({ original: before, modified: after });
    return () => {
      diff.dispose();
      before.dispose();
    };
  }, [id, epoch, language, original, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` makes the model, which the markers need
  useEffect(() => {
    const model = monaco.editor.getModel(uriOf(id));
    if (model === null) return;
    const data = markers.map((marker) => {
      const line = Math.min(marker.line, model.getLineCount());
      const word = model.getWordAtPosition({ lineNumber: line, column: marker.column });
      return {
        severity: SEVERITY[marker.severity],
        code: marker.code,
        message: messageOf(marker),
        startLineNumber: line,
        endLineNumber: line,
        startColumn: word?.startColumn ?? marker.column,
        endColumn: word?.endColumn ?? model.getLineMaxColumn(line),
      };
    });
    monaco.editor.setModelMarkers(model, 'uniloom', data);
  }, [id, markers, messageOf, text]);

  useEffect(() => {
    const made = editor.current;
    if (made === null || reveal === null) return;
    made.setPosition({ lineNumber: reveal.line, column: reveal.column });
    made.revealLineInCenter(reveal.line);
    made.focus();
  }, [reveal]);

  useEffect(() => {
    if (host.current !== null) applyTheme(theme, host.current);
  }, [theme]);

  useEffect(
    () => () => {
      for (const model of monaco.editor.getModels()) if (model.uri.scheme === 'uniloom') model.dispose();
    },
    [],
  );
  // `nokey` tells the canvas that keys typed here are text: the editor's input is no field that it would know, and it
  // takes the space bar for panning.
  return <div ref={host} className={`${css.code} nokey`} data-testid="code" />;
}
