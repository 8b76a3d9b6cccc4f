/** An in-process engine for one command, and the composition that it is about. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ContractError, type DocumentInfo } from '../contract.ts';
import type { Change } from '../model/edits.ts';
import { createEngine, type Engine } from '../procedures/engine.ts';
import type { Cli } from './program.ts';
import type { Progress } from './progress.ts';
import { INTERRUPTED, UsageError } from './status.ts';

/** The composition file that FILE names: itself, or the one in that folder. @throws UsageError when there is none. */
export async function findComposition(file: string): Promise<string> {
  const path = resolve(file);
  const info = await stat(path).catch(() => null);
  if (!info) throw new UsageError(`there is no ${file}`);
  if (!info.isDirectory()) return path;
  const names = await readdir(path);
  if (names.includes('uniloom.yaml')) return join(path, 'uniloom.yaml');
  const single = names.filter((name) => name.endsWith('.uniloom'));
  if (single.length === 1 && single[0] !== undefined) return join(path, single[0]);
  if (single.length > 1) throw new UsageError(`${file} holds several compositions: ${single.join(', ')}`);
  throw new UsageError(
    `${file} holds no composition (uniloom.yaml or NAME.uniloom); \`uniloom new ${file}\` starts one`,
  );
}

/** Runs `work` with an engine of its own, which is closed afterwards, whatever happens. */
export async function withEngine<T>(cli: Cli, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = createEngine({ shell: 'cli', root: cli.root, workspace: process.cwd(), version: cli.version });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Runs `work` on the composition FILE, opened; it is closed without saving what `work` did not save. */
export async function withDocument<T>(
  cli: Cli,
  file: string,
  work: (engine: Engine, document: DocumentInfo) => Promise<T>,
  options: { readonly trust?: boolean | undefined } = {},
): Promise<T> {
  const path = await findComposition(file);
  return withEngine(cli, async (engine) => {
    const document = await engine.call('document.open', { path });
    try {
      if (options.trust) await engine.call('document.trust', { document: document.id });
      return await work(engine, document);
    } finally {
      await engine.call('document.close', { document: document.id, discard: true });
    }
  });
}

/** Applies `change` to `document` and saves it. Answers with the document as saved. */
export async function applyChange(engine: Engine, document: DocumentInfo, change: Change): Promise<DocumentInfo> {
  if (document.readOnly !== null) throw new ContractError('read-only', document.readOnly);
  if (change.edits.length === 0) return document;
  const edits = structuredClone(change.edits) as never;
  await engine.call('document.edit', {
    document: document.id,
    revision: document.revision,
    label: change.label,
    edits,
  });
  return engine.call('document.save', { document: document.id });
}

/** The target to work on: the wanted one, which the composition must have, or its first. @throws UsageError. */
export function chooseTarget(document: DocumentInfo, wanted: string | undefined): string {
  const { targets } = document.composition;
  const target = wanted ?? targets[0];
  if (target === undefined) throw new UsageError('the composition names no target; add one under `targets:`');
  return target;
}

/** A signal that aborts on Ctrl-C and SIGTERM, and what ended it. Call `stop` when the work is done. */
export function interruptible(): { signal: AbortSignal; interrupted: () => boolean; stop: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.on('SIGINT', abort);
  process.on('SIGTERM', abort);
  process.on('SIGHUP', abort);
  return {
    signal: controller.signal,
    interrupted: () => controller.signal.aborted,
    stop() {
      process.off('SIGINT', abort);
      process.off('SIGTERM', abort);
      process.off('SIGHUP', abort);
    },
  };
}

/** Runs `work`, whose progress is cleared away at the end. Ctrl-C ends it, and the command with 130. */
export async function untilInterrupted(
  progress: Progress,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const { signal, interrupted, stop } = interruptible();
  try {
    return await work(signal);
  } catch (error) {
    if (interrupted()) return INTERRUPTED;
    throw error;
  } finally {
    progress.clear();
    stop();
  }
}
