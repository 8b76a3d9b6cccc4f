/**
 * The bundled CLI's entry: CommonJS, for to start Node's loader of ES modules takes as long as all of `uniloom kconfig` does on
 * a small tree. All other commands are in uniloom.mjs beside it.
 */
import { loadCompiled } from './compiled.ts';
import { runQuickly } from './quick.ts';

declare const __UNILOOM_VERSION__: string;
declare const __dirname: string;

type Plain = typeof import('./commands/kconfig-plain.ts');

async function start(): Promise<void> {
  const { dirname, join } = process.getBuiltinModule('node:path');
  const [command, ...words] = process.argv.slice(2);
  if (command === 'kconfig') {
    const cli = { version: __UNILOOM_VERSION__, root: dirname(dirname(__dirname)) };
    const compiled = loadCompiled(join(__dirname, 'compiled/kconfig.cjs')) as Plain | undefined;
    process.exitCode = await runQuickly(words, cli, () => compiled);
    if (process.exitCode !== undefined) return;
  }
  await import(process.getBuiltinModule('node:url').pathToFileURL(join(__dirname, 'uniloom.mjs')).href);
}

void start();
