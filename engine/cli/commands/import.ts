/** `uniloom import`: an emitted `.config`, which any Kconfig tool may have changed, back into a composition. */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeAtomic } from '../../documents/atomic.ts';
import { importConfig } from '../../kconfig/import/import.ts';
import { printOver } from '../../model/print.ts';
import type { Composition } from '../../model/types.ts';
import { parseComposition } from '../../model/yaml.ts';
import { jsonDiagnostics, print, printJson, sayDiagnostics } from '../output.ts';
import type { Cli } from '../program.ts';
import { withEngine } from '../session.ts';
import { DONE, FAILED, UsageError } from '../status.ts';

async function configPath(path: string): Promise<string> {
  const given = resolve(path);
  const info = await stat(given).catch(() => null);
  if (info === null) throw new UsageError(`there is no ${path}`);
  if (!info.isDirectory()) return given;
  const inside = join(given, '.config');
  if ((await stat(inside).catch(() => null)) === null)
    throw new UsageError(`${path} holds no .config; give the folder that \`uniloom emit\` wrote`);
  return inside;
}

/** The composition that is at `out` already, with its text: what only the document has is kept. */
async function existing(out: string): Promise<{ text: string; composition: Composition } | undefined> {
  const text = await readFile(out, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { composition, readOnly } = parseComposition(text, basename(out));
  if (composition === null)
    throw new UsageError(`${out} is there and is no composition that can be read; choose another --out`);
  if (readOnly !== null) throw new UsageError(`${out}: ${readOnly}`);
  return { text, composition };
}

export async function run(
  cli: Cli,
  [path]: readonly [string],
  options: { readonly json?: boolean; readonly out: string },
): Promise<number> {
  return withEngine(cli, async (engine) => {
    const catalog = await engine.call('catalog.get', {});
    const file = await configPath(path);
    const isFolder = await stat(resolve(options.out)).then(
      (info) => info.isDirectory(),
      () => false,
    );
    const out = isFolder ? join(resolve(options.out), 'uniloom.yaml') : resolve(options.out);
    const before = await existing(out);
    const name = basename(dirname(out)).slice(0, 64) || 'imported';
    const text = await readFile(file, 'utf8');
    const { composition, diagnostics } = importConfig(text, basename(file), catalog, name, before?.composition);
    if (composition !== null) await writeAtomic(out, printOver(before?.text ?? '', composition));
    if (options.json) printJson({ path: composition === null ? null : out, diagnostics: jsonDiagnostics(diagnostics) });
    else {
      sayDiagnostics(diagnostics);
      if (composition !== null) print(`${out}\nTry: uniloom check ${options.out}`);
    }
    return composition === null ? FAILED : DONE;
  });
}
