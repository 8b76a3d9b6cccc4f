/** Templates: the example compositions and templates that come with Uniloom. A template is a folder. */
import { cp, lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ContractError, type TemplateInfo } from '../contract.ts';
import { FILE_NAME, load } from './load.ts';

const FOLDERS = ['templates', 'examples'];
/** Says what the gallery shows; not copied. */
const DESCRIPTION = 'template.yaml';
const description = z.object({
  title: z.string().max(100).optional(),
  summary: z.string().max(500).optional(),
  order: z.number().optional(),
});

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

async function descriptionOf(folder: string) {
  try {
    return description.parse(parse(await readFile(join(folder, DESCRIPTION), 'utf8'), { logLevel: 'silent' }));
  } catch {
    return {};
  }
}

const titleOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replace(/[-_]+/g, ' ');

/** The comment lines at the top of a composition, as one sentence; what editors read is none. */
function headComment(text: string): string {
  const lines = /^(?:#[^\n]*\n)*/.exec(text)?.[0].split('\n') ?? [];
  return lines
    .map((line) => line.replace(/^#\s?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('yaml-language-server'))
    .join(' ');
}

/** All templates that can be read, in the gallery's order. */
export async function listTemplates(assetsDir: string): Promise<readonly TemplateInfo[]> {
  const found: (TemplateInfo & { readonly order: number })[] = [];
  for (const kind of FOLDERS) {
    const names = (await readdir(join(assetsDir, kind)).catch(() => [])).filter((name) => NAME.test(name));
    for (const name of names.sort()) {
      if (found.some((other) => other.name === name)) continue;
      const folder = join(assetsDir, kind, name);
      const loaded = await load(join(folder, FILE_NAME)).catch(() => null);
      if (loaded === null) continue;
      const { title = titleOf(name), summary = headComment(loaded.text), order = 100 } = await descriptionOf(folder);
      const microlibs = [...new Set(Object.values(loaded.composition.components).map(({ microlib }) => microlib))];
      found.push({ name, title, summary, microlibs, order });
    }
  }
  return found
    .toSorted((left, right) => left.order - right.order)
    .map(({ name, title, summary, microlibs }) => ({ name, title, summary, microlibs }));
}

async function folderOf(assetsDir: string, name: string): Promise<string> {
  if (NAME.test(name))
    for (const kind of FOLDERS) {
      const folder = join(assetsDir, kind, name);
      if ((await lstat(join(folder, FILE_NAME)).catch(() => null))?.isFile()) return folder;
    }
  throw new ContractError('not-found', `There is no template '${name}'`, 'List them with `uniloom templates`.');
}

/** Copies a template's folder, without links, to `folder`, and answers with the composition's text. */
export async function copyTemplate(assetsDir: string, name: string, folder: string): Promise<string> {
  const source = await folderOf(assetsDir, name);
  await mkdir(folder, { recursive: true });
  await cp(source, folder, {
    recursive: true,
    filter: async (path) => path !== join(source, DESCRIPTION) && !(await lstat(path)).isSymbolicLink(),
  });
  const { text } = await load(join(folder, FILE_NAME));
  // The schema's path is relative to the template's own place.
  return text.replace(/^# yaml-language-server:[^\n]*\n/, '');
}
