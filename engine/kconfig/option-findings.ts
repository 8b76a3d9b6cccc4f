/** UL0201 to UL0203 and UL0205: what a composition says of a component's options that does not come true. */
import { type Diagnostic, diagnostic, type Severity } from '../check/types.ts';
import type { OptionValue } from '../model/types.ts';
import type { Configuration } from './evaluate/configuration.ts';
import { expressionText } from './evaluate/text.ts';
import { unmet } from './evaluate/unmet.ts';
import type { KSymbol } from './language/tree.ts';
import { nearest } from './nearest.ts';
import type { MicrolibTree } from './template.ts';
import { clamp, type OptionType, optionType, toText } from './value.ts';

export type Assignments = { readonly [name: string]: OptionValue };

const TYPE_NAMES: { readonly [type in OptionType]: string } = {
  bool: 'yes or no (true, false)',
  int: 'a whole number',
  hex: 'a hexadecimal number (0x…)',
  string: 'a text of one line',
};

const shown = (value: OptionValue) => (typeof value === 'string' ? `'${value}'` : String(value));

function report(
  code: string,
  severity: Severity,
  option: string,
  message: string,
  params: Record<string, string | number>,
  because: readonly string[] = [],
): Diagnostic {
  return diagnostic(code, severity, message, { params: { option, ...params }, at: { option }, because });
}

function unknown(tree: MicrolibTree, name: string, value: OptionValue): Diagnostic {
  const near = nearest(
    name,
    tree.options.map((symbol) => symbol.name),
  );
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return report('UL0201', 'error', name, `There is no option '${name}'${hint}`, {
    value: String(value),
    nearest: near ?? '',
  });
}

function outOfRange(configuration: Configuration, symbol: KSymbol, text: string): Diagnostic | undefined {
  const bounds = configuration.bounds(symbol);
  const { name, type } = symbol;
  if (bounds === null || (type !== 'int' && type !== 'hex') || configuration.isWithin(symbol, text)) return undefined;
  const write = (bound: bigint) => (type === 'hex' ? `0x${bound.toString(16)}` : bound.toString());
  const [low, high] = [write(bounds.low), write(bounds.high)];
  return report('UL0203', 'error', name, `'${name}' is ${text}; it must be from ${low} to ${high}`, {
    value: text,
    low,
    high,
    nearest: clamp(type, text, bounds.low, bounds.high),
  });
}

/** `HEAP_WIRED` as a person says it. */
function needText(tree: MicrolibTree, part: string): string {
  const port = tree.asks.find((each) => part === `${each.toUpperCase()}_WIRED`);
  return port === undefined ? part : `a wire at '${port}'`;
}

/** UL0205 for what was set, is of its type and in range, and does not hold. */
function withoutEffect(
  tree: MicrolibTree,
  configuration: Configuration,
  symbol: KSymbol,
  text: string,
): Diagnostic | undefined {
  const { name } = symbol;
  const value = text;
  if (configuration.visibility(symbol) === 0) {
    const parts = unmet(configuration, symbol).map((part) => expressionText(part));
    const needs = parts.map((part) => needText(tree, part));
    const message =
      parts.length === 0
        ? `'${name}' has no effect: it is computed, not set`
        : `'${name}' has no effect: it needs ${needs.join(' and ')}`;
    return report(
      'UL0205',
      'warning',
      name,
      message,
      { value, needs: parts.join(' && '), instead: '' },
      needs.map((need) => `${name} depends on ${need}, which is not so`),
    );
  }
  const choice = configuration.choiceOf(symbol);
  if (choice !== undefined) {
    const pick = configuration.picked(choice)?.name;
    if (text !== 'y' || pick === undefined || pick === name) return undefined;
    return report(
      'UL0205',
      'warning',
      name,
      `'${name}' has no effect: '${pick}' is chosen`,
      { value, needs: '', instead: pick },
      [`'${name}' and '${pick}' are of one choice, and '${pick}' was set later`],
    );
  }
  if (configuration.text(symbol) === text || symbol.type === 'int' || symbol.type === 'hex') return undefined;
  const by = configuration
    .selectedBy(symbol)
    .filter((each) => each.value !== 0)
    .map(({ select }) => select.by.name);
  return report(
    'UL0205',
    'warning',
    name,
    `'${name}' has no effect: ${by.join(' and ')} select${by.length === 1 ? 's' : ''} it`,
    { value, needs: '', instead: by.join(', ') },
    by.map((each) => `${each} selects ${name}, so it is y while ${each} is`),
  );
}

/** The findings, placed at `{option}`, in the order of the assignments: first what cannot count, then what does not. */
export function findings(
  tree: MicrolibTree,
  configuration: Configuration,
  assignments: Assignments,
): readonly Diagnostic[] {
  const wrong: Diagnostic[] = [];
  const idle: Diagnostic[] = [];
  const options = new Map(tree.options.map((symbol) => [symbol.name, symbol]));
  for (const [name, value] of Object.entries(assignments)) {
    const symbol = options.get(name);
    if (symbol === undefined) {
      wrong.push(unknown(tree, name, value));
      continue;
    }
    const type = optionType(symbol.type);
    const text = toText(type, value);
    if (text === undefined) {
      const params = { value: String(value), type };
      wrong.push(report('UL0202', 'error', name, `'${name}' is ${TYPE_NAMES[type]}; ${shown(value)} is not`, params));
      continue;
    }
    const visible = configuration.visibility(symbol) !== 0;
    const outside = visible ? outOfRange(configuration, symbol, text) : undefined;
    if (outside !== undefined) wrong.push(outside);
    else {
      const found = withoutEffect(tree, configuration, symbol, text);
      if (found !== undefined) idle.push(found);
    }
  }
  return [...wrong, ...idle];
}
