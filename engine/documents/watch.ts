/** Notices when a document's file is changed by another program. */
import { watch } from 'chokidar';
import { hashOnDisk } from './load.ts';

export interface Watch {
  close(): Promise<void>;
}

/**
 * Calls `changed` when the content of `file` becomes another than `expected()` says, or the file goes.
 * @param expected Hash of the file as we last read or wrote it.
 */
export function watchFile(file: string, expected: () => string | null, changed: (deleted: boolean) => void): Watch {
  let reported = expected();
  const look = async () => {
    const now = await hashOnDisk(file);
    if (now === expected()) reported = now;
    else if (now !== reported) {
      reported = now;
      changed(now === null);
    }
  };
  // Programs that save by renaming take the file away for a moment; `atomic` waits for it to come back.
  const watcher = watch(file, { ignoreInitial: true, atomic: true });
  // A watch that the system refuses (too many) costs the notice only: saving compares anyway.
  watcher.on('all', () => void look()).on('error', () => {});
  return { close: () => watcher.close() };
}
