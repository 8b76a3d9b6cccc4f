/**
 * What a job reports as it goes. A guest may tell of its calls and counters as fast as its channel is, and an archive comes in
 * many pieces: such events wait a moment, and go out as one. The others go at once, behind what waits.
 */
import type { TraceCall } from '../contract.ts';
import type { JobReport } from './jobs.ts';

/** How long an event waits for more of its kind. */
const BATCH_MS = 40;
/** Calls of one event; of a batch with more the last are told, as only the last are kept. */
const MOST_CALLS = 20_000;

/** Kinds that come in floods. Of all but calls the last one says it all. */
const FLOODS: ReadonlySet<JobReport['type']> = new Set(['fetch', 'timeline', 'counters', 'trace']);

export interface Reports {
  report(event: JobReport): void;
  /** Pushes what is waiting. */
  flush(): void;
}

export function createReports(push: (event: JobReport) => void): Reports {
  const waiting = new Map<JobReport['type'], JobReport>();
  /** By number: one that returns takes the place of itself. */
  const calls = new Map<number, TraceCall>();
  let timer: NodeJS.Timeout | undefined;
  const take = (more: readonly TraceCall[]) => {
    for (const call of more) calls.set(call.number, call);
    for (const oldest of calls.keys()) {
      if (calls.size <= MOST_CALLS) break;
      calls.delete(oldest);
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const events = [...waiting.values()];
    const all = [...calls.values()];
    waiting.clear();
    calls.clear();
    for (const event of events) push(event.type === 'trace' ? { ...event, calls: all } : event);
  };
  return {
    report(event) {
      if (!FLOODS.has(event.type)) {
        flush();
        push(event);
        return;
      }
      if (event.type === 'trace') take(event.calls);
      waiting.set(event.type, event);
      timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
