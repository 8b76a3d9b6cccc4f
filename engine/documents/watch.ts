/** Notices when a document's file is changed by another program. */
import { hashOnDisk } from './load.ts';

export interface Watch {
  /** Resolves when changes are noticed from now on. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * Calls `changed` when the content of `file` becomes another than `expected()` says, or the file goes.
 * @param expected Hash of the file as we last read or wrote it.
 * @param inTurn Runs a look when nothing is being done with the document: a save of ours that is under way has written
 * the file before it knows the new hash.
 */
export function watchFile(
  file: string,
  expected: () => string | null,
  inTurn: (look: () => Promise<void>) => Promise<void>,
  changed: (deleted: boolean) => void,
): Watch {
  let reported = expected();
  let closed = false;
  const look = async () => {
    // The document was saved elsewhere while the look waited for its turn.
    if (closed) return;
    const now = await hashOnDisk(file);
    if (now === expected()) reported = now;
    else if (now !== reported) {
      reported = now;
      changed(now === null);
    }
  };
  // Loaded when something is watched: the command line never does.
  const watching = import('chokidar').then(({ watch }) => {
    if (closed) return null;
    // Programs that save by renaming take the file away for a moment; `atomic` waits for it to come back.
    const watcher = watch(file, { ignoreInitial: true, atomic: true });
    // A watch that the system refuses (too many) costs the notice only: saving compares anyway.
    watcher.on('all', () => void inTurn(look)).on('error', () => {});
    return watcher;
  });
  const ready = watching.then(
    (watcher) => new Promise<void>((resolve) => (watcher ? void watcher.once('ready', () => resolve()) : resolve())),
  );
  return {
    ready,
    close: async () => {
      closed = true;
      await (await watching)?.close();
    },
  };
}
