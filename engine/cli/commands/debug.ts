/** `uniloom debug`: halted under gdb, symbols loaded, breakpoint at `main`. */
import { debug } from '../../boot/debug.ts';
import { ContractError } from '../../contract.ts';
import { requireTrust } from '../../procedures/engine.ts';
import { prepareRun } from '../../procedures/running.ts';
import { say } from '../output.ts';
import type { Cli } from '../program.ts';
import { chooseTarget, withDocument } from '../session.ts';
import { DONE, FAILED } from '../status.ts';
import type { BuildOptions } from './build.ts';

interface DebugOptions extends BuildOptions {
  readonly machine?: string;
  readonly memory?: string;
  readonly set?: readonly string[];
  readonly batch?: boolean;
}

export async function run(cli: Cli, [file]: readonly [string], options: DebugOptions): Promise<number> {
  return withDocument(
    cli,
    file,
    async (engine, document) => {
      requireTrust(engine.context, document.id);
      const { signal } = new AbortController();
      // gdb has the terminal: Ctrl-C stops the guest, and must not end us.
      const ignore = () => {};
      process.on('SIGINT', ignore);
      try {
        const { machine, memory, set, profile } = options;
        const target = chooseTarget(document, options.target);
        const request = { document: document.id, target, profile, machine, memory, set, accelerator: 'tcg' as const };
        const prepared = await prepareRun(engine.context, request, { signal });
        const breakpoints = prepared.names.mains.map((name) => `${name}.main`);
        if (breakpoints.length === 0)
          throw new ContractError('build-failed', 'No component of the image has a main to stop at');
        const status = await debug({
          ...prepared,
          image: prepared.image.path,
          breakpoints,
          batch: options.batch === true,
          onConsole: (text) => void process.stderr.write(text),
        });
        if (status !== 0) say(`gdb ended with ${status}`);
        return status === 0 ? DONE : FAILED;
      } finally {
        process.off('SIGINT', ignore);
      }
    },
    options,
  );
}
