/**
 * The contract: every procedure and event that a shell may use, validated at the boundary (design §6).
 *
 * Three transports carry it: Electron IPC, WebSocket (`serve`), in-process (CLI). A procedure marked `runs` may start
 * programs or write build results, so it wants a trusted folder; `reads` never runs anything.
 */
import { z } from 'zod';
import type { Catalog } from './catalog/types.ts';
import type { Diagnostic } from './check/types.ts';
import type { Edit } from './model/edits.ts';
import type { Composition } from './model/types.ts';
import type { Completion } from './resolve/types.ts';

// Strict CSPs forbid the code generation that zod would otherwise try.
z.config({ jitless: true });

const name = z.string().max(64);
const path = z.string().min(1).max(4096);
const documentId = z.string().min(1).max(64);
const jobId = z.string().min(1).max(64);
const profile = z.enum(['debug', 'release', 'size']);
const json: z.ZodType = z.json();
const edit = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('put'),
    path: z.array(z.union([z.string(), z.number()])),
    value: json.optional(),
    before: json.optional(),
    index: z.number().int().optional(),
  }),
  z.object({
    op: z.literal('insert'),
    path: z.array(z.union([z.string(), z.number()])),
    index: z.number().int(),
    value: json,
  }),
  z.object({
    op: z.literal('remove'),
    path: z.array(z.union([z.string(), z.number()])),
    index: z.number().int(),
    before: json,
  }),
]);
const buildInput = z.object({ document: documentId, target: name, profile });

/** An open document: the renderer's store owns its composition; the engine holds a replica that follows by edits. */
export interface DocumentInfo {
  readonly id: string;
  /** Path of the composition file; null while it was never saved. */
  readonly path: string | null;
  /** The folder its sources are in (a draft folder while it was never saved). */
  readonly folder: string;
  /** `folder` for people: home as `~`. */
  readonly folderLabel: string;
  readonly composition: Composition;
  readonly revision: number;
  /** Why it cannot be changed (a newer format version), else null. */
  readonly readOnly: string | null;
  readonly trusted: boolean;
  /** Unsaved edits were restored from the draft journal. */
  readonly restored: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TemplateInfo {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Component microlibs, for the gallery's picture. */
  readonly microlibs: readonly string[];
}

export interface FileInfo {
  /** `source:REL` in the composition's folder, `emitted:REL` in the build folder, `catalog:REL` in the catalog. */
  readonly id: string;
  readonly label: string;
  readonly kind: 'source' | 'emitted' | 'catalog';
  readonly component?: string;
  readonly writable: boolean;
  readonly language: 'c' | 'yaml' | 'ini' | 'json' | 'plaintext';
}

export interface SizeRow {
  readonly name: string;
  readonly microlib: string;
  readonly text: number;
  readonly rodata: number;
  readonly data: number;
  readonly bss: number;
}

export interface SizeReport {
  /** Bytes of the stripped image file. */
  readonly image: number;
  readonly total: { readonly text: number; readonly rodata: number; readonly data: number; readonly bss: number };
  /** Components, then `(runtime)` and `(padding)`; sums to `total` exactly. */
  readonly components: readonly SizeRow[];
}

export interface BuildResult {
  readonly image: { readonly path: string; readonly bytes: number };
  readonly folder: string;
  readonly target: string;
  readonly profile: string;
  readonly compiled: readonly string[];
  readonly milliseconds: number;
  readonly size: SizeReport;
  /** Of the build before, of the same target and profile; null where there was none. */
  readonly previous: SizeReport | null;
}

export interface TimelineEntry {
  readonly component: string;
  readonly phase: 'init' | 'main';
  readonly beginNs: number;
  readonly endNs: number;
  /** After an init: bytes of regions claimed so far, and what allocators with statistics have handed out of them. */
  readonly heap?: { readonly claimed: number; readonly used: number | null };
}

export interface CounterRow {
  /** Index into the composition's wires. */
  readonly wire: number;
  readonly function: string;
  readonly calls: number;
  readonly cycles: number;
}

/** One call on a traced wire. */
export interface TraceCall {
  /** In the order in which calls began. */
  readonly number: number;
  /** Index into the composition's wires. */
  readonly wire: number;
  readonly from: string;
  readonly to: string;
  readonly function: string;
  /** Of the guest's clock; 0 before its init. */
  readonly beginNs: number;
  /** Null while it has not returned. */
  readonly endNs: number | null;
  /** The first four scalar ones as text; pointers in hexadecimal. */
  readonly arguments: readonly string[];
  /** There are arguments that are not told. */
  readonly more: boolean;
  /** Null while it has not returned, and where it gives nothing back. */
  readonly result: string | null;
}

export interface Trace {
  /** The last ones, oldest first. */
  readonly calls: readonly TraceCall[];
  /** Calls that were left out: by the guest where it had no room, and here the oldest. */
  readonly dropped: number;
}

/** A port of the host (on loopback) that leads to the guest. */
export interface Forward {
  readonly proto: 'tcp' | 'udp';
  /** 0 while QEMU has not said which it chose. */
  readonly hostPort: number;
  readonly guestPort: number;
  /** Whose network it is. */
  readonly component: string;
  /** From exec until the guest accepted a connection. Null before, and for UDP, which does not tell. */
  readonly readyMs: number | null;
}

/** What an allocator of the guest has counted. */
export interface Stats {
  readonly name: string;
  readonly used: number;
  readonly peak: number;
  readonly allocations: number;
  readonly failures: number;
  readonly live: number;
}

export interface BootResult {
  readonly image: { readonly path: string; readonly bytes: number };
  readonly target: string;
  readonly machine: string;
  readonly accelerator: string;
  readonly execToFirstByteMs: number | null;
  readonly execToExpectMs: number | null;
  readonly forwards: readonly Forward[];
  /** Until the guest accepted on the last of its TCP forwards; null where one never did, or there is none. */
  readonly execToReadyMs: number | null;
  /** From the control channel; null when the guest sent none (a failure). */
  readonly exitStatus: number | null;
  readonly poweredOff: boolean;
  readonly console: string;
  readonly timeline: readonly TimelineEntry[];
  readonly counters: readonly CounterRow[];
  readonly trace: Trace;
  /** The last of each name. */
  readonly stats: readonly Stats[];
  /** Why it failed, in a sentence; null when it did not. */
  readonly failure: string | null;
}

export type JobKind = 'build' | 'boot' | 'export';
export type JobState = 'running' | 'done' | 'failed' | 'cancelled';

export interface JobInfo {
  readonly id: string;
  readonly kind: JobKind;
  readonly document: string;
  readonly state: JobState;
  /** What has been put out so far (console of a boot, log of a build), the last 256 KB. */
  readonly output: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Of a boot, as known so far. */
  readonly forwards: readonly Forward[];
  readonly timeline: readonly TimelineEntry[];
  /** What a boot has built, or found built, first. */
  readonly built: BuildResult | null;
  readonly result: BuildResult | BootResult | null;
  readonly error: ErrorInfo | null;
}

/** What a job says while it runs. */
export type JobEvent =
  | { readonly type: 'started'; readonly job: string; readonly kind: JobKind; readonly document: string }
  /** `phase` of a boot job: building, booting, running. */
  | {
      readonly type: 'phase';
      readonly job: string;
      readonly phase: 'emitting' | 'fetching' | 'building' | 'booting' | 'running';
    }
  /** Third-party sources come over the network; `total` is null where the other side does not say. */
  | {
      readonly type: 'fetch';
      readonly job: string;
      readonly archive: string;
      readonly from: string;
      readonly bytes: number;
      readonly total: number | null;
    }
  | {
      readonly type: 'progress';
      readonly job: string;
      readonly done: number;
      readonly total: number;
      readonly component: string | null;
      readonly state: 'compiling' | 'done' | 'failed';
    }
  | { readonly type: 'output'; readonly job: string; readonly data: string }
  | { readonly type: 'timeline'; readonly job: string; readonly entries: readonly TimelineEntry[] }
  | { readonly type: 'counters'; readonly job: string; readonly rows: readonly CounterRow[] }
  /** All forwarded ports: when their numbers are known, and when the guest answers on one. */
  | { readonly type: 'forwards'; readonly job: string; readonly forwards: readonly Forward[] }
  /** Calls that are new, or have returned since. */
  | { readonly type: 'trace'; readonly job: string; readonly calls: readonly TraceCall[]; readonly dropped: number }
  | { readonly type: 'built'; readonly job: string; readonly result: BuildResult }
  | {
      readonly type: 'ended';
      readonly job: string;
      readonly state: Exclude<JobState, 'running'>;
      readonly diagnostics: readonly Diagnostic[];
      readonly result: BuildResult | BootResult | null;
      readonly error: ErrorInfo | null;
    };

export interface ErrorInfo {
  readonly code: ErrorCode;
  readonly message: string;
  /** What to do next. */
  readonly hint: string | null;
}

/** `check` carries diagnostics elsewhere; `tool-missing` and `source-missing` (an archive that cannot be had) are exit status 3. */
export type ErrorCode =
  | 'bad-input'
  | 'not-found'
  | 'exists'
  | 'read-only'
  | 'conflict'
  | 'trust-required'
  | 'tool-missing'
  | 'source-missing'
  | 'build-failed'
  | 'boot-failed'
  | 'denied'
  | 'io'
  | 'internal';

export class ContractError extends Error {
  override name = 'ContractError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string | null = null,
    readonly diagnostics: readonly Diagnostic[] = [],
  ) {
    super(message);
  }
}

export interface DirectoryEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'composition' | 'file';
}

export interface ToolInfo {
  readonly name: string;
  readonly purpose: string;
  readonly path: string | null;
  readonly version: string | null;
  readonly package: string;
}

export interface Settings {
  readonly theme: 'light' | 'dark' | 'system';
  readonly language: 'en' | 'zh' | 'system';
  readonly profile: 'debug' | 'release' | 'size';
  /** Sizes of the panes, in per cent, by pane id. */
  readonly panes: Readonly<Record<string, number>>;
}

const none = z.object({}).strict();
const read = <I extends z.ZodType, O>(input: I) => ({
  mode: 'reads' as const,
  input,
  output: undefined as unknown as O,
});
const run = <I extends z.ZodType, O>(input: I) => ({ mode: 'runs' as const, input, output: undefined as unknown as O });
/** For binding only the output type: `reads<Output>()(inputSchema)`. */
const reads =
  <O>() =>
  <I extends z.ZodType>(input: I) =>
    read<I, O>(input);
const runs =
  <O>() =>
  <I extends z.ZodType>(input: I) =>
    run<I, O>(input);

export const procedures = {
  'app.info': reads<{
    version: string;
    shell: 'electron' | 'browser' | 'cli';
    platform: string;
    workspace: string;
    workspaceLabel: string;
    startFile: string | null;
  }>()(none),
  'catalog.get': reads<Catalog>()(none),
  'templates.list': reads<readonly TemplateInfo[]>()(none),
  'settings.get': reads<Settings>()(none),
  'settings.set': reads<Settings>()(
    z
      .object({
        theme: z.enum(['light', 'dark', 'system']).optional(),
        language: z.enum(['en', 'zh', 'system']).optional(),
        profile: profile.optional(),
        panes: z.record(z.string().max(64), z.number()).optional(),
      })
      .strict(),
  ),
  'recent.list': reads<readonly { path: string; label: string; name: string }[]>()(none),

  'document.open': reads<DocumentInfo>()(z.object({ path }).strict()),
  /** A new document in a draft folder: empty, or a copy of a template. */
  'document.create': reads<DocumentInfo>()(
    z.object({ template: name.nullable(), name: name.optional(), targets: z.array(name).optional() }).strict(),
  ),
  /** Edits of the replica of `revision`; a conflict when the replica is at another. */
  'document.edit': reads<{ revision: number }>()(
    z
      .object({
        document: documentId,
        revision: z.number().int(),
        label: z.string().max(200),
        edits: z.array(edit).max(100_000),
      })
      .strict(),
  ),
  /** Atomic. Without `path` to where it was opened from. With `overwrite` an external change or existing file is replaced. */
  'document.save': reads<DocumentInfo>()(
    z.object({ document: documentId, path: path.optional(), overwrite: z.boolean().optional() }).strict(),
  ),
  'document.reload': reads<DocumentInfo>()(z.object({ document: documentId }).strict()),
  'document.close': reads<null>()(z.object({ document: documentId, discard: z.boolean() }).strict()),
  /** The text that saving would write. */
  'document.text': reads<{ text: string }>()(z.object({ document: documentId }).strict()),
  'document.trust': reads<{ trusted: boolean }>()(z.object({ document: documentId }).strict()),

  /** What to add and wire so that the document is valid on `target`; answers to questions by required port. */
  'resolve.complete': reads<Completion>()(
    z
      .object({ document: documentId, target: name, answers: z.record(z.string().max(128), z.string().max(256)) })
      .strict(),
  ),

  'files.list': reads<readonly FileInfo[]>()(buildInput.strict()),
  'files.read': reads<{ text: string; version: string }>()(buildInput.extend({ file: path }).strict()),
  /** Writes a source of the composition's folder atomically; a conflict when it changed since `version`. */
  'files.write': reads<{ version: string }>()(
    z.object({ document: documentId, file: path, text: z.string().max(4_000_000), version: z.string() }).strict(),
  ),
  /** Copies a microlib's sources into the composition's folder; answers with the paths for `sources`. */
  'files.adopt': reads<{ sources: readonly string[] }>()(z.object({ document: documentId, component: name }).strict()),
  /** What the engine would emit, without writing it. */
  'emit.preview': reads<readonly { path: string; text: string }[]>()(buildInput.strict()),

  'build.start': runs<{ job: string }>()(buildInput.strict()),
  'boot.start': runs<{ job: string }>()(
    buildInput
      .extend({
        machine: name.optional(),
        accelerator: z.enum(['auto', 'kvm', 'tcg']).optional(),
        memory: name.optional(),
        set: z.array(z.string().max(1000)).max(1000).optional(),
        arguments: z.array(z.string().max(4096)).max(1000).optional(),
        timeoutSeconds: z.number().positive().optional(),
        expect: z.string().max(4096).optional(),
      })
      .strict(),
  ),
  'job.list': reads<readonly JobInfo[]>()(z.object({ document: documentId }).strict()),
  'job.cancel': reads<null>()(z.object({ job: jobId }).strict()),
  /** Opens a forwarded port of a running boot in the user's browser. False: the page is in one and follows the link itself. */
  'job.browse': reads<{ opened: boolean }>()(
    z.object({ job: jobId, hostPort: z.number().int().min(1).max(65_535) }).strict(),
  ),
  'job.input': reads<null>()(z.object({ job: jobId, data: z.string().max(65_536) }).strict()),

  'export.list':
    reads<readonly { kind: string; title: string; summary: string; extension: string; text: boolean }[]>()(none),
  'export.preview': runs<{ text: string | null; note: string }>()(buildInput.extend({ kind: name }).strict()),
  'export.write': runs<{ path: string; bytes: number }>()(
    buildInput.extend({ kind: name, path, overwrite: z.boolean().optional() }).strict(),
  ),

  /** Browser shell: our own picker. Electron: the native dialog. Null: cancelled, or "use your own picker over fs.list". */
  'dialog.pick': reads<{ path: string | null; native: boolean }>()(
    z
      .object({
        purpose: z.enum(['open', 'save', 'export', 'file', 'folder']),
        suggested: z.string().max(4096).optional(),
      })
      .strict(),
  ),
  /** Folders and compositions (with `files` all files) below the workspace root, links resolved first. */
  'fs.list': reads<{ path: string; parent: string | null; entries: readonly DirectoryEntry[] }>()(
    z.object({ path: path.optional(), files: z.boolean().optional() }).strict(),
  ),

  'doctor.run': reads<{ tools: readonly ToolInfo[]; install: string | null }>()(none),
} as const;

export type ProcedureName = keyof typeof procedures;
export type ProcedureInput<P extends ProcedureName> = z.input<(typeof procedures)[P]['input']>;
export type ProcedureOutput<P extends ProcedureName> = (typeof procedures)[P]['output'];

/** What the engine pushes to a shell's client. */
export interface Events {
  readonly job: JobEvent;
  /** The composition's file changed on disk, not by us. */
  readonly 'document.changed': { readonly document: string; readonly deleted: boolean };
  /** A menu item of a native menu was chosen: the id of an action in the renderer's registry. */
  readonly action: { readonly id: string };
}
export type EventName = keyof Events;

/** The client side of a transport; the renderer and the CLI see nothing else of the engine. */
export interface EngineClient {
  call<P extends ProcedureName>(procedure: P, input: ProcedureInput<P>): Promise<ProcedureOutput<P>>;
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
}

/** What travels on message transports. One reply per request id; events have none. */
export type Request = { readonly id: number; readonly procedure: string; readonly input: unknown };
export type Reply =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly error: ErrorInfo & { readonly diagnostics: readonly Diagnostic[] };
    };
export type Push = { readonly event: EventName; readonly payload: unknown };

export type { Catalog, Completion, Composition, Diagnostic, Edit };
