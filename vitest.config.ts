import { defineConfig } from 'vitest/config';

/** Unit and property tests: pure parts, emitters by snapshot. Boots are in vitest.boot.config.ts. */
export default defineConfig({
  test: {
    include: ['engine/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}', 'electron/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/*.boot.test.ts', '**/node_modules/**'],
    testTimeout: 60_000,
  },
});
