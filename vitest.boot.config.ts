import { defineConfig } from 'vitest/config';
import { scale } from './engine/testing/scale.ts';

/** Tests that run the toolchain and boot guests. One file at a time: the machine's cores belong to QEMU. */
export default defineConfig({
  test: {
    include: ['engine/**/*.boot.test.ts', 'scripts/**/*.boot.test.ts'],
    fileParallelism: false,
    // For what hangs: no test depends on how fast the machine is.
    testTimeout: 180_000 * Math.max(1, scale),
    hookTimeout: 180_000,
  },
});
