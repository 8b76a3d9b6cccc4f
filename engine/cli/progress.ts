/** One line of progress on a terminal's standard error; nothing elsewhere. */

export interface Progress {
  show(step: { readonly done: number; readonly total: number; readonly component: string | null }): void;
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
    clear() {
      if (shown) stream.write(CLEAR_LINE);
      shown = false;
    },
  };
}
