/**
 * Runs the built, unmodified Electron main bundle in Node: `node --import ./e2e/standin/register.mjs dist/electron/main.mjs`.
 * `electron` is resolved to the stand-in beside this file. What this cannot prove is listed in docs/testing.md.
 */
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
