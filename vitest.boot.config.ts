import { defineConfig } from 'vitest/config';
import { compilerCache } from './engine/testing/compiler-cache.ts';
import { scale } from './engine/testing/scale.ts';

/** Tests that run the toolchain and boot guests. As many files at a time as there are cores: many a guest only waits. */
export default defineConfig({
  test: {
    include: ['engine/**/*.boot.test.ts', 'scripts/**/*.boot.test.ts'],
    globalSetup: ['engine/testing/boots-setup.ts'],
    env: compilerCache(),
    maxWorkers: '100%',
    // For what hangs: no test depends on how fast the machine is.
    testTimeout: 300_000 * Math.max(1, scale),
    hookTimeout: 300_000,
  },
});
