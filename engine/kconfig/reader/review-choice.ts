/** UL0223: what is wrong with one choice. */
import type { Report } from './report.ts';
import type { ChoiceEntry, ConfigEntry, Entry } from '../language/tree.ts';

function members(children: readonly Entry[]): ConfigEntry[] {
  return children.flatMap((child) =>
    child.kind === 'config' ? [child] : child.kind === 'if' ? members(child.children) : [],
  );
}

export function reviewChoice(choice: ChoiceEntry, report: Report): void {
  const inside = members(choice.children);
  if (choice.prompts.length === 0)
    report.add('UL0223', 'warning', choice.at, 'the choice has no prompt; nobody can choose', {});
  const names = new Set(inside.map(({ symbol }) => symbol));
  for (const { value, at } of choice.defaults) {
    if (value.op !== 'symbol' || names.has(value.symbol) || choice.named) continue;
    report.add('UL0223', 'warning', at, `'${value.symbol.name}', the choice's default, is not one of its members`, {
      symbol: value.symbol.name,
    });
  }
  for (const { symbol, prompts, defaults, at } of inside) {
    const params = { symbol: symbol.name };
    if (prompts.length === 0 && symbol.entries.every((entry) => entry.prompts.length === 0))
      report.add('UL0223', 'warning', at, `'${symbol.name}' is in a choice and has no prompt`, params);
    if (defaults.length > 0)
      report.add(
        'UL0223',
        'warning',
        at,
        `'${symbol.name}' is in a choice; its own default means nothing there`,
        params,
      );
  }
}
