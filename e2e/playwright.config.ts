import { defineConfig } from '@playwright/test';

/**
 * The same specs against each shell; what only one has is in `*.browser.spec.ts` or `*.electron.spec.ts`. `electron-standin` runs the built main and preload in Node against Chromium
 * (e2e/standin); it is not Electron. With ELECTRON_OVERRIDE_DIST_PATH the specs run on the real one as well.
 */
const real = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ? [{ name: 'electron', testIgnore: '*.browser.spec.ts' }] : [];

export default defineConfig({
  testDir: './specs',
  outputDir: '../test-results/e2e',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  projects: [
    { name: 'browser', testIgnore: '*.electron.spec.ts' },
    { name: 'electron-standin', testIgnore: '*.browser.spec.ts' },
    ...real,
  ],
});
