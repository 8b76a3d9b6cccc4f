/** `uniloom build`: the image. */
import { resolve } from 'node:path';
import type { BuildResult } from '../../contract.ts';
import type { Profile } from '../../model/types.ts';
import { type Built, buildDocument } from '../../procedures/building.ts';
import { requireTrust } from '../../procedures/engine.ts';
import { jsonDiagnostics, print, printJson, sayDiagnostics } from '../output.ts';
import type { Cli } from '../program.ts';
import { createProgress } from '../progress.ts';
import { chooseTarget, untilInterrupted, withDocument } from '../session.ts';
import { DONE } from '../status.ts';

export interface BuildOptions {
  readonly json?: boolean;
  readonly target?: string;
  readonly profile: Profile;
  readonly trust?: boolean;
  readonly out?: string;
  readonly coverage?: boolean;
}

/** Builds as the options say and hands the result to `tell`. Ctrl-C ends the build with 130. */
export async function building(
  cli: Cli,
  file: string,
  options: BuildOptions,
  tell: (built: Built) => void,
): Promise<number> {
  return withDocument(
    cli,
    file,
    async (engine, document) => {
      requireTrust(engine.context, document.id);
      const target = chooseTarget(document, options.target);
      const progress = createProgress();
      const request = {
        document: document.id,
        target,
        profile: options.profile,
        coverage: options.coverage,
        ...(options.out !== undefined && { folder: resolve(options.out) }),
      };
      return untilInterrupted(progress, async (signal) => {
        const hooks = { signal, onProgress: progress.show, onFetch: progress.fetched };
        const built = await buildDocument(engine.context, request, hooks);
        progress.clear();
        sayDiagnostics(built.diagnostics);
        tell(built);
        return DONE;
      });
    },
    options,
  );
}

function text({ image, target, profile, compiled, milliseconds }: BuildResult): string {
  const work = compiled.length === 0 ? 'nothing to compile' : `compiled ${compiled.join(', ')}`;
  return `${image.path}\n${image.bytes} bytes for ${target}, ${profile}; ${work}; ${(milliseconds / 1000).toFixed(2)} s`;
}

export async function run(cli: Cli, [file]: readonly [string], options: BuildOptions): Promise<number> {
  return building(cli, file, options, ({ result, diagnostics }) => {
    if (options.json) printJson({ ...result, diagnostics: jsonDiagnostics(diagnostics) });
    else print(text(result));
  });
}
