/** `uniloom kconfig` with what V8 made of it when it was built, and told how short it runs. */
import type { Cli } from './program.ts';

type Plain = typeof import('./commands/kconfig-plain.ts');

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
  return plain.runPlain(words, cli);
}
