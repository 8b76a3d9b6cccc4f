/** Completion of an open document. */
import type { Context, HandlersOf } from './types.ts';

/** After a start, ms: when the app has what it needs to show its first picture. */
const IDLE = 3000;

/** Loaded when it is first wanted: the command line seldom does. */
const load = () => Promise.all([import('../resolve/complete.ts'), import('../resolve/solver.ts')]);

export function resolveHandlers(context: Context): HandlersOf<'resolve'> {
  // An app's user will want it. A failure to load shows when it is asked.
  if (context.shell !== 'cli')
    setTimeout(
      () =>
        void load()
          .then(([, { warm }]) => warm())
          .catch(() => {}),
      IDLE,
    ).unref();
  return {
    async 'resolve.complete'({ document, target, answers }) {
      const [{ complete }] = await load();
      return complete(context.documents.get(document).composition, await context.catalog(), target, answers);
    },
  };
}
