/** `uniloom emit`: the build directory, which stands alone. Compiles nothing; third-party sources are fetched. */
import { resolve } from 'node:path';
import type { Profile } from '../../model/types.ts';
import { emitDocument } from '../../procedures/building.ts';
import { requireTrust } from '../../procedures/engine.ts';
import { print, printJson } from '../output.ts';
import type { Cli } from '../program.ts';
import { createProgress } from '../progress.ts';
import { chooseTarget, untilInterrupted, withDocument } from '../session.ts';
import { DONE } from '../status.ts';

interface EmitOptions {
  readonly json?: boolean;
  readonly target?: string;
  readonly profile: Profile;
  readonly trust?: boolean;
  readonly out: string;
}

export async function run(cli: Cli, [file]: readonly [string], options: EmitOptions): Promise<number> {
  return withDocument(
    cli,
    file,
    async (engine, document) => {
      requireTrust(engine.context, document.id);
      const { profile } = options;
      const folder = resolve(options.out);
      const target = chooseTarget(document, options.target);
      const progress = createProgress();
      const request = { document: document.id, target, profile };
      return untilInterrupted(progress, async (signal) => {
        const hooks = { signal, onFetch: progress.fetched };
        const { changed, removed } = await emitDocument(engine.context, request, folder, hooks);
        progress.clear();
        const counts = `${changed.length} files written, ${removed.length} removed`;
        if (options.json) printJson({ folder, target, profile, changed, removed });
        else print(`${folder}: ${counts}\nTry: ninja -C ${options.out}`);
        return DONE;
      });
    },
    options,
  );
}
