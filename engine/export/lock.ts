/** `lock`: everything that determines the image, with hashes. Two equal locks stand for two equal images. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveName, pinsOf } from '../catalog/thirdparty.ts';
import { emittedFiles, hashFile, LIST } from './emitted.ts';
import type { Exporter, ExportInput } from './types.ts';

/** One hash for all files below `folder`: of the sorted lines `HASH  PATH`. */
async function hashFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort((a, b) => (a < b ? -1 : 1));
  const lines = await Promise.all(paths.map(async (path) => `${await hashFile(join(folder, path))}  ${path}\n`));
  return createHash('sha256').update(lines.join('')).digest('hex');
}

async function hashes(folder: string, files: readonly string[]): Promise<Record<string, string>> {
  const pairs = await Promise.all(files.map(async (file) => [file, await hashFile(join(folder, file))] as const));
  return Object.fromEntries(pairs);
}

async function catalogHashes({ graph, catalogRoot }: ExportInput) {
  const linked = graph.components.filter((component) => component.linked);
  const microlibs = new Map(linked.map(({ microlib }) => [microlib.name, microlib]));
  const apis = new Map(graph.bindings.map(({ api }) => [api.name, api]));
  const sorted = <T extends { name: string }>(items: Iterable<T>) =>
    [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    microlibs: await Promise.all(
      sorted(microlibs.values()).map(async ({ name, version, licence, thirdParty, dir }) => ({
        name,
        version,
        licence,
        ...(thirdParty && { thirdParty: archiveName(thirdParty) }),
        sha256: await hashFolder(join(catalogRoot, dir)),
      })),
    ),
    apis: await Promise.all(
      sorted(apis.values()).map(async ({ name, version, dir }) => ({
        name,
        version,
        sha256: await hashFolder(join(catalogRoot, dir)),
      })),
    ),
  };
}

/** What is in the image of other people's, under which licence, and what it was fetched as. */
function thirdParty({ graph }: ExportInput) {
  return pinsOf(graph.components.filter(({ linked }) => linked).map(({ microlib }) => microlib));
}

function graphOf({ graph }: ExportInput) {
  return {
    components: graph.components
      .filter((component) => component.linked)
      .map(({ name, microlib, options, origin }) => ({
        name,
        microlib: microlib.name,
        version: microlib.version,
        origin,
        options,
      })),
    bindings: graph.bindings.map(({ from, to, api, kind, origin }) => ({ from, to, api: api.name, kind, origin })),
    inits: graph.inits,
    mains: graph.mains,
    finis: graph.finis,
  };
}

export const lockExporter: Exporter = {
  kind: 'lock',
  title: 'Lock file',
  summary: 'Everything that determines the image, with SHA-256: composition, graph, catalog, sources, tools, image.',
  extension: '.lock.json',
  text: true,
  async produce(input) {
    const { composition, build, profile, tools, uniloomVersion } = input;
    // Where nodes stand on the canvas makes no difference to the image.
    const { layout: _layout, ...determining } = composition;
    const files = (await emittedFiles(build.folder)).filter((file) => file !== LIST);
    const lock = {
      lock: 1,
      uniloom: uniloomVersion,
      target: build.target,
      profile,
      tools,
      composition: determining,
      graph: graphOf(input),
      catalog: await catalogHashes(input),
      thirdParty: thirdParty(input),
      emitted: await hashes(build.folder, files),
      image: { bytes: build.image.bytes, sha256: await hashFile(build.image.path) },
    };
    return { data: Buffer.from(`${JSON.stringify(lock, null, 2)}\n`), note: '' };
  },
};
