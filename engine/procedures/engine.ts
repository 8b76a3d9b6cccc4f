/** The engine as shells use it: one `call` for every procedure of the contract, and events. */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { Catalog } from '../catalog/types.ts';
import {
  ContractError,
  type EngineClient,
  type EventName,
  type Events,
  type ProcedureName,
  type ProcedureOutput,
  procedures,
} from '../contract.ts';
import { createDocuments } from '../documents/documents.ts';
import { createJobs } from '../jobs/jobs.ts';
import { appHandlers } from './app.ts';
import { bootHandlers } from './boot.ts';
import { buildHandlers } from './build.ts';
import { cachedCatalog } from './catalog-cache.ts';
import { dialogHandlers } from './dialog.ts';
import { doctorHandlers } from './doctor.ts';
import { documentHandlers } from './documents.ts';
import { exportHandlers } from './export.ts';
import { jobHandlers } from './jobs.ts';
import { type PlaceOptions, pathLabel, places } from './places.ts';
import { resolveHandlers } from './resolve.ts';
import type { Context, Handler, Handlers, Pick_ } from './types.ts';

export interface EngineOptions extends PlaceOptions {
  readonly shell: Context['shell'];
  readonly version?: string | undefined;
  /** What the app opens at start. */
  readonly startFile?: string | null | undefined;
  /** The shell's native dialog. */
  readonly pick?: Pick_ | undefined;
  /** Opens an address in the user's browser. */
  readonly browse?: Context['browse'];
}

export interface Engine extends EngineClient {
  /** For the CLI, which is in the same process: the parts behind the contract. */
  readonly context: Context;
  /** Ends jobs, releases files. */
  close(): Promise<void>;
}

function invalid(procedure: string, issues: readonly { path: PropertyKey[]; message: string }[]): ContractError {
  const first = issues[0];
  const where = first && first.path.length > 0 ? ` (${first.path.map(String).join('.')})` : '';
  return new ContractError('bad-input', `${procedure}${where}: ${first?.message ?? 'invalid input'}`);
}

/** @throws nothing at once: what cannot be read is told by the procedure that wants it. */
export function createEngine(options: EngineOptions): Engine {
  const where = places(options);
  const events = new EventEmitter();
  // One listener a window or socket; many are no leak.
  events.setMaxListeners(0);
  const push = <E extends EventName>(event: E, payload: Events[E]) => void events.emit(event, payload);
  let catalog: Promise<Catalog> | undefined;
  const readOnce = () => {
    catalog ??= cachedCatalog(join(where.root, 'microlibs'), where.cache, options.version ?? '').catch(
      (error: unknown) => {
        catalog = undefined;
        throw error;
      },
    );
    return catalog;
  };
  const jobs = createJobs((event) => push('job', event));
  const documents = createDocuments({
    shell: options.shell,
    root: where.root,
    workspace: where.workspace,
    stateDir: where.state,
    catalog: readOnce,
    onChanged: (payload) => push('document.changed', payload),
  });
  const context: Context = {
    shell: options.shell,
    version: options.version ?? '0.0.0',
    places: where,
    startFile: options.startFile ?? null,
    documents,
    jobs,
    catalog: readOnce,
    push,
    pick: options.pick,
    browse: options.browse,
  };
  const handlers: Handlers = {
    ...appHandlers(context),
    ...documentHandlers(context),
    ...buildHandlers(context),
    ...bootHandlers(context),
    ...jobHandlers(context),
    ...exportHandlers(context),
    ...dialogHandlers(context),
    ...doctorHandlers(),
    ...resolveHandlers(context),
  };

  const call = async <P extends ProcedureName>(procedure: P, input: unknown): Promise<ProcedureOutput<P>> => {
    const { input: schema, mode } = procedures[procedure];
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw invalid(procedure, parsed.error.issues);
    // What runs things does so for one document, whose folder the user has to trust.
    if (mode === 'runs') requireTrust(context, (parsed.data as { document: string }).document);
    const handler = handlers[procedure] as unknown as Handler<P>;
    return handler(parsed.data as never);
  };
  return {
    call,
    on(event, listener) {
      events.on(event, listener);
      return () => void events.off(event, listener);
    },
    context,
    async close() {
      await jobs.end();
      await documents.close();
      events.removeAllListeners();
    },
  };
}

/** @throws ContractError trust-required. */
export function requireTrust(context: Context, document: string): void {
  const info = context.documents.get(document);
  if (info.trusted) return;
  throw new ContractError(
    'trust-required',
    `${pathLabel(info.folder)} is not trusted: building runs what its files say`,
    'Look at what is in the folder; then trust it (--trust on the command line).',
  );
}
