import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/** The renderer: one page that runs from `app://` in Electron, from `serve`, and, in development, with a mock engine. */
export default defineConfig({
  root: here,
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: join(here, '../dist/renderer'),
    emptyOutDir: true,
    target: 'es2023',
    // Monaco alone passes the limit; it is loaded on first use.
    chunkSizeWarningLimit: 6000,
    // Data URLs would want a wider CSP for fonts and workers.
    assetsInlineLimit: 0,
  },
  server: {
    fs: { allow: [join(here, '..')] },
    proxy: { '/ws': { target: 'ws://127.0.0.1:7420', ws: true } },
  },
});
