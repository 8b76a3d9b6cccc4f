/** `uniloom kconfig` with what V8 made of it when it was built, and told how short it runs. */
import type { Cli } from './program.ts';

type Plain = typeof import('./commands/kconfig-plain.ts');

/** It runs for a moment and keeps nearly all that it makes. A third of the time in all. */
const SHORT_LIVED = [
  // To optimise more than what is truly hot costs more than it saves, also on another core, where commands run.
  '--interrupt-budget=3000000',
  // What costs little is done soon.
  '--interrupt-budget-for-feedback-allocation=230',
  '--interrupt-budget-factor-for-feedback-allocation=2',
  '--no-baseline-batch-compilation',
  '--no-incremental-marking',
  '--no-allocation-site-pretenuring',
  // Where it waits for nothing, which it does at the end, V8 would tidy up.
  '--no-minor-gc-task',
] as const;

/** The exit status; undefined where `words` are not plain, or nothing of it is loaded; then nothing was done. */
export async function runQuickly(
  words: readonly string[],
  cli: Cli,
  load: () => Plain | undefined | Promise<Plain>,
): Promise<number | undefined> {
  const plain = await load();
  if (plain === undefined) return undefined;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  // What Node brings compiled of its own modules fits no other flags: what runs commands is loaded before.
  if (words.includes('--trust')) process.getBuiltinModule('node:child_process');
  for (const flag of SHORT_LIVED) setFlagsFromString(flag);
  // Nothing is left to be written then, and the system takes the heap faster than V8 gives it back.
  process.once('beforeExit', () => process.exit());
  return plain.runPlain(words, cli);
}
