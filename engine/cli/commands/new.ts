/** `uniloom new`: a composition in a folder of its own. */
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { print, printJson } from '../output.ts';
import type { Cli } from '../program.ts';
import { withEngine } from '../session.ts';
import { DONE } from '../status.ts';

export async function run(
  cli: Cli,
  [dir]: readonly [string],
  options: { readonly json?: boolean; readonly template?: string },
): Promise<number> {
  return withEngine(cli, async (engine) => {
    const folder = resolve(dir);
    const created = await engine.call('document.create', {
      template: options.template ?? null,
      name: basename(folder).slice(0, 64),
    });
    try {
      await mkdir(folder, { recursive: true });
      const { path } = await engine.call('document.save', { document: created.id, path: join(folder, 'uniloom.yaml') });
      if (options.json) printJson({ path });
      else print(`${path}\nTry: uniloom boot ${dir} --trust`);
    } finally {
      await engine.call('document.close', { document: created.id, discard: true });
    }
    return DONE;
  });
}
