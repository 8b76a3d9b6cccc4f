/** Exporters on the left, the chosen one's preview on the right, and one button that writes it. */
import { FileOutput, PackageOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytes as formatBytes } from '../state/format.ts';
import { Empty } from './Empty.tsx';
import css from './export.module.css';
import { useTabKeys } from './tabKeys.ts';
import type { Exporter, ExportPanelProps } from './types.ts';
import ui from './ui.module.css';

type Preview =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'shown'; readonly text: string | null; readonly note: string };

type Written =
  | { readonly state: 'writing' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'written'; readonly path: string; readonly bytes: number };

/** Exporters may write their extension with or without its dot. */
const dotted = (extension: string) => (extension.startsWith('.') ? extension : `.${extension}`);

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Loads the preview of `kind`; an answer that a newer question has overtaken is dropped. */
function usePreview(props: ExportPanelProps, kind: string | undefined): Preview {
  const { preview, revision, disabled = null } = props;
  const [shown, setShown] = useState<Preview>({ state: 'loading' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` says that the same question has a new answer
  useEffect(() => {
    if (kind === undefined || disabled !== null) return;
    let current = true;
    setShown({ state: 'loading' });
    preview(kind).then(
      (answer) => current && setShown({ state: 'shown', ...answer }),
      (error: unknown) => current && setShown({ state: 'failed', message: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [kind, preview, revision, disabled]);
  return shown;
}

function PreviewBox({ preview, exporter }: { preview: Preview; exporter: Exporter }) {
  const { t } = useTranslation();
  if (preview.state === 'loading') return <div className={css.note}>{t('dock.export.loading')}</div>;
  if (preview.state === 'failed')
    return (
      <div className={css.error} role="alert">
        {preview.message}
      </div>
    );
  return (
    <>
      {preview.note === '' ? null : <div className={css.note}>{preview.note}</div>}
      {preview.text === null ? (
        <div className={css.binary}>
          <FileOutput size={22} aria-hidden="true" />
          {t('dock.export.binary', { extension: dotted(exporter.extension) })}
        </div>
      ) : (
        <pre className={css.text} data-testid="export-preview" title={t('dock.export.preview')}>
          {preview.text}
        </pre>
      )}
    </>
  );
}

export function ExportPanel(props: ExportPanelProps) {
  const { t } = useTranslation();
  const { exporters, disabled = null } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const [written, setWritten] = useState<Written | null>(null);
  const current = exporters.find((exporter) => exporter.kind === chosen) ?? exporters[0];
  const preview = usePreview(props, current?.kind);
  const choose = (kind: string) => {
    setChosen(kind);
    setWritten(null);
  };
  const kinds = exporters.map((exporter) => exporter.kind);
  const onKeyDown = useTabKeys(kinds, current?.kind ?? '', choose);
  if (current === undefined)
    return (
      <Empty icon={<PackageOpen size={24} />} title={t('dock.export.emptyTitle')} text={t('dock.export.emptyText')} />
    );
  const write = async () => {
    setWritten({ state: 'writing' });
    try {
      const result = await props.onWrite(current.kind);
      setWritten(result === null ? null : { state: 'written', ...result });
    } catch (error) {
      setWritten({ state: 'failed', message: messageOf(error) });
    }
  };
  const onArrow: typeof onKeyDown = (event) => {
    // A vertical list: up and down do what left and right do.
    const key = { ArrowDown: 'ArrowRight', ArrowUp: 'ArrowLeft' }[event.key];
    onKeyDown(key === undefined ? event : Object.assign(Object.create(event), { key }));
  };
  return (
    <div className={css.export} data-testid="export">
      <div
        className={css.list}
        role="tablist"
        aria-orientation="vertical"
        aria-label={t('dock.export.exporters')}
        onKeyDown={onArrow}
      >
        {exporters.map((exporter) => (
          <button
            key={exporter.kind}
            type="button"
            role="tab"
            data-tab={exporter.kind}
            data-testid={`export-${exporter.kind}`}
            className={css.item}
            aria-selected={exporter === current}
            tabIndex={exporter === current ? 0 : -1}
            onClick={() => choose(exporter.kind)}
          >
            <span>{t(`engine.exporters.${exporter.kind}.title`, { defaultValue: exporter.title })}</span>
            <small>{dotted(exporter.extension)}</small>
          </button>
        ))}
      </div>
      <div className={css.detail} role="tabpanel" aria-label={current.title}>
        <header className={css.head}>
          <p className={css.summary}>
            {t(`engine.exporters.${current.kind}.summary`, { defaultValue: current.summary })}
          </p>
          <span className={css.outcome} role="status" data-testid="export-result">
            {written?.state === 'written' ? (
              <>
                {t('dock.export.written', { size: formatBytes(written.bytes) })} <code>{written.path}</code>
              </>
            ) : written?.state === 'failed' ? (
              <span className={css.failed}>{written.message}</span>
            ) : null}
          </span>
          <button
            type="button"
            className={ui.primary}
            disabled={disabled !== null || written?.state === 'writing'}
            title={disabled ?? undefined}
            data-testid="export-write"
            onClick={() => void write()}
          >
            <FileOutput size={14} aria-hidden="true" />
            {t(written?.state === 'writing' ? 'dock.export.writing' : 'dock.export.write')}
          </button>
        </header>
        {disabled === null ? (
          <PreviewBox preview={preview} exporter={current} />
        ) : (
          <div className={css.note}>{disabled}</div>
        )}
      </div>
    </div>
  );
}
