import { defineConfig } from 'vitest/config';

/** Tests that run the toolchain and boot guests. One file at a time: the machine's cores belong to QEMU. */
export default defineConfig({
  test: {
    include: ['engine/**/*.boot.test.ts', 'scripts/**/*.boot.test.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
