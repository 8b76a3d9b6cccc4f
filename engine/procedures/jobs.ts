/** Jobs as clients see them. */
import { ContractError } from '../contract.ts';
import { forwardUrl } from '../model/forwards.ts';
import type { Context, HandlersOf } from './types.ts';

export function jobHandlers({ jobs, browse }: Context): HandlersOf<'job'> {
  return {
    'job.list': async ({ document }) => jobs.list(document),
    async 'job.cancel'({ job }) {
      jobs.cancel(job);
      return null;
    },
    async 'job.browse'({ job, hostPort }) {
      const { state, forwards } = jobs.get(job);
      const forward = forwards.find((one) => one.proto === 'tcp' && one.hostPort === hostPort);
      const url = state === 'running' && forward !== undefined ? forwardUrl(forward) : null;
      if (url === null) throw new ContractError('denied', `No page of a running guest is on port ${hostPort}`);
      await browse?.(url);
      return { opened: browse !== undefined };
    },
    async 'job.input'({ job, data }) {
      jobs.input(job, data);
      return null;
    },
  };
}
