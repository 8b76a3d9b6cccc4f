import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileInfo } from '../../engine/contract.ts';
import { nodeOf } from '../canvas/view.ts';
import { ConsolePanel } from '../dock/ConsolePanel.tsx';
import { Dock } from '../dock/Dock.tsx';
import { ExportPanel } from '../dock/ExportPanel.tsx';
import { FilesPanel } from '../dock/FilesPanel.tsx';
import { SizesPanel } from '../dock/SizesPanel.tsx';
import { TimelinePanel } from '../dock/TimelinePanel.tsx';
import { TracePanel } from '../dock/TracePanel.tsx';
import type { ConsoleRun, Exporter, FilesHandle, FileText } from '../dock/types.ts';
import { engine } from '../engine/client.ts';
import { useCatalog } from '../state/catalog.ts';
import { useChecks } from '../state/checks.ts';
import { lastHeaps } from '../state/costs.ts';
import { flushed, useDocument } from '../state/document.ts';
import { bytes } from '../state/format.ts';
import { closeJob, consoleSource, isBoot, isBuild, type Job, lastBoot, runningJob, useJobs } from '../state/jobs.ts';
import { boardMember, categoryColour } from '../state/ports.ts';
import { adopt, attempt, buildInput, sources, start, trusting, writeExport } from '../state/session.ts';
import { useSettings } from '../state/settings.ts';
import { NO_TRACE } from '../state/trace.ts';
import { openPlace, setUi, useUi } from '../state/ui.ts';
import { useTheme } from '../theme/theme.ts';
import { ProblemsHost } from './ProblemsHost.tsx';
import { useDiagnostics } from './useDiagnostics.ts';

/** The colour of a component's category, members of the board included. */
function useColour(): (component: string) => string | null {
  const composition = useDocument((state) => state.composition);
  const catalog = useCatalog((state) => state.catalog);
  const target = useUi((state) => state.target);
  return useCallback(
    (component: string) => {
      const board = catalog.boards[target];
      const microlib =
        composition.components[component]?.microlib ??
        (component.startsWith('board_') && board !== undefined
          ? boardMember(composition, board, component.slice(6))
          : '');
      const category = catalog.microlibs[microlib ?? '']?.category;
      return category === undefined ? null : categoryColour(category);
    },
    [composition, catalog, target],
  );
}

/** Marks the node of a component on the canvas. */
const pointAt = (component: string | null) => setUi({ pointed: component === null ? null : nodeOf(component) });

const openComponent = (component: string) => openPlace({ component });

function headerOf(job: Job): string[] {
  const { result } = job;
  if (isBoot(result)) return [result.target, result.machine, result.accelerator, bytes(result.image.bytes)];
  if (isBuild(result)) return [result.target, result.profile, bytes(result.image.bytes)];
  return job.target === '' ? [] : [job.target, job.profile];
}

function Console() {
  const { t } = useTranslation();
  const jobs = useJobs((state) => state.jobs);
  const active = useJobs((state) => state.active);
  const theme = useTheme((state) => state.theme);
  const runs = useMemo(
    () =>
      jobs
        .filter(({ kind }) => kind !== 'export')
        .map(
          (job): ConsoleRun => ({
            id: job.id,
            kind: job.kind,
            state: job.state,
            title: `${job.kind === 'boot' ? job.name || t('action.boot') : t('action.build')} · ${job.target.split('/').at(-1)}`,
            header: headerOf(job),
            forwards: job.forwards,
          }),
        ),
    [jobs, t],
  );
  return (
    <ConsolePanel
      runs={runs}
      active={active}
      theme={theme}
      source={consoleSource}
      onSelect={(id) => useJobs.setState({ active: id })}
      onClose={closeJob}
      onCancel={(job) => void attempt(async () => void (await engine().call('job.cancel', { job })))}
      onBrowse={
        window.uniloom === undefined
          ? undefined
          : (job, hostPort) => void attempt(async () => void (await engine().call('job.browse', { job, hostPort })))
      }
      onInput={(job, data) =>
        void engine()
          .call('job.input', { job, data })
          .catch(() => {})
      }
    />
  );
}

function Files() {
  const { t } = useTranslation();
  const document = useDocument((state) => state.info?.id ?? '');
  const readOnly = useDocument((state) => state.info?.readOnly ?? null);
  const revision = useDocument((state) => state.revision);
  const target = useUi((state) => state.target);
  const openRequest = useUi((state) => state.openRequest);
  const profile = useSettings((state) => state.profile);
  const builds = useJobs((state) => state.jobs.filter((job) => job.state !== 'running').length);
  const theme = useTheme((state) => state.theme);
  const diagnostics = useDiagnostics();
  const [files, setFiles] = useState<readonly FileInfo[]>([]);
  const handle = useRef<FilesHandle>(null);
  const [settled, setSettled] = useState(revision);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(revision), 300);
    return () => clearTimeout(timer);
  }, [revision]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list follows the document, its target and each build
  useEffect(() => {
    let current = true;
    const input = buildInput();
    if (input !== null)
      flushed()
        .then(() => engine().call('files.list', input))
        .then((list) => current && setFiles(list))
        .catch(() => current && setFiles([]));
    return () => {
      current = false;
    };
  }, [document, settled, target, profile, builds]);
  useEffect(() => {
    sources.saveAll = async () => handle.current?.saveAll();
    sources.discardAll = () => handle.current?.discardAll();
  }, []);
  const read = useCallback(
    async (file: string): Promise<FileText> => {
      const input = buildInput();
      if (input === null) throw new Error(t('reason.noDocument'));
      await flushed();
      return engine().call('files.read', { ...input, file });
    },
    [t],
  );
  const save = useCallback(
    async (file: string, text: string, version: string) => {
      const input = buildInput();
      if (input === null) throw new Error(t('reason.noDocument'));
      return engine().call('files.write', { document: input.document, file, text, version });
    },
    [t],
  );
  return (
    <FilesPanel
      // Open files and their unsaved texts belong to one document.
      key={document}
      files={files}
      theme={theme}
      read={read}
      save={save}
      diagnostics={diagnostics}
      openRequest={openRequest}
      revision={`${document}:${settled}:${target}:${profile}:${builds}`}
      onDirtyChange={(dirtyFiles) => setUi({ dirtyFiles })}
      onAdopt={(component) => void attempt(() => adopt(component))}
      adoptDisabled={readOnly}
      handle={handle}
    />
  );
}

function Sizes() {
  const { t } = useTranslation();
  const size = useJobs((state) => state.size);
  const heaps = useJobs(lastHeaps);
  const claimed = useMemo(() => new Map([...heaps].map(([name, heap]) => [name, heap.claimed])), [heaps]);
  const colour = useColour();
  const populated = useDocument((state) => Object.keys(state.composition.components).length > 0);
  const busy = useJobs((state) => runningJob(state) !== undefined || state.starting !== null);
  const disabled = !populated ? t('reason.empty') : busy ? t('reason.running') : null;
  return (
    <SizesPanel
      report={size?.report ?? null}
      previous={size?.previous ?? null}
      heaps={claimed}
      caption={size === null ? '' : `${size.target} · ${t(`profile.${size.profile}`)}`}
      colour={colour}
      onOpen={openComponent}
      onPoint={pointAt}
      buildDisabled={disabled}
      onBuild={() => void attempt(() => start('build'))}
    />
  );
}

function Exports() {
  const { t } = useTranslation();
  const [exporters, setExporters] = useState<readonly Exporter[]>([]);
  const revision = useDocument((state) => state.revision);
  const target = useUi((state) => state.target);
  const profile = useSettings((state) => state.profile);
  const opened = useDocument((state) => state.info !== null);
  const trusted = useDocument((state) => state.info?.trusted ?? false);
  const populated = useDocument((state) => Object.keys(state.composition.components).length > 0);
  const errors = useChecks((state) => state.diagnostics.some(({ severity }) => severity === 'error'));
  useEffect(() => {
    engine()
      .call('export.list', {})
      .then(setExporters)
      .catch(() => setExporters([]));
  }, []);
  const preview = useCallback(async (kind: string) => {
    const input = buildInput();
    if (input === null) throw new Error('');
    await flushed();
    return engine().call('export.preview', { ...input, kind });
  }, []);
  const write = async (kind: string) => {
    let answer: { path: string; bytes: number } | null = null;
    const extension = exporters.find((one) => one.kind === kind)?.extension ?? kind;
    await trusting(async () => {
      answer = await writeExport(kind, extension);
    });
    return answer;
  };
  return (
    <ExportPanel
      exporters={exporters}
      preview={preview}
      onWrite={write}
      revision={`${revision}:${target}:${profile}:${trusted}`}
      disabled={!opened ? t('reason.noDocument') : !populated ? t('reason.empty') : errors ? t('reason.errors') : null}
    />
  );
}

function Timeline() {
  const job = useJobs(lastBoot);
  const colour = useColour();
  return (
    <TimelinePanel
      entries={job?.timeline ?? []}
      running={job?.state === 'running'}
      colour={colour}
      onOpen={openComponent}
    />
  );
}

function TraceList() {
  const job = useJobs(lastBoot);
  const colour = useColour();
  return <TracePanel trace={job?.trace ?? NO_TRACE} colour={colour} onOpen={(wire) => openPlace({ wire })} />;
}

/** The dock with its panels, fed from the stores. */
export function DockHost() {
  const tab = useUi((state) => state.dock);
  const folded = useUi((state) => state.dockFolded);
  const tall = useUi((state) => state.dockTall);
  const dirtyFiles = useUi((state) => state.dirtyFiles.length);
  const diagnostics = useDiagnostics();
  const panels = useMemo(
    () => ({
      console: <Console />,
      problems: <ProblemsHost />,
      files: <Files />,
      sizes: <Sizes />,
      trace: <TraceList />,
      export: <Exports />,
    }),
    [],
  );
  return (
    <Dock
      tab={tab}
      onTab={(dock) => setUi({ dock })}
      problems={{
        errors: diagnostics.filter(({ severity }) => severity === 'error').length,
        warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
      }}
      dirtyFiles={dirtyFiles}
      folded={folded}
      onFold={(dockFolded) => setUi({ dockFolded })}
      tall={tall}
      onTall={(dockTall) => setUi({ dockTall })}
      panels={panels}
      timeline={<Timeline />}
    />
  );
}
