/** `uniloom kconfig` on a plain command line, without the parser of all commands: on a small tree that is most of the time. */
import { plainOptions } from '../kconfig-options.ts';
import type { Cli } from '../program.ts';
import { type KconfigOptions, run } from './kconfig.ts';

/** The exit status; undefined where the command line is not plain, and nothing was done. */
export async function runPlain(words: readonly string[], cli: Cli): Promise<number | undefined> {
  const options = plainOptions(words);
  if (options === undefined) return undefined;
  try {
    return await run(cli, [], options as unknown as KconfigOptions);
  } catch (error) {
    const { reportFailure } = await import('../failure.ts');
    return reportFailure(error, options['json'] === true);
  }
}
