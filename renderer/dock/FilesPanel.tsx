/** Files: tree on the left, Monaco on the right. Sources are edited and saved here; the rest is for reading. */
import { Columns2, FileCode, Lock, PencilLine, Save, Undo2 } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileInfo } from '../../engine/contract.ts';
import { diagnosticText } from '../app/diagnosticText.ts';
import { Empty } from './Empty.tsx';
import { FileTree } from './FileTree.tsx';
import { isDirty } from './fileDocs.ts';
import type { Marker } from './fileRows.ts';
import { findFile, markersByFile } from './fileRows.ts';
import css from './files.module.css';
import type { FilesPanelProps, OpenRequest } from './types.ts';
import ui from './ui.module.css';
import { useFileDocs } from './useFileDocs.ts';

// Monaco is large: nobody who does not look at files loads it.
const CodeView = lazy(() => import('./CodeView.tsx'));

const NO_MARKERS: readonly Marker[] = [];

export function FilesPanel(props: FilesPanelProps) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const { files, theme, diagnostics, openRequest = null } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const [comparing, setComparing] = useState(false);
  const [answered, setAnswered] = useState<OpenRequest | null>(null);
  const [reveal, setReveal] = useState<{ id: string; line: number; column: number } | null>(null);
  const file = files.find((item) => item.id === chosen) ?? files.find((item) => item.kind === 'source') ?? files[0];
  const { state, dirty, dispatch, store, isDirtyNow } = useFileDocs(props, file?.id ?? null);

  // The list may arrive after the request: it stays unanswered until its file is there.
  useEffect(() => {
    if (openRequest === null || openRequest === answered) return;
    const wanted = findFile(files, openRequest.file);
    if (wanted === undefined) return;
    setAnswered(openRequest);
    setChosen(wanted.id);
    setComparing(false);
    setReveal(
      openRequest.line === undefined
        ? null
        : { id: wanted.id, line: openRequest.line, column: openRequest.column ?? 1 },
    );
  }, [openRequest, answered, files]);

  const markers = useMemo(() => markersByFile(files, diagnostics), [files, diagnostics]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language, another message
  const messageOf = useCallback(({ diagnostic }: Marker) => diagnosticText(diagnostic), [language]);
  // While the next file loads the last one stays, so that the editor and its undo history live on.
  const lastShown = useRef<FileInfo | null>(null);
  const loaded = file !== undefined && state.docs[file.id] !== undefined;
  if (loaded) lastShown.current = file;
  const shown = loaded ? file : lastShown.current;
  const doc = shown === null ? undefined : state.docs[shown.id];

  if (file === undefined)
    return <Empty icon={<FileCode size={24} />} title={t('dock.files.emptyTitle')} text={t('dock.files.emptyText')} />;
  const error = state.errors[file.id];
  const open = (id: string) => {
    setChosen(id);
    setReveal(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== 's') return;
    // Nothing unsaved here: the key saves the composition, as everywhere else.
    if (!isDirtyNow(file.id)) return;
    event.preventDefault();
    event.stopPropagation();
    store(file.id).catch(() => {});
  };
  const changed = doc !== undefined && doc.previous !== null && doc.previous !== doc.text;
  return (
    <div className={css.files} data-testid="files" onKeyDownCapture={onKeyDown}>
      <FileTree files={files} current={file.id} dirty={new Set(dirty)} markers={markers} onOpen={open} />
      <div className={css.main}>
        <header className={css.head}>
          <span className={css.path} title={file.label}>
            {file.label}
          </span>
          {isDirty(state.docs[file.id]) ? (
            <span className={css.dirty} role="img" aria-label={t('dock.files.dirty')} data-testid="file-dirty" />
          ) : null}
          {file.writable ? null : (
            <span className={css.badge} title={t(`dock.files.why.${file.kind}`)}>
              <Lock size={11} aria-hidden="true" />
              {t('dock.files.readOnly')}
            </span>
          )}
          <span className={css.grow} />
          {changed ? (
            <button
              type="button"
              className={`${ui.button} ${ui.small}`}
              aria-pressed={comparing}
              onClick={() => setComparing(!comparing)}
            >
              <Columns2 size={13} aria-hidden="true" />
              {t(comparing ? 'dock.files.endCompare' : 'dock.files.compare')}
            </button>
          ) : null}
          {file.kind === 'catalog' && file.component !== undefined && props.onAdopt !== undefined ? (
            <button
              type="button"
              className={`${ui.button} ${ui.small}`}
              disabled={(props.adoptDisabled ?? null) !== null}
              title={props.adoptDisabled ?? t('dock.files.adoptWhy')}
              data-testid="file-adopt"
              onClick={() => file.component !== undefined && props.onAdopt?.(file.component)}
            >
              <PencilLine size={13} aria-hidden="true" />
              {t('dock.files.adopt')}
            </button>
          ) : null}
          {isDirty(state.docs[file.id]) ? (
            <>
              <button
                type="button"
                className={`${ui.button} ${ui.small}`}
                onClick={() => dispatch({ type: 'revert', id: file.id })}
              >
                <Undo2 size={13} aria-hidden="true" />
                {t('dock.files.revert')}
              </button>
              <button
                type="button"
                className={`${ui.primary} ${ui.small}`}
                disabled={doc?.saving}
                data-testid="file-save"
                onClick={() => void store(file.id).catch(() => {})}
              >
                <Save size={13} aria-hidden="true" />
                {t(doc?.saving ? 'dock.files.saving' : 'dock.files.save')}
              </button>
            </>
          ) : null}
        </header>
        {state.docs[file.id]?.problem ? (
          <div className={css.problem} role="alert">
            {t('dock.files.notSaved', { message: state.docs[file.id]?.problem })}
          </div>
        ) : null}
        {error !== undefined ? (
          <div className={css.problem} role="alert">
            {t('dock.files.unreadable', { message: error })}
          </div>
        ) : null}
        <div className={css.editor} data-stale={!loaded || undefined}>
          {shown === null || doc === undefined ? null : (
            <Suspense fallback={<div className={css.loading}>{t('dock.files.loading')}</div>}>
              <CodeView
                id={shown.id}
                label={shown.label}
                language={shown.language}
                text={doc.text}
                epoch={doc.epoch}
                original={comparing && changed ? doc.previous : null}
                readOnly={!shown.writable}
                markers={markers.get(shown.id) ?? NO_MARKERS}
                messageOf={messageOf}
                theme={theme}
                reveal={reveal !== null && reveal.id === shown.id ? reveal : null}
                onChange={(id, text) => dispatch({ type: 'edit', id, text })}
              />
            </Suspense>
          )}
        </div>
      </div>
    </div>
  );
}
