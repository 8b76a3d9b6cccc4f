/** What the groups of procedures share. */
import type { z } from 'zod';
import type { Catalog } from '../catalog/types.ts';
import type { EventName, Events, ProcedureName, ProcedureOutput, procedures } from '../contract.ts';
import type { Documents } from '../documents/documents.ts';
import type { Jobs } from '../jobs/jobs.ts';

/** Input as the contract's schema read it. */
export type Input<P extends ProcedureName> = z.output<(typeof procedures)[P]['input']>;

export type Handler<P extends ProcedureName> = (input: Input<P>) => Promise<ProcedureOutput<P>>;

/** Every procedure has exactly one handler; one file has those of a group. */
export type Handlers = { readonly [P in ProcedureName]: Handler<P> };
export type HandlersOf<Group extends string> = Pick<Handlers, Extract<ProcedureName, `${Group}.${string}`>>;

export type Pick_ = (
  purpose: 'open' | 'save' | 'export' | 'file' | 'folder',
  suggested: string | undefined,
) => Promise<string | null>;

export interface Places {
  /** The checkout (or the package): `microlibs/` and `assets/` are in it. */
  readonly root: string;
  /** What the browser shell's picker may show. */
  readonly workspace: string;
  /** Settings, trust, drafts, recent files. */
  readonly state: string;
  /** Builds and what can be made again. */
  readonly cache: string;
}

export interface Context {
  readonly shell: 'electron' | 'browser' | 'cli';
  readonly version: string;
  readonly places: Places;
  readonly startFile: string | null;
  readonly documents: Documents;
  readonly jobs: Jobs;
  /** Read once per engine. */
  catalog(): Promise<Catalog>;
  push<E extends EventName>(event: E, payload: Events[E]): void;
  /** The native dialog; absent where there is none. */
  readonly pick: Pick_ | undefined;
  /** Opens an address in the user's browser; absent where the page is in one. */
  readonly browse: ((url: string) => Promise<void>) | undefined;
}
