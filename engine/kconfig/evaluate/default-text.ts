/** The default of a symbol as savedefconfig compares with it: not limited by its range, as in the C tools. */
import type { KSymbol } from '../language/tree.ts';
import type { Configuration } from './configuration.ts';

const TEXTS = ['n', 'm', 'y'] as const;

export function defaultText(configuration: Configuration, symbol: KSymbol): string {
  const { program, tree } = configuration;
  const own = program.symbols[symbol.id];
  if (own === undefined) return '';
  const found = own.defaults.find(({ when }) => configuration.holds(when) !== 0);
  if (symbol.type !== 'bool' && symbol.type !== 'tristate') {
    if (found?.value.op !== 'symbol') return tree.dialect === 'linux' ? configuration.emptyText(symbol) : '';
    return configuration.rawText(found.value.symbol);
  }
  let value = found === undefined ? 0 : Math.min(configuration.holds(found.value), configuration.holds(found.when));
  value = Math.max(value, configuration.selected(symbol));
  const modules = tree.modules === undefined ? 0 : configuration.tristate(tree.modules);
  if (value === 1 && own.member === undefined && modules === 0) value = 2;
  if (value === 1 && symbol.type === 'bool') value = 2;
  value = Math.max(value, configuration.implied(symbol));
  return TEXTS[value] ?? 'n';
}
