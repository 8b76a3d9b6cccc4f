/** Text that a job puts out: the last part is kept for those who come later, all of it is pushed in batches. */

/** Characters kept per job. */
export const OUTPUT_LIMIT = 256 * 1024;
/** How long output waits for more, so that a flood becomes few events. */
const BATCH_MS = 16;
/** Characters of one event; of a batch with more only the end is pushed, as only the end is kept. */
const BATCH_LIMIT = 64 * 1024;

export interface JobOutput {
  write(data: string): void;
  /** Pushes what is waiting. */
  flush(): void;
  /** What is kept, waiting data included. */
  text(): string;
}

export function createOutput(push: (data: string) => void): JobOutput {
  let kept = '';
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const data = waiting.length > BATCH_LIMIT ? waiting.slice(-BATCH_LIMIT) : waiting;
    waiting = '';
    if (data !== '') push(data);
  };
  return {
    write(data) {
      kept = (kept + data).slice(-OUTPUT_LIMIT);
      waiting = (waiting + data).slice(-OUTPUT_LIMIT);
      timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
    text: () => kept,
  };
}
