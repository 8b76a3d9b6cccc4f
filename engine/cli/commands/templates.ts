/** `uniloom templates`: compositions to start from. */
import { print, printJson, table } from '../output.ts';
import type { Cli } from '../program.ts';
import { withEngine } from '../session.ts';
import { DONE } from '../status.ts';

export async function run(cli: Cli, _args: readonly [], options: { readonly json?: boolean }): Promise<number> {
  return withEngine(cli, async (engine) => {
    const templates = await engine.call('templates.list', {});
    if (options.json) printJson({ templates });
    else print(table(templates.map(({ name, title, summary }) => [name, title, summary])));
    return DONE;
  });
}
