/** The bundled CLI. Imports nothing before it knows what is asked: `--version` answers at once. */
import { dirname, join } from 'node:path';
import { loadCompiled } from './compiled.ts';
import { runQuickly } from './quick.ts';

declare const __UNILOOM_VERSION__: string | undefined;
const version = typeof __UNILOOM_VERSION__ === 'string' ? __UNILOOM_VERSION__ : '0.0.0-source';

type Plain = typeof import('./commands/kconfig-plain.ts');

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  // dist/cli/uniloom.mjs and engine/cli/main.ts both lie two folders below the root.
  const cli = { version, root: dirname(dirname(import.meta.dirname)) };
  if (args[0] === 'kconfig') {
    const compiled = loadCompiled(join(import.meta.dirname, 'compiled/kconfig.cjs')) as Plain | undefined;
    process.exitCode = await runQuickly(args.slice(1), cli, () => compiled ?? import('./commands/kconfig-plain.ts'));
  }
  if (process.exitCode === undefined) {
    const { runCli } = await import('./program.ts');
    process.exitCode = await runCli(args, cli);
  }
}
