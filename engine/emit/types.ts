/** What `emit` takes and gives. Pure data: the same in the engine and in the browser's worker. */
import type { Catalog } from '../catalog/types.ts';
import type { Graph } from '../graph/types.ts';
import type { Composition, Profile } from '../model/types.ts';

/**
 * A file that emission copies from: `catalog:REL` in the catalog's root, `source:REL` in the composition's folder,
 * `archive:NAME-VERSION/REL` in a third-party archive.
 */
export type SourceId = `catalog:${string}` | `source:${string}` | `archive:${string}`;

export interface EmittedFile {
  /** Relative to the emitted folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** 0o755 for scripts; 0o644 when absent. */
  readonly mode?: number;
}

export interface EmitInput {
  /** Must have passed `check`: emission assumes that every required port of a linked component has its provider. */
  readonly graph: Graph;
  readonly composition: Composition;
  readonly catalog: Catalog;
  readonly profile: Profile;
  /** The image counts the lines that run (docs/testing.md). */
  readonly coverage?: boolean | undefined;
  /** The text of a file, undefined where there is none. Asked for manifest sources and for what these include. */
  readonly readSource: (id: SourceId) => string | undefined;
}

export interface Emission {
  /** Sorted by path. */
  readonly files: readonly EmittedFile[];
  /** Emitted path → the file that it is a copy of. */
  readonly origins: ReadonlyMap<string, SourceId>;
  /** Object → the emitted source that it is compiled from. */
  readonly sourceOf: ReadonlyMap<string, string>;
}

/** A composition that cannot be written out: a source is missing, or the profile cannot bind so. */
export class EmitError extends Error {
  override name = 'EmitError';
  constructor(
    readonly code: string,
    message: string,
    readonly at: { readonly component?: string; readonly file?: string; readonly wire?: number } = {},
  ) {
    super(message);
  }
}
