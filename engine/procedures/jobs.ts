/** Jobs as clients see them. */
import type { Context, HandlersOf } from './types.ts';

export function jobHandlers({ jobs }: Context): HandlersOf<'job'> {
  return {
    'job.list': async ({ document }) => jobs.list(document),
    async 'job.cancel'({ job }) {
      jobs.cancel(job);
      return null;
    },
    async 'job.input'({ job, data }) {
      jobs.input(job, data);
      return null;
    },
  };
}
