/** The bundled CLI's entry. Imports nothing before it knows what is asked: `--version` answers at once. */
import { dirname } from 'node:path';

declare const __UNILOOM_VERSION__: string | undefined;
const version = typeof __UNILOOM_VERSION__ === 'string' ? __UNILOOM_VERSION__ : '0.0.0-source';

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  const { runCli } = await import('./program.ts');
  // dist/cli/uniloom.mjs and engine/cli/main.ts both lie two folders below the root.
  process.exitCode = await runCli(args, { version, root: dirname(dirname(import.meta.dirname)) });
}
