/** The bundled CLI's entry. Imports nothing before it knows what is asked: `--version` answers at once. */
import { dirname, join } from 'node:path';
import { loadCompiled } from './compiled.ts';

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
    const { runPlain } = compiled ?? (await import('./commands/kconfig-plain.ts'));
    const { setFlagsFromString } = process.getBuiltinModule('node:v8');
    // What Node brings compiled of its own modules fits no other flags: what runs commands is loaded before.
    if (args.includes('--trust')) process.getBuiltinModule('node:child_process');
    // It runs for a moment and keeps nearly all that it makes: to optimise more than what is truly hot costs more than it
    // saves, also on another core, where commands run; and so does a young generation that grows in small steps. A third of
    // the time in all.
    setFlagsFromString('--interrupt-budget=3000000');
    setFlagsFromString('--semi-space-growth-factor=30');
    setFlagsFromString('--no-incremental-marking');
    // Where it waits for nothing, which it does at the end, V8 would tidy up.
    setFlagsFromString('--no-minor-gc-task');
    // Nothing is left to be written then, and the system takes the heap faster than V8 gives it back.
    process.once('beforeExit', () => process.exit());
    process.exitCode = await runPlain(args.slice(1), cli);
  }
  if (process.exitCode === undefined) {
    const { runCli } = await import('./program.ts');
    process.exitCode = await runCli(args, cli);
  }
}
