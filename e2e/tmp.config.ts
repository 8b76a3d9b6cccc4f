import { defineConfig } from '@playwright/test';
export default defineConfig({
  testDir: './tmp',
  testMatch: '*.ts',
  outputDir: '../test-results',
  timeout: 240_000,
  expect: { timeout: 8_000 },
  workers: 1,
  reporter: 'list',
  projects: [{ name: 'browser' }],
});
