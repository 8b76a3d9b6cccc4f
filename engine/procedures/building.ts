/** Emits and builds documents; the same for the app and the command line. */

import { join } from 'node:path';
import type { Progress } from '../build/build.ts';
import { buildComposition, type Composed, emitComposition } from '../build/compose.ts';
import { buildFolder } from '../build/folder.ts';
import { inFolder } from '../build/lock.ts';
import { sourceReader } from '../build/reader.ts';
import { knownBuild, stampKey, writeStamp } from '../build/stamp.ts';
import { pinsOf } from '../catalog/thirdparty.ts';
import { check } from '../check/check.ts';
import type { Diagnostic } from '../check/types.ts';
import { type BuildResult, ContractError } from '../contract.ts';
import { writeEmission } from '../emit/write.ts';
import { buildGraph } from '../graph/flatten.ts';
import type { Graph } from '../graph/types.ts';
import type { Composition, Profile } from '../model/types.ts';
import { archiveFolders, ensureArchives } from '../sources/archives.ts';
import type { FetchProgress } from '../sources/fetch.ts';
import { keyOf } from './catalog-cache.ts';
import { allTools } from './doctor.ts';
import type { Context } from './types.ts';

export interface BuildRequest {
  readonly document: string;
  readonly target: string;
  readonly profile: Profile;
  /** The image counts lines; in debug only. */
  readonly coverage?: boolean | undefined;
  /** The build folder; one in the cache when absent. */
  readonly folder?: string;
}

export interface BuildHooks {
  readonly signal: AbortSignal;
  readonly onPhase?: ((phase: 'emitting' | 'fetching' | 'building') => void) | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Third-party sources that come over the network. */
  readonly onFetch?: ((progress: FetchProgress) => void) | undefined;
  /** What the tools say. */
  readonly onOutput?: ((text: string) => void) | undefined;
  readonly onBuilt?: ((result: BuildResult) => void) | undefined;
}

export interface Built {
  readonly result: BuildResult;
  /** Path of the unstripped image. */
  readonly elf: string;
  readonly graph: Graph;
  readonly composition: Composition;
  /** Warnings and notes. */
  readonly diagnostics: readonly Diagnostic[];
}

const isError = (one: Diagnostic): boolean => one.severity === 'error';

/** One sentence for what `diagnostics` say. */
function summary(diagnostics: readonly Diagnostic[], what: string): string {
  const errors = diagnostics.filter(isError);
  const [first] = errors;
  if (!first) return what;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${what}: ${first.message}${more}`;
}

/** The document's own part of what emission and build want. */
async function inputOf(context: Context, { document, target, profile, coverage = false }: BuildRequest) {
  const { composition, folder, diagnostics: own } = context.documents.get(document);
  const catalog = await context.catalog();
  const reader = sourceReader(join(context.places.root, 'microlibs'), folder, archiveFolders(catalog));
  return { composition, folder, catalog, target, profile, coverage, own, reader, readSource: reader.read };
}

/** As inputOf, checked. */
async function checkedInputOf(context: Context, request: BuildRequest) {
  const input = await inputOf(context, request);
  return { ...input, diagnostics: [...input.own, ...check(input.composition, input.catalog, input.target)] };
}

/** Says what stops an emission; runs no compiler. @throws ContractError build-failed with the diagnostics. */
function requireSound(diagnostics: readonly Diagnostic[]): void {
  if (!diagnostics.some(isError)) return;
  const hint = 'Each finding says what would mend it; `uniloom fix` applies one.';
  throw new ContractError('build-failed', summary(diagnostics, 'The composition cannot be built'), hint, diagnostics);
}

/**
 * Builds a document's image.
 * @param verify looks at the graph before any compiler runs, and throws what speaks against it
 * @throws ContractError build-failed with diagnostics, tool-missing; the signal's reason when aborted
 */
export async function buildDocument(
  context: Context,
  request: BuildRequest,
  hooks: BuildHooks,
  verify?: (graph: Graph) => void,
): Promise<Built> {
  if (request.coverage && request.profile !== 'debug')
    throw new ContractError('bad-input', 'Lines are counted in debug only', 'Leave out --profile.');
  hooks.onPhase?.('emitting');
  const input = await inputOf(context, request);
  const { composition, folder, target, profile, coverage } = input;
  const out =
    request.folder ??
    buildFolder(context.places.cache, folder, composition.name, target, coverage ? `${profile}-coverage` : profile);
  return inFolder(out, hooks.signal, () => buildIn(context, input, out, hooks, verify));
}

/** Third-party sources of what is linked. @throws ContractError source-missing, tool-missing; the signal's reason */
async function fetchSources(graph: Graph, hooks: Pick<BuildHooks, 'signal' | 'onPhase' | 'onFetch'>): Promise<void> {
  const pins = pinsOf(graph.components.filter(({ linked }) => linked).map(({ microlib }) => microlib));
  let told = false;
  const onProgress = (progress: FetchProgress) => {
    if (!told) hooks.onPhase?.('fetching');
    told = true;
    hooks.onFetch?.(progress);
  };
  await ensureArchives(pins, { signal: hooks.signal, onProgress });
}

/** Builds in `out`, which is nobody else's meanwhile. */
async function buildIn(
  context: Context,
  input: Awaited<ReturnType<typeof inputOf>>,
  out: string,
  hooks: BuildHooks,
  verify: ((graph: Graph) => void) | undefined,
): Promise<Built> {
  const { composition, folder, catalog, target, profile, coverage, own, reader } = input;
  const catalogKey = keyOf(catalog);
  const key =
    catalogKey === undefined
      ? undefined
      : stampKey([catalogKey, context.places.root, folder, composition, own, target, profile, coverage]);
  const known = key === undefined ? null : knownBuild(out, key, reader);
  const diagnostics = known?.diagnostics ?? [...own, ...check(composition, catalog, target)];
  requireSound(diagnostics);
  if (verify !== undefined || known === null) {
    const { graph } = buildGraph(composition, catalog, target);
    verify?.(graph);
    if (known === null) await fetchSources(graph, hooks);
  }
  hooks.onPhase?.('building');
  const composed: Composed = await buildComposition({
    ...input,
    out,
    known,
    diagnostics,
    ...(hooks.onProgress && { onProgress: hooks.onProgress }),
    ...(hooks.onOutput && { onOutput: hooks.onOutput }),
    signal: hooks.signal,
  });
  if (!composed.ok) {
    const hint = composed.log === '' ? null : composed.log.slice(-4000).trimEnd();
    throw new ContractError(
      'build-failed',
      summary(composed.diagnostics, 'The build failed'),
      hint,
      composed.diagnostics,
    );
  }
  const { result, elf, graph, emitted } = composed;
  if (key !== undefined && (emitted !== null || known?.size !== result.size))
    writeStamp(out, { key, reader, files: emitted, diagnostics: composed.diagnostics, size: result.size });
  hooks.onBuilt?.(result);
  return { result, elf, graph, composition, diagnostics: composed.diagnostics };
}

/** What would be emitted, without writing or fetching anything. @throws ContractError build-failed with the diagnostics. */
export async function previewEmission(
  context: Context,
  request: BuildRequest,
): Promise<{ path: string; text: string }[]> {
  const { emission, diagnostics } = emitComposition(await checkedInputOf(context, request));
  if (!emission) requireSound(diagnostics);
  return emission?.files.map(({ path, text }) => ({ path, text })) ?? [];
}

/** Writes the emission into `folder`. @throws ContractError build-failed with the diagnostics, source-missing. */
export async function emitDocument(context: Context, request: BuildRequest, folder: string, hooks: BuildHooks) {
  const input = await checkedInputOf(context, request);
  requireSound(input.diagnostics);
  await fetchSources(buildGraph(input.composition, input.catalog, input.target).graph, hooks);
  const { emission, diagnostics } = emitComposition(input);
  if (!emission) requireSound(diagnostics);
  return writeEmission(folder, emission?.files ?? []);
}

/** Versions of the tools that are there, by name. */
export async function toolVersions(): Promise<Record<string, string>> {
  const tools = await allTools();
  return Object.fromEntries(tools.flatMap(({ name, version }) => (version === null ? [] : [[name, version]])));
}
