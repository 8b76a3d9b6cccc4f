/** Documents, templates, settings and files: what `engine/documents` does, and the emitted files beside the sources. */
import { createHash } from 'node:crypto';
import { ContractError, type FileInfo } from '../contract.ts';
import type { Edit } from '../model/edits.ts';
import { previewEmission } from './building.ts';
import type { Context, HandlersOf } from './types.ts';

type Group = 'document' | 'templates' | 'settings' | 'recent' | 'files';

const EMITTED = 'emitted:';

function languageOf(path: string): FileInfo['language'] {
  if (/\.[chS]$/.test(path)) return 'c';
  if (path.endsWith('.json')) return 'json';
  if (path === '.config') return 'ini';
  return 'plaintext';
}

/** The component that a generated file is of: `gen/COMPONENT/…`. */
const componentOf = (path: string): string | undefined => /^(?:gen|kconfig)\/([a-z][a-z0-9_]*)[/.]/.exec(path)?.[1];

export function documentHandlers(context: Context): HandlersOf<Group> {
  const { documents, jobs } = context;
  return {
    'templates.list': () => documents.templates(),
    'settings.get': () => documents.settings.get(),
    'settings.set': (change) => documents.settings.set(change),
    'recent.list': () => documents.recent(),
    'document.open': (input) => documents.open(input),
    'document.create': (input) => documents.create(input),
    'document.edit': (input) => documents.edit({ ...input, edits: input.edits as readonly Edit[] }),
    'document.save': (input) => documents.save(input),
    'document.reload': (input) => documents.reload(input),
    async 'document.close'(input) {
      await jobs.end(input.document);
      return documents.closeDocument(input);
    },
    'document.text': (input) => documents.text(input),
    'document.trust': (input) => documents.trust(input),

    async 'files.list'(input) {
      const sources = await documents.listFiles(input);
      // A composition that cannot be emitted yet has its sources all the same.
      const emitted = await previewEmission(context, input).catch(() => []);
      const generated = emitted.map(({ path }): FileInfo => {
        const component = componentOf(path);
        return {
          id: `${EMITTED}${path}`,
          label: path,
          kind: 'emitted',
          ...(component !== undefined && { component }),
          writable: false,
          language: languageOf(path),
        };
      });
      return [...sources, ...generated];
    },
    async 'files.read'(input) {
      if (!input.file.startsWith(EMITTED)) return documents.readFile(input);
      const path = input.file.slice(EMITTED.length);
      const found = (await previewEmission(context, input)).find((file) => file.path === path);
      if (!found) throw new ContractError('not-found', `${path} is not emitted`);
      return { text: found.text, version: createHash('sha256').update(found.text).digest('hex') };
    },
    'files.write': (input) => documents.writeFile(input),
    'files.adopt': (input) => documents.adopt(input),
  };
}
