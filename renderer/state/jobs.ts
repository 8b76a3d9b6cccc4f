/**
 * Jobs of the open document: builds and boots. Their state is here; their output, which may come by the megabyte, is
 * kept outside of the store and read through `consoleSource`.
 */
import { create } from 'zustand';
import type { Diagnostic } from '../../engine/check/types.ts';
import type {
  BootResult,
  BuildResult,
  CounterRow,
  ErrorInfo,
  Forward,
  JobEvent,
  JobInfo,
  JobKind,
  JobState,
  SizeReport,
  TimelineEntry,
  Trace,
} from '../../engine/contract.ts';
import type { ConsoleSource } from '../dock/types.ts';
import { NO_TRACE, withCalls } from './trace.ts';

export type Phase = 'emitting' | 'fetching' | 'building' | 'booting' | 'running';
export type NodeWork = 'compiling' | 'done' | 'failed';

export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly document: string;
  readonly state: JobState;
  readonly phase: Phase | null;
  /** What it was asked to do, for titles. */
  readonly target: string;
  readonly profile: string;
  readonly name: string;
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** The third-party sources that come over the network. */
  readonly fetching: string;
  /** By component. */
  readonly work: Readonly<Record<string, NodeWork>>;
  readonly timeline: readonly TimelineEntry[];
  readonly trace: Trace;
  readonly forwards: readonly Forward[];
  readonly diagnostics: readonly Diagnostic[];
  readonly result: BuildResult | BootResult | null;
  readonly error: ErrorInfo | null;
}

export interface SizeOf {
  readonly target: string;
  readonly profile: string;
  readonly report: SizeReport;
  /** Of the build before; null where there was none. */
  readonly previous: SizeReport | null;
}

export interface JobsState {
  /** Oldest first. */
  readonly jobs: readonly Job[];
  readonly active: string | null;
  readonly size: SizeOf | null;
  /** Calls per second and sum, by index of the wire, of the running boot. */
  readonly rates: Readonly<Record<number, { readonly perSecond: number; readonly calls: number }>>;
  /** A start was asked for and not answered yet. */
  readonly starting: JobKind | null;
}

export const useJobs = create<JobsState>()(() => ({
  jobs: [],
  active: null,
  size: null,
  rates: {},
  starting: null,
}));

/** Runs kept in the console's tabs. */
const KEPT = 8;
/** Characters of output kept per run. */
const OUTPUT = 2_000_000;

const outputs = new Map<string, string>();
const readers = new Map<string, Set<(data: string) => void>>();

export const consoleSource: ConsoleSource = {
  text: (id) => outputs.get(id) ?? '',
  subscribe: (id, onData) => {
    const all = readers.get(id) ?? new Set();
    readers.set(id, all);
    all.add(onData);
    return () => {
      all.delete(onData);
      if (all.size === 0 && readers.get(id) === all) readers.delete(id);
    };
  },
};

function print(id: string, data: string): void {
  const text = (outputs.get(id) ?? '') + data;
  outputs.set(id, text.length > OUTPUT ? text.slice(-OUTPUT / 2) : text);
  for (const reader of readers.get(id) ?? []) reader(data);
}

const blank = (id: string, kind: JobKind, document: string): Job => ({
  id,
  kind,
  document,
  state: 'running',
  phase: null,
  target: '',
  profile: '',
  name: '',
  progress: null,
  fetching: '',
  work: {},
  timeline: [],
  trace: NO_TRACE,
  forwards: [],
  diagnostics: [],
  result: null,
  error: null,
});

/** Changes the job `id`, adding it where it is new (events may overtake the answer of `build.start`). */
function update(id: string, change: (job: Job) => Partial<Job>, seed: () => Job = () => blank(id, 'build', '')): void {
  useJobs.setState(({ jobs }) => {
    const at = jobs.findIndex((job) => job.id === id);
    const job = jobs[at] ?? seed();
    const next = { ...job, ...change(job) };
    if (at >= 0) return { jobs: jobs.with(at, next) };
    const all = [...jobs, next];
    const drop = all.length > KEPT ? all.find((one) => one.state !== 'running') : undefined;
    if (drop !== undefined) outputs.delete(drop.id);
    return { jobs: all.filter((one) => one !== drop) };
  });
}

/** What a job was started with. */
export function describeJob(
  id: string,
  kind: JobKind,
  document: string,
  facts: { readonly target: string; readonly profile: string; readonly name: string },
): void {
  update(
    id,
    () => facts,
    () => blank(id, kind, document),
  );
  useJobs.setState({ active: id, ...(kind === 'boot' ? { rates: {} } : {}) });
}

export const isBuild = (result: BuildResult | BootResult | null): result is BuildResult =>
  result !== null && 'size' in result;
export const isBoot = (result: BuildResult | BootResult | null): result is BootResult =>
  result !== null && 'exitStatus' in result;

function built({ size, previous, target, profile }: BuildResult): void {
  useJobs.setState({ size: { target, profile, report: size, previous } });
}

// Sums per wire at the time of the last counters event, for rates.
const lastCounters = new Map<string, { readonly at: number; readonly calls: Map<number, number> }>();

function counted(id: string, rows: readonly CounterRow[]): void {
  const now = performance.now();
  const calls = new Map<number, number>();
  for (const row of rows) calls.set(row.wire, (calls.get(row.wire) ?? 0) + row.calls);
  const before = lastCounters.get(id);
  lastCounters.set(id, { at: now, calls });
  const seconds = before === undefined ? 0 : (now - before.at) / 1000;
  const rates: Record<number, { perSecond: number; calls: number }> = {};
  for (const [wire, sum] of calls)
    rates[wire] = { calls: sum, perSecond: seconds > 0 ? (sum - (before?.calls.get(wire) ?? 0)) / seconds : 0 };
  useJobs.setState({ rates });
}

/** Why a job failed, as a last line of its console: what was refused has put out nothing else. */
function because(result: Job['result'], error: ErrorInfo | null): string {
  const reason = error?.message ?? (isBoot(result) ? result.failure : null);
  if (reason === null || reason === undefined) return '';
  const hint = error?.hint == null ? '' : `\r\n\u001b[2m${error.hint}\u001b[0m`;
  return `\u001b[31m${reason}\u001b[0m${hint}\r\n`;
}

/** Follows one event of a job. */
export function onJobEvent(event: JobEvent): void {
  const id = event.job;
  switch (event.type) {
    case 'started':
      update(
        id,
        () => ({ kind: event.kind, document: event.document }),
        () => blank(id, event.kind, event.document),
      );
      return;
    case 'phase':
      update(id, () => ({ phase: event.phase }));
      return;
    case 'progress':
      update(id, ({ work }) => ({
        progress: { done: event.done, total: event.total },
        work: event.component === null ? work : { ...work, [event.component]: event.state },
      }));
      return;
    case 'fetch':
      update(id, () => ({ fetching: event.archive }));
      return;
    case 'output':
      print(id, event.data);
      return;
    case 'timeline':
      update(id, () => ({ timeline: event.entries }));
      return;
    case 'counters':
      counted(id, event.rows);
      return;
    case 'trace':
      update(id, ({ trace }) => ({ trace: withCalls(trace, event.calls, event.dropped) }));
      return;
    case 'forwards':
      update(id, () => ({ forwards: event.forwards }));
      return;
    case 'built':
      built(event.result);
      return;
    case 'ended': {
      if (isBuild(event.result)) built(event.result);
      if (isBoot(event.result)) counted(id, event.result.counters);
      lastCounters.delete(id);
      const { state, diagnostics, result, error } = event;
      if (state === 'failed') print(id, because(result, error));
      update(id, (job) => ({
        state,
        diagnostics,
        result,
        error,
        timeline: isBoot(result) && result.timeline.length > 0 ? result.timeline : job.timeline,
        trace: isBoot(result) ? result.trace : job.trace,
      }));
    }
  }
}

/** Takes over jobs that were started before this page was loaded. */
export function restoreJobs(infos: readonly JobInfo[]): void {
  for (const info of infos) {
    const { kind, document, state, diagnostics, forwards, timeline, built: image, result, error } = info;
    outputs.set(info.id, info.output + (state === 'failed' ? because(result, error) : ''));
    update(
      info.id,
      () => ({
        state,
        diagnostics,
        forwards,
        result,
        error,
        ...(result === null ? {} : { target: result.target }),
        ...(image === null ? {} : { target: image.target, profile: image.profile }),
        timeline,
        trace: isBoot(result) ? result.trace : NO_TRACE,
      }),
      () => blank(info.id, kind, document),
    );
  }
  const builds = infos.flatMap(({ result, built: image }) =>
    isBuild(result) ? [result] : image === null ? [] : [image],
  );
  const build = builds.at(-1);
  if (build !== undefined) built(build);
  const last = infos.at(-1);
  if (last !== undefined) useJobs.setState({ active: last.id });
}

/** Forgets all jobs: another document is shown. */
export function forgetJobs(): void {
  outputs.clear();
  lastCounters.clear();
  useJobs.setState({ jobs: [], active: null, size: null, rates: {}, starting: null });
}

/** Removes a finished run's tab. */
export function closeJob(id: string): void {
  useJobs.setState(({ jobs, active }) => {
    const left = jobs.filter((job) => job.id !== id || job.state === 'running');
    if (left.length < jobs.length) outputs.delete(id);
    return { jobs: left, active: active === id ? (left.at(-1)?.id ?? null) : active };
  });
}

export const runningJob = ({ jobs }: JobsState): Job | undefined =>
  jobs.findLast(({ state, kind }) => state === 'running' && kind !== 'export');
export const lastBoot = ({ jobs }: JobsState): Job | undefined => jobs.findLast(({ kind }) => kind === 'boot');
