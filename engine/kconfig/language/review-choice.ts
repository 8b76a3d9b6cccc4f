/** UL0223: what is wrong with one choice. */
import type { Report } from './report.ts';
import type { ChoiceEntry, ConfigEntry, Dialect, Entry } from './tree.ts';

function addMembers(children: readonly Entry[], into: ConfigEntry[]): void {
  for (const child of children) {
    if (child.kind === 'config') into.push(child);
    else if (child.kind === 'if') addMembers(child.children, into);
  }
}

const hasPrompt = (entries: readonly ConfigEntry[]): boolean => entries.some(({ prompts }) => prompts.length > 0);

export function reviewChoice(choice: ChoiceEntry, dialect: Dialect, report: Report): void {
  const inside: ConfigEntry[] = [];
  addMembers(choice.children, inside);
  if (choice.prompts.length === 0) {
    // Current Linux's tool refuses such a tree, older ones go on.
    const severity = dialect === 'linux' ? 'error' : 'warning';
    report.add('UL0223', severity, choice.at, 'the choice has no prompt; nobody can choose', {
      what: 'noprompt',
    });
  }
  for (const { value, at } of choice.defaults) {
    if (value.op !== 'symbol' || choice.named || inside.some(({ symbol }) => symbol === value.symbol)) continue;
    report.add('UL0223', 'warning', at, `'${value.symbol.name}', the choice's default, is not one of its members`, {
      what: 'nomember',
      symbol: value.symbol.name,
    });
  }
  for (const { symbol, prompts, defaults, at } of inside) {
    if (prompts.length === 0 && !hasPrompt(symbol.entries))
      report.add('UL0223', 'warning', at, `'${symbol.name}' is in a choice and has no prompt`, {
        what: 'hidden',
        symbol: symbol.name,
      });
    if (defaults.length > 0) {
      const reason = `'${symbol.name}' is in a choice; its own default means nothing there`;
      report.add('UL0223', 'warning', at, reason, { what: 'own', symbol: symbol.name });
    }
  }
}
