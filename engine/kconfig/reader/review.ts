/** What is wrong with a tree as a whole, once all of it was read: the checks that the tools make, and UL0217. */
import { nearest } from '../nearest.ts';
import type { Report } from './report.ts';
import { reviewChoice } from './review-choice.ts';
import type { ConfigEntry, Entry, Expression, KconfigTree, KSymbol, Position } from '../language/tree.ts';
import { eachSymbol, entries } from './walk.ts';

const NUMBER = /^(0[xX][0-9a-fA-F]+|-?\d+)$/;
const INT = /^-?(0|[1-9]\d*)$/;
const HEX = /^(0[xX])?[0-9a-fA-F]+$/;

/** Whether a symbol's value, or the word that stands for itself, can be a number of this type. */
function isNumber(type: 'int' | 'hex', symbol: KSymbol): boolean {
  if (symbol.type === 'int' || symbol.type === 'hex') return true;
  return symbol.type === 'unknown' && (type === 'int' ? INT : HEX).test(symbol.name);
}

class Review {
  /** The first mention, as a condition or a value that must be a symbol, of what is never defined. */
  readonly undefinedAt = new Map<KSymbol, Position>();

  constructor(private readonly report: Report) {}

  private mention(symbol: KSymbol, at: Position): void {
    if (symbol.constant || symbol.entries.length > 0 || NUMBER.test(symbol.name)) return;
    if (!this.undefinedAt.has(symbol)) this.undefinedAt.set(symbol, at);
  }

  private condition(expression: Expression | undefined, at: Position): void {
    if (expression === undefined) return;
    eachSymbol(expression, (symbol, compared) => {
      // A word in a comparison may be meant as it stands.
      if (!compared || /^[A-Z][A-Z0-9_]*$/.test(symbol.name)) this.mention(symbol, at);
    });
  }

  entry(entry: Entry): void {
    if (entry.kind === 'if') {
      this.condition(entry.condition, entry.at);
      return;
    }
    for (const depends of entry.depends) this.condition(depends, entry.at);
    if (entry.kind === 'menu') for (const visible of entry.visible) this.condition(visible, entry.at);
    if (entry.kind === 'menu' || entry.kind === 'comment') return;
    for (const prompt of entry.prompts) this.condition(prompt.condition, prompt.at);
    for (const { condition, at } of entry.defaults) this.condition(condition, at);
    if (entry.kind === 'choice') reviewChoice(entry, this.report);
    else this.config(entry);
  }

  private config(entry: ConfigEntry): void {
    const { symbol } = entry;
    const logical = symbol.type === 'bool' || symbol.type === 'tristate';
    for (const { value, at } of entry.defaults) {
      if (logical) this.condition(value, at);
      else this.value(symbol, value, at);
    }
    this.reverse(entry, 'select');
    this.reverse(entry, 'imply');
    for (const { low, high, condition, at } of entry.ranges) {
      this.condition(condition, at);
      const { type } = symbol;
      if (type !== 'int' && type !== 'hex')
        this.warn('UL0216', at, `'${symbol.name}' has a range and is ${type}; only int and hex have one`, symbol);
      else
        for (const bound of [low, high])
          if (!isNumber(type, bound))
            this.warn('UL0224', at, `'${bound.name}' is no bound for the ${type} '${symbol.name}'`, symbol);
    }
  }

  private value(symbol: KSymbol, value: Expression, at: Position): void {
    const { type } = symbol;
    if (type === 'unknown') return;
    if (value.op !== 'symbol')
      this.warn('UL0224', at, `the default of the ${type} '${symbol.name}' must be one symbol or value`, symbol);
    else if ((type === 'int' || type === 'hex') && !isNumber(type, value.symbol))
      this.warn('UL0224', at, `'${value.symbol.name}' is no default for the ${type} '${symbol.name}'`, symbol);
  }

  private reverse(entry: ConfigEntry, word: 'select' | 'imply'): void {
    const { symbol } = entry;
    for (const { symbol: target, condition, at } of word === 'select' ? entry.selects : entry.implies) {
      this.condition(condition, at);
      this.mention(target, at);
      const wrong = symbol.type !== 'bool' && symbol.type !== 'tristate' ? symbol : target;
      if (wrong.type !== 'bool' && wrong.type !== 'tristate' && (wrong === symbol || wrong.type !== 'unknown')) {
        const reason = `'${symbol.name}' has '${word} ${target.name}', and '${wrong.name}' is ${wrong.type}, not bool or tristate`;
        this.warn('UL0216', at, reason, wrong);
      }
    }
  }

  private warn(code: string, at: Position, reason: string, symbol: KSymbol): void {
    this.report.add(code, 'warning', at, reason, { symbol: symbol.name });
  }
}

function untyped(tree: KconfigTree, report: Report): void {
  for (const symbol of tree.symbols) {
    const [first] = symbol.entries;
    if (first === undefined || symbol.type !== 'unknown' || first.parent?.kind === 'choice') continue;
    const inChoice = symbol.entries.some(({ parent }) => parent?.kind === 'if' || parent?.kind === 'choice');
    if (!inChoice || !withinChoice(first))
      report.add('UL0216', 'warning', first.at, `'${symbol.name}' has no type; it is never written`, {
        symbol: symbol.name,
      });
  }
}

function withinChoice(entry: Entry): boolean {
  for (let at = entry.parent; at !== null; at = at.parent) if (at.kind === 'choice') return true;
  return false;
}

/** Reports what is wrong with the tree as a whole. */
export function reviewTree(tree: KconfigTree, report: Report): void {
  const review = new Review(report);
  for (const entry of entries(tree.root)) review.entry(entry);
  untyped(tree, report);
  if (review.undefinedAt.size === 0) return;
  const names = [...tree.byName.values()].filter((symbol) => symbol.entries.length > 0).map(({ name }) => name);
  for (const [symbol, at] of review.undefinedAt) {
    const near = names.length > 2000 ? undefined : nearest(symbol.name, names);
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    report.add('UL0217', 'warning', at, `'${symbol.name}' is never defined, so it counts as n${hint}`, {
      symbol: symbol.name,
      nearest: near ?? '',
    });
  }
}
