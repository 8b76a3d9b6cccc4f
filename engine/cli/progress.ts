/** One line of progress on a terminal's standard error; nothing elsewhere. */

export interface Progress {
  show(step: { readonly done: number; readonly total: number; readonly component: string | null }): void;
  /** Bytes of an archive that is being fetched. */
  fetched(step: { readonly archive: string; readonly bytes: number; readonly total: number | null }): void;
  clear(): void;
}

const CLEAR_LINE = '\r\x1b[K';

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let shown = false;
  return {
    show({ done, total, component }) {
      if (!stream.isTTY) return;
      shown = true;
      stream.write(`${CLEAR_LINE}${done}/${total}${component === null ? '' : ` ${component}`}`);
    },
    fetched({ archive, bytes, total }) {
      if (!stream.isTTY) return;
      shown = true;
      const kb = (count: number) => Math.ceil(count / 1024);
      const size = total === null ? `${kb(bytes)} KB` : `${kb(bytes)} of ${kb(total)} KB`;
      stream.write(`${CLEAR_LINE}fetching ${archive}${bytes === 0 ? '' : `, ${size}`}`);
    },
    clear() {
      if (shown) stream.write(CLEAR_LINE);
      shown = false;
    },
  };
}
