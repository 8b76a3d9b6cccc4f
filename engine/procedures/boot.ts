/** `boot.start`: a boot as a job. */
import { runDocument } from './running.ts';
import type { Context, HandlersOf } from './types.ts';

export function bootHandlers(context: Context): HandlersOf<'boot'> {
  return {
    async 'boot.start'(input) {
      const { document, profile, ...rest } = input;
      const job = context.jobs.start('boot', document, async ({ signal, report, output, onInput }) => {
        const outcome = await runDocument(
          context,
          { document, profile, ...rest },
          {
            signal,
            onPhase: (phase) => report({ type: 'phase', phase }),
            onFetch: (progress) => report({ type: 'fetch', ...progress }),
            onProgress: (progress) => report({ type: 'progress', ...progress }),
            // The console is the guest's; what tools say goes into diagnostics.
            onOutput: () => {},
            onBuilt: (result) => report({ type: 'built', result }),
            onBooting: () => report({ type: 'phase', phase: 'booting' }),
            onRunning: (stdin) => {
              report({ type: 'phase', phase: 'running' });
              if (stdin) onInput((data) => stdin.writable && stdin.write(data));
            },
            onConsole: output,
            onTimeline: (entries) => report({ type: 'timeline', entries }),
            onCounters: (rows) => report({ type: 'counters', rows }),
            onForwards: (forwards) => report({ type: 'forwards', forwards }),
            onTrace: (calls, dropped) => report({ type: 'trace', calls, dropped }),
          },
        );
        const { result, diagnostics } = outcome;
        return { result, diagnostics, failed: result.failure !== null };
      });
      return { job };
    },
  };
}
