/** A composition → an image: graph, findings, emission, ninja, sizes. What every shell's Build does. */
import type { Catalog } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import type { BuildResult } from '../contract.ts';
import { emit } from '../emit/emit.ts';
import { type Emission, EmitError, type SourceId } from '../emit/types.ts';
import { writeEmission } from '../emit/write.ts';
import { buildGraph } from '../graph/flatten.ts';
import type { Graph } from '../graph/types.ts';
import type { Composition, Profile, TargetId } from '../model/types.ts';
import { build, type Progress } from './build.ts';
import { buildDiagnostics } from './errors.ts';
import { previousSizes } from './history.ts';
import { measure } from './measure.ts';
import { dropStamp, type Known } from './stamp.ts';

export interface ComposeInput {
  readonly composition: Composition;
  readonly catalog: Catalog;
  readonly target: TargetId;
  readonly profile: Profile;
  readonly coverage?: boolean | undefined;
  /** The build folder, absolute. */
  readonly out: string;
  readonly readSource: (id: SourceId) => string | undefined;
  /** What `knownBuild` said of the folder: then it is neither checked nor emitted again. */
  readonly known?: Known | null;
  /** What `check` said, where it ran already; an error among it stops before any compiler runs. */
  readonly diagnostics?: readonly Diagnostic[];
  readonly onProgress?: (progress: Progress) => void;
  /** What the tools print, once at the end. */
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export type Composed =
  | {
      readonly ok: true;
      readonly result: BuildResult;
      /** The unstripped image, for debuggers and backtraces. */
      readonly elf: string;
      readonly graph: Graph;
      /** Warnings and notes. */
      readonly diagnostics: readonly Diagnostic[];
      /** Paths of what was emitted; null when the folder was known to be up to date. */
      readonly emitted: readonly string[] | null;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly log: string };

const isError = (item: Diagnostic) => item.severity === 'error';

/** Emits without building. Diagnostics instead of an emission when the composition does not hold together. */
export function emitComposition(
  input: Pick<
    ComposeInput,
    'composition' | 'catalog' | 'target' | 'profile' | 'coverage' | 'readSource' | 'diagnostics'
  >,
): { readonly graph: Graph; readonly emission: Emission | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { graph } = buildGraph(input.composition, input.catalog, input.target);
  const diagnostics = input.diagnostics ?? check(input.composition, input.catalog, input.target);
  if (diagnostics.some(isError)) return { graph, emission: undefined, diagnostics };
  try {
    return { graph, emission: emit({ ...input, graph }), diagnostics };
  } catch (error) {
    if (!(error instanceof EmitError)) throw error;
    const refused = diagnostic(error.code, 'error', error.message, { at: error.at });
    return { graph, emission: undefined, diagnostics: [...diagnostics, refused] };
  }
}

/**
 * Builds. Resolves with diagnostics when the composition or its sources are at fault.
 * @throws ContractError `tool-missing`; the signal's reason when aborted; I/O errors of the build folder
 */
export async function buildComposition(input: ComposeInput): Promise<Composed> {
  const begin = performance.now();
  const { target, profile, out: dir, known } = input;
  const emitted = known ? null : emitComposition(input);
  if (emitted !== null && emitted.emission === undefined)
    return { ok: false, diagnostics: emitted.diagnostics, log: '' };
  if (emitted?.emission !== undefined) {
    dropStamp(dir);
    writeEmission(dir, emitted.emission.files);
  }
  const running = build({
    dir,
    ...(input.onProgress === undefined ? {} : { onProgress: input.onProgress }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
  // While ninja looks around.
  const graph = emitted?.graph ?? buildGraph(input.composition, input.catalog, target).graph;
  const diagnostics = emitted?.diagnostics ?? known?.diagnostics ?? [];
  const built = await running;
  if (built.log !== '') input.onOutput?.(built.log);
  if (!built.ok) {
    // Where a compiler's words come from is only known from an emission.
    const emission = emitted?.emission ?? emitComposition(input).emission;
    const found = buildDiagnostics(built.log, emission?.origins ?? new Map(), emission?.sourceOf ?? new Map());
    return { ok: false, diagnostics: [...diagnostics, ...found], log: built.log };
  }
  const size = (built.didNothing ? known?.size : null) ?? measure(dir, graph, profile);
  const result: BuildResult = {
    image: { path: built.image, bytes: size.image },
    folder: dir,
    target,
    profile,
    compiled: built.compiled,
    milliseconds: Math.round(performance.now() - begin),
    size,
    previous: previousSizes(dir, size, built.didNothing),
  };
  const paths = emitted?.emission?.files.map(({ path }) => path) ?? null;
  return { ok: true, result, elf: built.elf, graph, diagnostics, emitted: paths };
}
