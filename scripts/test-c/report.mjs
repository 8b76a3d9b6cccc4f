/** The line of a suite (a microlib) that is done. */

/**
 * @param {string} suite
 * @param {readonly import('./program.mjs').Result[]} results
 */
export function suiteLine(suite, results) {
  const failed = results.filter((result) => !result.passed).length;
  const checks = results.reduce((sum, result) => sum + result.checks, 0);
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  const programs = `${results.length} program${results.length === 1 ? '' : 's'}`;
  const state = failed === 0 ? 'ok  ' : 'FAIL';
  return `${state} ${suite.padEnd(28)} ${programs.padStart(11)} ${String(checks).padStart(9)} checks ${seconds.toFixed(1).padStart(6)} s`;
}
