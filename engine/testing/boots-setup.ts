/** Once before all boot tests, which run side by side: the CLI that they start. */
import { CLI_IS_BUILT, ensureCli } from './cli.ts';

export async function setup(): Promise<void> {
  await ensureCli();
  process.env[CLI_IS_BUILT] = '1';
}
