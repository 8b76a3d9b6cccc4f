/** `uniloom kconfig --explain`: why a symbol has its value, who wants it, and what it hangs on. */
import type { Configuration } from '../kconfig/evaluate/configuration.ts';
import type { Expression, KSymbol } from '../kconfig/language/tree.ts';
import { eachSymbol } from '../kconfig/language/walk.ts';

const TRI = ['n', 'm', 'y'] as const;

export interface SymbolExplanation {
  readonly symbol: string;
  readonly type: string;
  readonly value: string;
  /** What was assigned, whether it took effect or not. */
  readonly user: string | null;
  readonly visibility: string;
  readonly dependencies: string;
  readonly selectedBy: readonly { readonly symbol: string; readonly value: string }[];
  readonly impliedBy: readonly { readonly symbol: string; readonly value: string }[];
  /** What its definitions hang on, with the values now. */
  readonly definitions: readonly { readonly at: string; readonly dependsOn: readonly string[] }[];
  /** One sentence. */
  readonly reason: string;
}

function expressionText(expression: Expression, inner = false): string {
  const name = ({ name, constant, type }: KSymbol) => (constant && type !== 'tristate' ? `"${name}"` : name);
  switch (expression.op) {
    case 'symbol':
      return name(expression.symbol);
    case 'not':
      return `!${expressionText(expression.of, true)}`;
    case 'and':
    case 'or': {
      const operator = expression.op === 'and' ? '&&' : '||';
      const text = `${expressionText(expression.left, true)} ${operator} ${expressionText(expression.right, true)}`;
      return inner ? `(${text})` : text;
    }
    default:
      return `${name(expression.left)} ${expression.op} ${name(expression.right)}`;
  }
}

/** The expression, and the symbols in it with their values. */
function withValues(configuration: Configuration, expression: Expression): string {
  const values = new Set<string>();
  eachSymbol(expression, (symbol) => {
    if (!symbol.constant)
      values.add(`${symbol.name} = ${symbol.entries.length > 0 ? configuration.text(symbol) || '""' : 'not defined'}`);
  });
  const text = expressionText(expression);
  return values.size === 0 ? text : `${text}   [${[...values].join(', ')}]`;
}

function reasonOf(configuration: Configuration, symbol: KSymbol): string {
  const user = configuration.user(symbol);
  const value = configuration.text(symbol);
  const selected = configuration.selected(symbol);
  if (symbol.entries.length === 0) return 'no file defines it, so it counts as n';
  const logical = symbol.type === 'bool' || symbol.type === 'tristate';
  if (logical && selected > 0 && configuration.tristate(symbol) === selected && user !== value)
    return `it is selected, so it is at least ${TRI[selected]}`;
  const choice = configuration.choiceOf(symbol);
  if (choice !== undefined) {
    const picked = configuration.picked(choice);
    return picked === symbol ? 'its choice has picked it' : `its choice has picked ${picked?.name ?? 'nothing'}`;
  }
  if (user !== undefined && user === value) return 'it was set so';
  if (user !== undefined && configuration.visibility(symbol) === 0)
    return `it was set to ${user}, but its prompt is not visible, so that does not count`;
  if (user !== undefined) return `it was set to ${user}, which does not fit its limits`;
  if (configuration.dependencies(symbol) === 0) return 'what it depends on does not hold';
  return 'nobody set it; this is its default';
}

/** Undefined where no file mentions such a symbol. */
export function explainSymbol(configuration: Configuration, name: string): SymbolExplanation | undefined {
  const symbol = configuration.symbol(name);
  if (symbol === undefined) return undefined;
  const by = (list: ReturnType<Configuration['selectedBy']>) =>
    list.map(({ select, value }) => ({ symbol: select.by.name, value: TRI[value] }));
  return {
    symbol: name,
    type: symbol.type,
    value: configuration.text(symbol),
    user: configuration.user(symbol) ?? null,
    visibility: TRI[configuration.visibility(symbol)],
    dependencies: TRI[configuration.dependencies(symbol)],
    selectedBy: by(configuration.selectedBy(symbol)),
    impliedBy: by(configuration.impliedBy(symbol)),
    definitions: symbol.entries.map((entry) => {
      const dependsOn = entry.depends.map((each) => withValues(configuration, each));
      for (let { parent } = entry; parent !== null && parent.kind !== 'root'; { parent } = parent) {
        const own = parent.kind === 'if' ? [parent.condition] : parent.depends;
        for (const each of own)
          dependsOn.push(
            `${withValues(configuration, each)}   (${parent.kind} at ${parent.at.file}:${parent.at.line})`,
          );
      }
      return { at: `${entry.at.file}:${entry.at.line}`, dependsOn };
    }),
    reason: reasonOf(configuration, symbol),
  };
}

/** As a person reads it. */
export function explanationText(found: SymbolExplanation): string {
  const lines = [`${found.symbol} = ${found.value || '""'}   (${found.type}): ${found.reason}`];
  lines.push(`  prompt visible: ${found.visibility}, dependencies: ${found.dependencies}`);
  const reverse = (word: string, list: SymbolExplanation['selectedBy']) => {
    const order = [...list].sort((a, b) => TRI.indexOf(b.value as 'y') - TRI.indexOf(a.value as 'y'));
    for (const { symbol, value } of order) lines.push(`  ${word} by ${symbol}: ${value}`);
  };
  reverse('selected', found.selectedBy);
  reverse('implied', found.impliedBy);
  for (const { at, dependsOn } of found.definitions) {
    lines.push(`  defined at ${at}`);
    for (const each of dependsOn) lines.push(`    depends on ${each}`);
  }
  return lines.join('\n');
}
