/** `uniloom serve`: the app in a browser, until Ctrl-C. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ContractError } from '../../contract.ts';
import { createEngine } from '../../procedures/engine.ts';
import { openBrowser } from '../../serve/browser.ts';
import { serve } from '../../serve/server.ts';
import { print, printJson, say } from '../output.ts';
import type { Cli } from '../program.ts';
import { findComposition, interruptible } from '../session.ts';
import { DONE } from '../status.ts';

/** The workspace is the folder of FILE, else the current one. */
async function places(file: string | undefined): Promise<{ workspace: string; startFile: string | null }> {
  if (file === undefined) return { workspace: process.cwd(), startFile: null };
  const startFile = await findComposition(file);
  const isFolder = (await stat(resolve(file))).isDirectory();
  return { workspace: isFolder ? resolve(file) : dirname(startFile), startFile };
}

export async function run(
  cli: Cli,
  [file]: readonly [string | undefined],
  options: { readonly port: number; readonly open: boolean; readonly json?: boolean },
): Promise<number> {
  const renderer = join(cli.root, 'dist/renderer');
  if (!existsSync(join(renderer, 'index.html')))
    throw new ContractError('io', 'The app is not built', 'Run `npm start` once.');
  const { workspace, startFile } = await places(file);
  const engine = createEngine({ shell: 'browser', root: cli.root, workspace, startFile, version: cli.version });
  const { signal, stop } = interruptible();
  const server = await serve({ engine, renderer, port: options.port });
  if (options.json) printJson({ url: server.url });
  else print(`Uniloom is at ${server.url}`);
  say('The address is good for one visit; Ctrl-C ends the server.');
  if (options.open && !(await openBrowser(server.url)))
    say('No browser could be started here: open the address yourself.');
  if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
  await server.close();
  await engine.close();
  stop();
  return DONE;
}
