/** Exports: what there is, how it would look, and writing it. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ContractError } from '../contract.ts';
import { writeAtomic } from '../documents/atomic.ts';
import type { Exported } from '../export/types.ts';
import { type BuildRequest, buildDocument, toolVersions } from './building.ts';
import { isInside } from './inside.ts';
import type { Context, HandlersOf } from './types.ts';

/** Loaded when something is exported: packing archives takes a library that no build needs. */
const load = () => import('../export/exporters.ts');

/** Characters of a preview. */
const PREVIEW = 1_000_000;

async function produce(context: Context, request: BuildRequest & { readonly kind: string }): Promise<Exported> {
  const exporter = (await load()).exporterOf(request.kind);
  const { signal } = new AbortController();
  const built = await buildDocument(context, request, { signal });
  return exporter.produce({
    composition: built.composition,
    graph: built.graph,
    catalog: await context.catalog(),
    catalogRoot: join(context.places.root, 'microlibs'),
    profile: request.profile,
    build: built.result,
    tools: await toolVersions(),
    uniloomVersion: context.version,
  });
}

export function exportHandlers(context: Context): HandlersOf<'export'> {
  return {
    'export.list': async () =>
      (await load()).exporters.map(({ kind, title, summary, extension, text }) => ({
        kind,
        title,
        summary,
        extension,
        text,
      })),
    async 'export.preview'(input) {
      const { data, note } = await produce(context, input);
      const { exporterOf } = await load();
      return { text: exporterOf(input.kind).text ? data.toString('utf8').slice(0, PREVIEW) : null, note };
    },
    async 'export.write'({ path, overwrite, ...request }) {
      const file = resolve(context.places.workspace, path);
      if (context.shell === 'browser' && !(await isInside(context.places.workspace, file)))
        throw new ContractError(
          'denied',
          'That place is not in the workspace',
          'Choose one below the workspace folder.',
        );
      const info = await stat(file).catch(() => null);
      if (info?.isDirectory()) throw new ContractError('exists', `${path} is a folder`, 'Name a file in it.');
      if (info && !overwrite)
        throw new ContractError('exists', `${path} exists`, 'Choose another name, or overwrite it.');
      const { data } = await produce(context, request);
      await writeAtomic(file, data);
      return { path: file, bytes: data.length };
    },
  };
}
