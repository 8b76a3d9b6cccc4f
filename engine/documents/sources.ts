/** A document's source files, for the code view. `source:REL` lies in its folder, `catalog:REL` in the catalog. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, posix } from 'node:path';
import type { Catalog, Microlib, SourceFile } from '../catalog/types.ts';
import { ContractError, type FileInfo } from '../contract.ts';
import type { Composition } from '../model/types.ts';
import { writeAtomic } from './atomic.ts';
import { ioError, systemCode } from './errors.ts';
import { hashOf, readRegular } from './load.ts';
import { resolveInside } from './paths.ts';

const MAX_SOURCE = 4_000_000;

/** An archive's sources are read only, and in no folder of the catalog. */
const isOwn = ({ archive }: SourceFile): boolean => archive !== true;

const language = (path: string): FileInfo['language'] =>
  ['.c', '.h', '.S', '.s'].includes(extname(path)) ? 'c' : /\.ya?ml$/.test(path) ? 'yaml' : 'plaintext';

/** The component's own sources and the headers beside them. */
async function ownFiles(folder: string, sources: readonly string[]): Promise<string[]> {
  const files = new Set(sources);
  for (const dir of new Set(sources.map((path) => posix.dirname(path)))) {
    const at = dir === '.' ? folder : await resolveInside(folder, dir).catch(() => null);
    const names = at === null ? [] : await readdir(at).catch(() => []);
    for (const name of names.sort()) if (name.endsWith('.h')) files.add(posix.join(dir, name));
  }
  return [...files];
}

/** Own sources of all components (writable), then those of their microlibs (not). */
export async function listSources(folder: string, composition: Composition, catalog: Catalog): Promise<FileInfo[]> {
  const found = new Map<string, FileInfo>();
  const add = (info: FileInfo) => {
    if (!found.has(info.id)) found.set(info.id, info);
  };
  const components = Object.entries(composition.components);
  for (const [component, { sources }] of components)
    for (const path of await ownFiles(folder, sources ?? []))
      add({ id: `source:${path}`, label: path, kind: 'source', component, writable: true, language: language(path) });
  for (const [component, { microlib, sources }] of components) {
    const lib = catalog.microlibs[microlib];
    if (sources !== undefined || lib === undefined) continue;
    for (const { path } of lib.sources.filter(isOwn)) {
      const id = `catalog:${posix.join(lib.sourceDir ?? lib.dir, path)}`;
      add({ id, label: `${microlib}/${path}`, kind: 'catalog', component, writable: false, language: language(path) });
    }
  }
  return [...found.values()];
}

/** The file behind an id: its absolute path. */
async function locate(folder: string, catalogDir: string, id: string): Promise<string> {
  const colon = id.indexOf(':');
  const kind = id.slice(0, colon);
  const path = id.slice(colon + 1);
  if (kind === 'source') return resolveInside(folder, path);
  if (kind === 'catalog') return resolveInside(catalogDir, path);
  throw new ContractError('not-found', `There is no file '${id}'`);
}

async function readText(path: string): Promise<{ text: string; version: string }> {
  const bytes = await readRegular(path, MAX_SOURCE);
  return { text: bytes.toString('utf8'), version: hashOf(bytes) };
}

/** The text of the composition's own file. It is no source: what writes it is saving. */
export async function readComposition(file: string): Promise<{ text: string; version: string }> {
  try {
    return await readText(file);
  } catch (error) {
    throw ioError(error, `read '${basename(file)}'`);
  }
}

/** The text of a file of `listSources` and the version that a write of it must name. */
export async function readSource(
  folder: string,
  composition: Composition,
  catalog: Catalog,
  catalogDir: string,
  id: string,
): Promise<{ text: string; version: string }> {
  // Only what the list shows: the folder may hold other things, which are nobody's business.
  const path = await locate(folder, catalogDir, id);
  await known(folder, composition, catalog, id);
  try {
    return await readText(path);
  } catch (error) {
    throw ioError(error, `read '${basename(path)}'`);
  }
}

async function known(folder: string, composition: Composition, catalog: Catalog, id: string): Promise<FileInfo> {
  const info = (await listSources(folder, composition, catalog)).find((file) => file.id === id);
  if (info === undefined) throw new ContractError('not-found', `'${id}' is not a file of this composition`);
  return info;
}

/**
 * Writes one of the composition's own sources. A file that does not exist yet has the version ''.
 * @throws ContractError `conflict` where the file is no longer of that version.
 */
export async function writeSource(
  folder: string,
  composition: Composition,
  catalog: Catalog,
  file: { readonly id: string; readonly text: string; readonly version: string },
): Promise<{ version: string }> {
  const path = await locate(folder, folder, file.id);
  const info = await known(folder, composition, catalog, file.id);
  if (!info.writable)
    throw new ContractError(
      'read-only',
      `'${info.label}' belongs to the catalog`,
      'Give the component its own sources.',
    );
  try {
    const now = await readText(path).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return { text: '', version: '' };
      throw error;
    });
    if (now.version !== file.version)
      throw new ContractError('conflict', `'${info.label}' was changed by another program`, 'Read it again first.');
    await writeAtomic(path, file.text);
    return { version: hashOf(file.text) };
  } catch (error) {
    throw ioError(error, `save '${info.label}'`);
  }
}

/** Files of the microlib to copy: its sources and the headers beside them, relative to its folder. */
async function adoptable(lib: Microlib, catalogDir: string): Promise<string[]> {
  const sources = lib.sources.filter(isOwn).map(({ path }) => path);
  return ownFiles(join(catalogDir, lib.sourceDir ?? lib.dir), sources);
}

/**
 * Copies the sources of a component's microlib into the composition's folder, to be changed there. Files that are there
 * already stay: they are the user's. Answers with the paths for the component's `sources`.
 */
export async function adoptSources(
  folder: string,
  composition: Composition,
  catalog: Catalog,
  catalogDir: string,
  component: string,
): Promise<{ sources: readonly string[] }> {
  const microlib = Object.hasOwn(composition.components, component)
    ? composition.components[component]?.microlib
    : null;
  const lib = microlib && Object.hasOwn(catalog.microlibs, microlib) ? catalog.microlibs[microlib] : undefined;
  if (!lib) throw new ContractError('not-found', `There is no microlib for the component '${component}'`);
  if (lib.sources.filter(isOwn).some((source) => source.targets || source.cflags))
    throw new ContractError(
      'bad-input',
      `'${lib.name}' compiles its files differently for each target, which own sources cannot say`,
      'Copy the microlib in the catalog under another name.',
    );
  const place = (path: string) => posix.join(component, path.replace(/^src\//, ''));
  try {
    for (const path of await adoptable(lib, catalogDir)) {
      const target = await resolveInside(folder, place(path));
      const exists = await readRegular(target, MAX_SOURCE).then(
        () => true,
        (error: unknown) => systemCode(error) !== 'ENOENT',
      );
      if (exists) continue;
      await writeAtomic(target, await readRegular(join(catalogDir, lib.sourceDir ?? lib.dir, path), MAX_SOURCE));
    }
  } catch (error) {
    throw ioError(error, `copy the sources of '${lib.name}' to '${basename(dirname(folder))}'`);
  }
  return { sources: lib.sources.filter(isOwn).map(({ path }) => place(path)) };
}
