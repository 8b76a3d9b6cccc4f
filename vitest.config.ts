import { defineConfig } from 'vitest/config';
import { scale } from './engine/testing/scale.ts';

/** Unit and property tests: pure parts, emitters by snapshot. Boots are in vitest.boot.config.ts. */
export default defineConfig({
  test: {
    include: ['engine/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}', 'electron/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/*.boot.test.ts', '**/node_modules/**'],
    // For what hangs: no test depends on how fast the machine is.
    testTimeout: 60_000 * Math.max(1, scale),
  },
});
