import { defineConfig } from '@playwright/test';

/** `npm run screenshots`: pictures of every screen in both themes and both languages, into screenshots/. */
export default defineConfig({
  testDir: './screens',
  testMatch: '*.screen.ts',
  outputDir: '../test-results/e2e',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 2,
  fullyParallel: true,
  reporter: 'list',
  projects: [{ name: 'browser' }],
});
