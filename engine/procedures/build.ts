/** `build.start` and `emit.preview`. */
import { buildDocument, previewEmission } from './building.ts';
import type { Context, HandlersOf } from './types.ts';

export function buildHandlers(context: Context): HandlersOf<'build'> & HandlersOf<'emit'> {
  return {
    async 'build.start'(input) {
      const job = context.jobs.start('build', input.document, async ({ signal, report, output }) => {
        const { result, diagnostics } = await buildDocument(context, input, {
          signal,
          onPhase: (phase) => report({ type: 'phase', phase }),
          onFetch: (progress) => report({ type: 'fetch', ...progress }),
          onProgress: (progress) => report({ type: 'progress', ...progress }),
          onOutput: output,
          onBuilt: (built) => report({ type: 'built', result: built }),
        });
        return { result, diagnostics };
      });
      return { job };
    },
    'emit.preview': (input) => previewEmission(context, input),
  };
}
