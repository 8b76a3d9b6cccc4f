import { Hammer, Play, Redo2, Sparkle, Square, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { redoLabel, undoLabel } from '../../engine/model/history.ts';
import { shown } from '../actions/keys.ts';
import { stepLabel } from '../actions/labels.ts';
import { action, perform } from '../actions/registry.ts';
import { useCatalog } from '../state/catalog.ts';
import { isDirty, useDocument } from '../state/document.ts';
import { runningJob, useJobs } from '../state/jobs.ts';
import { chooseProfile, chooseTarget } from '../state/session.ts';
import { useSettings } from '../state/settings.ts';
import { select, useUi } from '../state/ui.ts';
import { Select } from '../ui/Select.tsx';
import { AppMenu } from './AppMenu.tsx';
import { Brand } from './Brand.tsx';

const PROFILES = ['debug', 'release', 'size'] as const;

function DocumentName() {
  const { t } = useTranslation();
  const info = useDocument((state) => state.info);
  const name = useDocument((state) => state.composition.name);
  const dirty = useDocument(isDirty);
  const dirtyFiles = useUi((state) => state.dirtyFiles.length > 0);
  if (info === null) return <span className="file">{t('top.noDocument')}</span>;
  const state =
    info.readOnly !== null
      ? t('top.readOnly')
      : dirty || dirtyFiles
        ? t('top.unsaved')
        : info.path === null
          ? t('top.draft')
          : t('top.saved');
  return (
    <button
      type="button"
      className="file"
      title={info.path ?? t('top.draftHint')}
      data-testid="document-name"
      onClick={() => select([])}
    >
      <b>{name}</b>
      {info.path === null ? null : <span className="folder">{info.folderLabel}</span>}
      <span className={dirty || dirtyFiles ? 'dirty' : ''} data-testid="document-state">
        {state}
      </span>
    </button>
  );
}

function History({ id, glyph: Glyph }: { readonly id: 'edit.undo' | 'edit.redo'; readonly glyph: typeof Undo2 }) {
  const { t } = useTranslation();
  const step = useDocument((state) => (id === 'edit.undo' ? undoLabel : redoLabel)(state.history));
  const found = action(id);
  const label = t(found?.label ?? id);
  const keys = shown(found?.keys?.[0] ?? '');
  return (
    <button
      type="button"
      className="icon-button"
      data-testid={id === 'edit.undo' ? 'undo' : 'redo'}
      aria-label={label}
      aria-disabled={step === null}
      title={
        step === null
          ? `${label} · ${t(id === 'edit.undo' ? 'reason.nothingToUndo' : 'reason.nothingToRedo')}`
          : `${label}: ${stepLabel(step)} (${keys})`
      }
      onClick={() => perform(id)}
    >
      <Glyph size={16} aria-hidden />
    </button>
  );
}

function Targets() {
  const { t } = useTranslation();
  const target = useUi((state) => state.target);
  const boards = useCatalog((state) => state.catalog.boards);
  const listed = useDocument((state) => state.composition.targets);
  const known = [...new Set([...listed, ...Object.keys(boards)])];
  const choices = known.map((value) => ({
    value,
    label: boards[value]?.title ?? value,
    hint:
      boards[value] === undefined
        ? t('top.noBoard')
        : listed.includes(value)
          ? value
          : `${value} · ${t('top.addTarget')}`,
    mark: <i className="board-mark" />,
  }));
  const [arch, platform] = target.includes('/') ? target.split('/') : ['', target];
  return (
    <Select
      value={target}
      choices={choices}
      label={t('top.target')}
      testId="target-select"
      shown={
        <>
          {platform}
          {arch === '' ? null : <small> {arch}</small>}
        </>
      }
      onChange={chooseTarget}
    />
  );
}

function Profiles() {
  const { t } = useTranslation();
  const profile = useSettings((state) => state.profile);
  return (
    <Select
      value={profile}
      label={t('top.profile')}
      testId="profile-select"
      choices={PROFILES.map((value) => ({ value, label: t(`profile.${value}`), hint: t(`profile.hint.${value}`) }))}
      onChange={chooseProfile}
    />
  );
}

/** Adds what is missing; the key is in the menu, as the bar has little room. */
function Complete() {
  const { t } = useTranslation();
  const opened = useDocument((state) => state.info !== null);
  const readOnly = useDocument((state) => state.info?.readOnly != null);
  const filled = useDocument((state) => Object.keys(state.composition.components).length > 0);
  const why = !opened
    ? t('reason.noDocument')
    : readOnly
      ? t('reason.readOnly')
      : filled
        ? undefined
        : t('reason.empty');
  return (
    <button
      type="button"
      className="button"
      data-testid="complete-button"
      aria-disabled={why !== undefined}
      title={why ?? `${t('complete.hint')} (${shown('Mod+Shift+Enter')})`}
      onClick={() => perform('edit.complete')}
    >
      {t('action.complete')}
      <Sparkle size={13} fill="currentColor" aria-hidden />
    </button>
  );
}

function Run() {
  const { t } = useTranslation();
  const job = useJobs(runningJob);
  const starting = useJobs((state) => state.starting);
  const opened = useDocument((state) => state.info !== null);
  const filled = useDocument((state) => Object.keys(state.composition.components).length > 0);
  const why = !opened ? t('reason.noDocument') : filled ? undefined : t('reason.empty');
  const busy = job !== undefined || starting !== null;
  const progress = job?.progress ?? null;
  const step =
    job?.phase === 'building' && progress !== null && progress.total > 0 ? `${progress.done}/${progress.total}` : '';
  return (
    <>
      <button
        type="button"
        className="button"
        data-testid="build-button"
        aria-disabled={busy || why !== undefined}
        title={why ?? `${t('action.build')} (${shown('Mod+B')})`}
        onClick={() => perform('run.build')}
      >
        <Hammer size={14} aria-hidden />
        {t('action.build')}
        <kbd aria-hidden>{shown('Mod+B')}</kbd>
      </button>
      {busy ? (
        <button type="button" className="button stop" data-testid="stop-button" onClick={() => perform('run.stop')}>
          <Square size={12} fill="currentColor" aria-hidden />
          {t('action.stop')}
          {step === '' ? null : <small>{step}</small>}
        </button>
      ) : (
        <button
          type="button"
          className="button go"
          data-testid="boot-button"
          aria-disabled={why !== undefined}
          title={why ?? `${t('action.boot')} (F5)`}
          onClick={() => perform('run.boot')}
        >
          <Play size={13} fill="currentColor" aria-hidden />
          {t('action.boot')}
        </button>
      )}
      {progress !== null && job?.phase === 'building' && progress.total > 0 ? (
        <span
          className="progress"
          role="progressbar"
          aria-valuenow={progress.done}
          aria-valuemax={progress.total}
          aria-label={t('status.building')}
          style={{ transform: `scaleX(${progress.done / progress.total})` }}
        />
      ) : null}
    </>
  );
}

/** The bar at the top: the document, the target, and the one loud thing. */
export function TopBar() {
  return (
    <header className="top-bar">
      <AppMenu />
      <Brand />
      <span className="separator" />
      <DocumentName />
      <span className="grow" />
      <History id="edit.undo" glyph={Undo2} />
      <History id="edit.redo" glyph={Redo2} />
      <span className="separator" />
      <Targets />
      <Profiles />
      <Complete />
      <Run />
    </header>
  );
}
