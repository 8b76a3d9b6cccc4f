/** `uniloom export`: what other tools read. */
import type { Profile } from '../../model/types.ts';
import { print, printJson, say, table } from '../output.ts';
import type { Cli } from '../program.ts';
import { chooseTarget, withDocument, withEngine } from '../session.ts';
import { DONE, UsageError } from '../status.ts';

interface ExportOptions {
  readonly json?: boolean;
  readonly target?: string;
  readonly profile: Profile;
  readonly trust?: boolean;
  readonly list?: boolean;
  readonly as?: string;
  readonly out?: string;
}

async function list(cli: Cli, json: boolean | undefined): Promise<number> {
  return withEngine(cli, async (engine) => {
    const kinds = await engine.call('export.list', {});
    if (json) printJson({ exporters: kinds });
    else print(table(kinds.map(({ kind, title, summary }) => [kind, title, summary])));
    return DONE;
  });
}

export async function run(cli: Cli, [file]: readonly [string | undefined], options: ExportOptions): Promise<number> {
  if (options.list) return list(cli, options.json);
  const { as: kind, out } = options;
  if (file === undefined || kind === undefined || out === undefined)
    throw new UsageError('export wants FILE, --as KIND and --out PATH; --list shows the kinds');
  return withDocument(
    cli,
    file,
    async (engine, document) => {
      const target = chooseTarget(document, options.target);
      const request = { document: document.id, target, profile: options.profile, kind };
      const written = await engine.call('export.write', { ...request, path: out, overwrite: true });
      if (options.json) printJson(written);
      else print(`${written.path}: ${written.bytes} bytes`);
      if (kind !== 'build' && !options.json) {
        const { note } = await engine.call('export.preview', request);
        if (note !== '') say(note);
      }
      return DONE;
    },
    options,
  );
}
