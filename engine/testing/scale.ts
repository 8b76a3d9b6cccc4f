/** How thorough the tests are: 1 by default, 10 in `npm run test:full` (UNILOOM_TEST_SCALE). */
export const scale = Number(process.env['UNILOOM_TEST_SCALE'] ?? 1);

/** `n` inputs at scale 1. */
export const scaled = (n: number): number => Math.max(1, Math.round(n * scale));

/** Seconds after which what boots is taken for hung. No test depends on it: it is far more than a busy machine needs. */
export const HANGS = String(180 * Math.max(1, scale));
