import { attempt } from '../../state/session.ts';

/** Runs what may fail, and says so. */
export const run = (work: () => Promise<unknown>) => () => void attempt(async () => void (await work()));
