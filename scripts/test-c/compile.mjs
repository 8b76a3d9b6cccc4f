/** Compiles one microlib's sources, and links a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configHeader } from './config.mjs';
import { portsHeader, providedHeader, renames } from './ports.mjs';
import { run } from './run.mjs';

export const compiler = process.env['CC'] ?? 'gcc';

const own = join(dirname(fileURLToPath(import.meta.url)), 'include');

// Frame pointers: what walks them (core/panic) is tested as well.
const FLAGS = [
  ...['-std=c17', '-g', '-O1', '-fno-omit-frame-pointer', '-Wall', '-Wextra', '-Werror'],
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
];
/** Where what the tests have run is written to, when it is asked for. */
export const coverage = process.env['UNILOOM_COVERAGE'];

// Naked functions have no room for counting (engine/emit/coverage.ts).
const COVERAGE = coverage === undefined ? [] : ['--coverage', '-Dnaked=naked,no_profile_instrument_function'];
const COMPILE_TIMEOUT_MS = 120_000;

/** @param {import('./catalog.mjs').Catalog} catalog */
function apiIncludes(catalog) {
  return [...catalog.apis.values()].map((api) => `-I${join(api.dir, 'include')}`);
}

/** @param {readonly string[]} args */
async function must(args) {
  const { status, output } = await run(compiler, args, COMPILE_TIMEOUT_MS);
  if (status !== 0) throw new Error(`does not compile\n${output}`);
}

/**
 * Sources as the manifest lists them; those of other targets only where the microlib does not exist on host.
 * @param {import('./catalog.mjs').Microlib} microlib
 */
function sourcesOf(microlib) {
  const hosted = (/** @type {readonly string[] | undefined} */ targets) =>
    targets === undefined || targets.includes('*') || targets.includes('host');
  const onHost = hosted(microlib.targets);
  return microlib.sources
    .map(
      (source) =>
        /** @type {import('./catalog.mjs').Source} */ (typeof source === 'string' ? { path: source } : source),
    )
    .filter((source) => !onHost || hosted(source.targets));
}

/**
 * @param {import('./catalog.mjs').Microlib} microlib
 * @param {import('./catalog.mjs').Catalog} catalog
 * @throws where its third-party sources are not here
 */
function archiveOf(microlib, catalog) {
  if (catalog.archiveFolder === undefined)
    throw new Error(`nobody fetched the third-party sources of ${microlib.name}`);
  return catalog.archiveFolder(microlib);
}

/**
 * Compiles `microlib` into `folder`.
 * @param {import('./catalog.mjs').Microlib} microlib
 * @param {import('./catalog.mjs').Catalog} catalog
 * @param {string} folder
 * @param {{ config: Map<string, string>, define: string[], sources: string[] | null, prefix: string }} how
 * @returns {Promise<{ objects: string[], includes: string[] }>} what to link, and what its users include
 */
export async function compileMicrolib(microlib, catalog, folder, how) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.h'), configHeader(microlib.kconfig, how.config));
  writeFileSync(join(folder, 'ports.h'), portsHeader(microlib, catalog.apis, how.prefix));
  writeFileSync(join(folder, `${microlib.name}_ports.h`), providedHeader(microlib, catalog.apis));
  writeFileSync(join(folder, 'rename.h'), renames(microlib, catalog.apis, how.prefix));

  const includes = [
    folder,
    ...microlib.include.map((path) => join(microlib.sourcePath, path)),
    join(microlib.sourcePath, 'src'),
    ...(microlib['archive-include'] ?? []).map((path) => join(archiveOf(microlib, catalog), path)),
  ];
  const flags = [...includes.map((path) => `-I${path}`), `-I${own}`, ...apiIncludes(catalog)];
  const defines = how.define.map((define) => `-D${define}`);
  const wanted = sourcesOf(microlib).filter((source) => how.sources?.includes(source.path ?? source.archive) ?? true);
  const objects = [];
  for (const source of wanted) {
    const file =
      source.archive === undefined
        ? join(microlib.sourcePath, source.path)
        : join(archiveOf(microlib, catalog), source.archive);
    const object = join(folder, `${basename(file).replaceAll('.', '_')}_${objects.length}.o`);
    // Lines are counted of what is ours.
    const shared = source.archive === undefined ? COVERAGE : (microlib['archive-cflags'] ?? []);
    const extra = [...shared, ...(source.cflags ?? []), '-Wmissing-prototypes', '-include', join(folder, 'rename.h')];
    await must([...FLAGS, ...extra, ...defines, ...flags, '-c', file, '-o', object]);
    objects.push(object);
  }
  return { objects, includes };
}

/**
 * Compiles the test itself and links it with `objects` to `program`.
 * @param {import('./catalog.mjs').Test} test
 * @param {import('./catalog.mjs').Catalog} catalog
 * @param {{ objects: string[], includes: string[], define: string[], program: string }} parts
 */
export async function linkTest(test, catalog, { objects, includes, define, program }) {
  const paths = [...includes, dirname(test.file), own].map((path) => `-I${path}`);
  const defines = define.map((item) => `-D${item}`);
  await must([
    ...FLAGS,
    ...defines,
    ...paths,
    ...apiIncludes(catalog),
    test.file,
    ...objects,
    ...COVERAGE,
    '-o',
    program,
  ]);
}
