/** The least `.config` that gives the same values: what the tools call savedefconfig. */
import type { Configuration } from '../evaluate/configuration.ts';
import { defaultText } from '../evaluate/default-text.ts';
import { entries } from '../language/walk.ts';
import { symbolLine, type WriteOptions } from './write.ts';

/** Leaves out what cannot be changed, what equals its default, and a choice's default member. */
export function minimalConfig(configuration: Configuration, options: WriteOptions = {}): string {
  const prefix = options.prefix ?? 'CONFIG_';
  const done = new Set<object>();
  let text = '';
  for (const entry of entries(configuration.tree.root)) {
    if (entry.kind !== 'config' || done.has(entry.symbol)) continue;
    const { symbol } = entry;
    if (!configuration.isWritten(symbol) || symbol.type === 'unknown') continue;
    done.add(symbol);
    if (!configuration.isChangeable(symbol)) continue;
    if (configuration.text(symbol) === defaultText(configuration, symbol)) continue;
    const choice = configuration.choiceOf(symbol);
    if (
      choice !== undefined &&
      !choice.optional &&
      symbol.type === 'bool' &&
      configuration.tristate(symbol) === 2 &&
      configuration.defaultOf(choice) === symbol
    )
      continue;
    text += `${symbolLine(configuration, symbol, prefix)}\n`;
  }
  return text;
}
