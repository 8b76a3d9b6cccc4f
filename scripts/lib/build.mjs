/**
 * Builds what runs: the CLI (one entry, lazy chunks), the renderer, Electron's main and preload. Each part is built
 * again only when one of its sources is newer than its stamp, so that a second start builds nothing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

/** @typedef {{ name: string, sources: readonly string[], build: () => Promise<unknown> }} Part */

const ignored = new Set(['node_modules', 'dist', 'snapshots', '__snapshots__', 'fixtures', '.git']);

/**
 * The newest modification time, ms, of what is below `path`. Folders count too, so that a removed file is noticed.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let time = stat.mtimeMs;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (ignored.has(entry.name)) continue;
    const inner = join(path, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(inner) : statSync(inner).mtimeMs);
  }
  return time;
}

const stampOf = (/** @type {Part} */ part) => join(root, 'dist', `.${part.name}.stamp`);

/** @param {Part} part */
export function isStale(part) {
  const stamp = statSync(stampOf(part), { throwIfNoEntry: false });
  return !stamp || part.sources.some((source) => newest(join(root, source)) > stamp.mtimeMs);
}

/** What Node's bundles must not contain: Node itself and Electron. */
const external = [...builtinModules, /^node:/, 'electron'];

/**
 * @param {string} entry relative to the root
 * @param {string} outDir relative to the root
 * @param {string} fileName of the entry
 * @param {'es' | 'cjs'} format
 * @param {{ name: string, test: RegExp }[]} chunks modules that are loaded together, beside those that the imports make
 */
export async function bundle(entry, outDir, fileName, format, chunks = []) {
  const { build } = await import('vite');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: { __UNILOOM_VERSION__: JSON.stringify(version) },
    // ws asks for these two optional native helpers; without them it does the work itself.
    resolve: { alias: { bufferutil: '/ws-without-native.js', 'utf-8-validate': '/ws-without-native.js' } },
    plugins: [
      {
        name: 'ws-without-native',
        resolveId: (/** @type {string} */ id) => (id === '/ws-without-native.js' ? id : null),
        load: (/** @type {string} */ id) =>
          id === '/ws-without-native.js'
            ? 'throw Object.assign(new Error("not installed"), { code: "MODULE_NOT_FOUND" });'
            : null,
      },
    ],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(root, entry),
      outDir: join(root, outDir),
      emptyOutDir: false,
      target: 'node20',
      minify: true,
      sourcemap: false,
      rolldownOptions: {
        external,
        output: {
          format,
          entryFileNames: fileName,
          chunkFileNames: `chunks/[name]-[hash].${format === 'es' ? 'mjs' : 'cjs'}`,
          ...(chunks.length === 0 ? {} : { codeSplitting: { includeDependenciesRecursively: false, groups: chunks } }),
        },
      },
    },
  });
}

/** @type {Part} */
export const cli = {
  name: 'cli',
  sources: ['engine', 'package-lock.json', 'scripts/lib/build.mjs', 'scripts/lib/code-cache.mjs'],
  build: async () => {
    rmSync(join(root, 'dist/cli'), { recursive: true, force: true });
    // Each file costs a part of a millisecond, and `uniloom kconfig` takes few of them in all.
    const inner = 'kconfig/(language|evaluate|config|node|explain)/|kconfig/nearest|model/diagnostic|check/types';
    const outer = 'cli/(output|status|kconfig|commands/kconfig)';
    const kconfig = { name: 'kconfig', test: new RegExp(`/engine/(${inner}|${outer})`) };
    await bundle('engine/cli/main.ts', 'dist/cli', 'uniloom.mjs', 'es', [kconfig]);
    await bundle('engine/cli/entry.ts', 'dist/cli', 'uniloom.cjs', 'cjs');
    // Once more by itself, with what V8 makes of it.
    await bundle('engine/cli/commands/kconfig-plain.ts', 'dist/cli/compiled', 'kconfig.cjs', 'cjs', [kconfig]);
    execFileSync(process.execPath, [
      join(root, 'scripts/lib/code-cache.mjs'),
      join(root, 'dist/cli/compiled/kconfig.cjs'),
    ]);
  },
};

/** @type {Part} */
export const renderer = {
  name: 'renderer',
  sources: ['renderer', 'engine', 'package-lock.json', 'scripts/lib/build.mjs'],
  build: async () => {
    const { build } = await import('vite');
    await build({ configFile: join(root, 'renderer/vite.config.ts'), root: join(root, 'renderer'), logLevel: 'warn' });
  },
};

/** @type {Part} */
export const electron = {
  name: 'electron',
  sources: ['electron', 'engine', 'package-lock.json', 'scripts/lib/build.mjs'],
  build: async () => {
    rmSync(join(root, 'dist/electron'), { recursive: true, force: true });
    await bundle('electron/main.ts', 'dist/electron', 'main.mjs', 'es');
    // A sandboxed preload is a plain script: CommonJS, in one file.
    await bundle('electron/preload.ts', 'dist/electron', 'preload.cjs', 'cjs');
  },
};

/**
 * Builds the stale ones of `parts`, one after the other.
 * @param {readonly Part[]} parts
 * @returns {Promise<string[]>} the names of those that were built
 */
export async function ensureBuilt(parts) {
  /** @type {string[]} */
  const built = [];
  for (const part of parts) {
    if (!isStale(part)) continue;
    const begun = Date.now();
    process.stderr.write(`uniloom: building the ${part.name} … `);
    await part.build();
    const stamp = stampOf(part);
    if (!existsSync(dirname(stamp))) mkdirSync(dirname(stamp), { recursive: true });
    // The stamp bears the time at which the build began: a source saved meanwhile is newer than it.
    writeFileSync(stamp, '');
    const { utimesSync } = await import('node:fs');
    utimesSync(stamp, new Date(begun), new Date(begun));
    process.stderr.write(`${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
    built.push(part.name);
  }
  return built;
}

export const buildCli = () => ensureBuilt([cli]);
