/**
 * Long work: a build, a boot, an export. A job has an id, says what it does in events, keeps its last output and its
 * result, and can be cancelled. Jobs belong to the engine, so a client that reloads finds them again.
 */
import { nanoid } from 'nanoid';
import type { Diagnostic } from '../check/types.ts';
import {
  type BootResult,
  type BuildResult,
  ContractError,
  type JobEvent,
  type JobInfo,
  type JobKind,
} from '../contract.ts';
import { errorInfo } from './error.ts';
import { createOutput, type JobOutput } from './output.ts';
import { createReports, type Reports } from './reports.ts';

type Result = BuildResult | BootResult;
type EventBody = JobEvent extends infer E ? (E extends { job: string } ? Omit<E, 'job'> : never) : never;
/** Progress that the work itself reports; start, output and end are the registry's. */
export type JobReport = Exclude<EventBody, { type: 'started' | 'ended' | 'output' }>;

export interface JobContext {
  readonly signal: AbortSignal;
  report(event: JobReport): void;
  output(data: string): void;
  /** Who takes what the user types from now on. */
  onInput(take: (data: string) => void): void;
}

export interface JobOutcome {
  readonly result: Result | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Absent: done. */
  readonly failed?: boolean;
}

export interface Jobs {
  /** Starts `work` and returns the job's id at once. A rejection makes the job failed. */
  start(kind: JobKind, document: string, work: (context: JobContext) => Promise<JobOutcome>): string;
  /** @throws ContractError not-found. */
  get(job: string): JobInfo;
  /** Of one document, oldest first. */
  list(document: string): readonly JobInfo[];
  /** Asks a job to end; one that has ended stays as it is. @throws ContractError not-found. */
  cancel(job: string): void;
  /** What the user types, for a job that takes input; ignored once it has ended. @throws ContractError not-found. */
  input(job: string, data: string): void;
  /** Resolves with the job as it ended. @throws ContractError not-found. */
  wait(job: string): Promise<JobInfo>;
  /** Cancels a document's jobs, or all, and waits until they have ended. */
  end(document?: string): Promise<void>;
}

/** Ended jobs that are kept per document. */
const KEPT = 8;

interface Job {
  info: Omit<JobInfo, 'output'>;
  readonly output: JobOutput;
  readonly reports: Reports;
  readonly controller: AbortController;
  take: ((data: string) => void) | null;
  done: Promise<void>;
}

export function createJobs(emit: (event: JobEvent) => void): Jobs {
  const jobs = new Map<string, Job>();
  const find = (id: string): Job => {
    const job = jobs.get(id);
    if (!job) throw new ContractError('not-found', `There is no job ${id}`);
    return job;
  };
  const snapshot = (job: Job): JobInfo => ({ ...job.info, output: job.output.text() });
  const forgetOld = (document: string) => {
    const ended = [...jobs.values()].filter((job) => job.info.document === document && job.info.state !== 'running');
    for (const job of ended.slice(0, -KEPT)) jobs.delete(job.info.id);
  };

  const settle = async (job: Job, work: Promise<JobOutcome>) => {
    const { id, document } = job.info;
    let end: Pick<JobInfo, 'state' | 'diagnostics' | 'result' | 'error'>;
    try {
      const outcome = await work;
      const state = job.controller.signal.aborted ? 'cancelled' : outcome.failed ? 'failed' : 'done';
      end = { state, diagnostics: outcome.diagnostics, result: outcome.result, error: null };
    } catch (error) {
      const state = job.controller.signal.aborted ? 'cancelled' : 'failed';
      const diagnostics = error instanceof ContractError ? error.diagnostics : [];
      end = { state, diagnostics, result: null, error: state === 'failed' ? errorInfo(error) : null };
    }
    job.take = null;
    job.reports.flush();
    job.output.flush();
    job.info = { ...job.info, ...end };
    const { diagnostics, result, error } = end;
    if (end.state !== 'running') emit({ type: 'ended', job: id, state: end.state, diagnostics, result, error });
    forgetOld(document);
  };

  return {
    start(kind, document, work) {
      const id = nanoid(12);
      const controller = new AbortController();
      const output = createOutput((data) => emit({ type: 'output', job: id, data }));
      const reports = createReports((event) => {
        // Output stands before what is said after it.
        output.flush();
        if (event.type === 'forwards') job.info = { ...job.info, forwards: event.forwards };
        if (event.type === 'timeline') job.info = { ...job.info, timeline: event.entries };
        if (event.type === 'built') job.info = { ...job.info, built: event.result };
        emit({ ...event, job: id });
      });
      const job: Job = {
        info: {
          id,
          kind,
          document,
          state: 'running',
          diagnostics: [],
          forwards: [],
          timeline: [],
          built: null,
          result: null,
          error: null,
        },
        output,
        reports,
        controller,
        take: null,
        done: Promise.resolve(),
      };
      jobs.set(id, job);
      emit({ type: 'started', job: id, kind, document });
      const context: JobContext = {
        signal: controller.signal,
        report: reports.report,
        output: output.write,
        onInput(take) {
          job.take = take;
        },
      };
      // Not in this turn: whoever started it learns the id before the first event of the work.
      job.done = settle(
        job,
        new Promise<void>(setImmediate).then(() => work(context)),
      );
      return id;
    },
    get: (id) => snapshot(find(id)),
    list: (document) => [...jobs.values()].filter((job) => job.info.document === document).map(snapshot),
    cancel: (id) => find(id).controller.abort(),
    input: (id, data) => find(id).take?.(data),
    async wait(id) {
      const job = find(id);
      await job.done;
      return snapshot(job);
    },
    async end(document) {
      const ending = [...jobs.values()].filter((job) => document === undefined || job.info.document === document);
      for (const job of ending) job.controller.abort();
      await Promise.all(ending.map((job) => job.done));
    },
  };
}
