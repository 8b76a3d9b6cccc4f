/** What an exporter is given and gives. */
import type { Catalog } from '../catalog/types.ts';
import type { BuildResult } from '../contract.ts';
import type { Graph } from '../graph/types.ts';
import type { Composition, Profile } from '../model/types.ts';

export interface ExportInput {
  readonly composition: Composition;
  readonly graph: Graph;
  readonly catalog: Catalog;
  /** Root of the catalog on the disk. */
  readonly catalogRoot: string;
  readonly profile: Profile;
  /** The build that the export stands for; its folder is the emitted one. */
  readonly build: BuildResult;
  /** Versions of the tools that made it, by name. */
  readonly tools: Readonly<Record<string, string>>;
  readonly uniloomVersion: string;
}

export interface Exported {
  readonly data: Buffer;
  /** What the user should know: what does not fit into the format. Empty when all does. */
  readonly note: string;
}

export interface Exporter {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  /** With the dot. */
  readonly extension: string;
  /** A preview as text makes sense. */
  readonly text: boolean;
  produce(input: ExportInput): Promise<Exported>;
}
