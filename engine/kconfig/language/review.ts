/** What is wrong with a tree as a whole, once all of it was read: the checks that the tools make, and UL0217. */
import type { Interner, SymbolNode } from './intern.ts';
import type { Report } from './report.ts';
import { reviewChoice } from './review-choice.ts';
import type {
  ChoiceEntry,
  ConfigEntry,
  Container,
  Default,
  Dialect,
  Entry,
  Expression,
  KSymbol,
  Position,
  Range,
  Reverse,
} from './tree.ts';

const NUMBER = /^(0[xX][0-9a-fA-F]+|-?\d+)$/;
const INT = /^-?(0|[1-9]\d*)$/;
const HEX = /^(0[xX])?[0-9a-fA-F]+$/;
/** A word in a comparison that looks otherwise is meant as it stands. */
const NAME = /^[A-Z][A-Z0-9_]*$/;

const isLogical = ({ type }: KSymbol): boolean => type === 'bool' || type === 'tristate';

/** Whether a symbol's value, or the word that stands for itself, can be a number of this type. */
function isNumber(type: 'int' | 'hex', symbol: KSymbol): boolean {
  if (symbol.type === 'int' || symbol.type === 'hex') return true;
  return symbol.type === 'unknown' && (type === 'int' ? INT : HEX).test(symbol.name);
}

// Indexed loops over lists that are mostly empty: this runs over each entry once, before anything is compiled.

export class Review {
  /** Entries that were passed over, as commands owe the values of defaults of theirs. */
  readonly owed: ConfigEntry[] = [];
  /** How many operands of the values of defaults are owed. */
  values = 0;

  /** What has no type; a member gets its choice's when it is compiled. */
  readonly untyped: KSymbol[] = [];

  constructor(
    private readonly report: Report,
    private readonly interner: Interner,
    private readonly dialect: Dialect,
    private readonly owes: (value: Expression) => boolean,
  ) {}

  children(children: readonly Entry[]): void {
    for (let at = 0; at < children.length; at++) {
      const entry = children[at];
      if (entry === undefined || entry.kind === 'comment') continue;
      if (entry.kind === 'config') {
        if (entry.symbol.type === 'unknown') this.untyped.push(entry.symbol);
        if (entry.defaults.length === 0 || !this.isOwed(entry)) this.config(entry);
      } else {
        if (entry.kind === 'choice') this.choice(entry);
        this.children(entry.children);
      }
    }
  }

  private choice(entry: ChoiceEntry): void {
    reviewChoice(entry, this.dialect, this.report);
    for (const { value } of entry.defaults) if (value.op === 'symbol') this.interner.mention(value.symbol);
  }

  private isOwed(entry: ConfigEntry): boolean {
    const { defaults } = entry;
    let owed = false;
    for (let at = 0; at < defaults.length; at++) {
      const { value } = defaults[at] as Default;
      if (value.op !== 'symbol') this.values += this.owedIn(value);
      else if (this.owes(value)) {
        this.values++;
        owed = true;
      }
    }
    if (owed) this.owed.push(entry);
    return owed;
  }

  /** How many operands of an expression are owed. */
  private owedIn(expression: Expression): number {
    switch (expression.op) {
      case 'symbol':
        return this.owes(expression) ? 1 : 0;
      case 'not':
        return this.owedIn(expression.of);
      case 'and':
      case 'or':
        return this.owedIn(expression.left) + this.owedIn(expression.right);
      default:
        return 0;
    }
  }

  /** What there is to say of one entry itself. */
  config(entry: ConfigEntry): void {
    const { symbol, defaults, selects, implies, ranges } = entry;
    if (defaults.length > 0) {
      if (isLogical(symbol)) this.logicalDefaults(entry);
      else if (symbol.type !== 'unknown') this.constants(entry);
    }
    if (selects.length > 0) this.reverse(symbol, selects, 'select');
    if (implies.length > 0) this.reverse(symbol, implies, 'imply');
    if (ranges.length > 0) for (const range of ranges) this.range(symbol, range);
  }

  private logicalDefaults({ defaults }: ConfigEntry): void {
    for (let at = 0; at < defaults.length; at++) {
      const value = defaults[at]?.value;
      if (value?.op === 'symbol') this.interner.mention(value.symbol);
    }
  }

  private constants({ symbol, defaults }: ConfigEntry): void {
    const { type } = symbol;
    for (let index = 0; index < defaults.length; index++) {
      const { value, at } = defaults[index] as Default;
      if (value.op !== 'symbol')
        this.warn('UL0224', at, `the default of the ${type} '${symbol.name}' must be one symbol or value`, symbol, {
          what: 'expression',
          type,
        });
      else if ((type === 'int' || type === 'hex') && !isNumber(type, value.symbol))
        this.warn('UL0224', at, `'${value.symbol.name}' is no default for the ${type} '${symbol.name}'`, symbol, {
          what: 'value',
          type,
          value: value.symbol.name,
        });
    }
  }

  private range(symbol: KSymbol, { low, high, at }: Range): void {
    const { type, name } = symbol;
    if (type !== 'int' && type !== 'hex') {
      this.warn('UL0216', at, `'${name}' has a range and ${kindOf(symbol)}; only int and hex have one`, symbol, {
        what: 'range',
      });
      return;
    }
    for (const bound of [low, high])
      if (!isNumber(type, bound))
        this.warn('UL0224', at, `'${bound.name}' is no bound for the ${type} '${name}'`, symbol, {
          what: 'bound',
          type,
          value: bound.name,
        });
  }

  private reverse(symbol: KSymbol, list: readonly Reverse[], word: 'select' | 'imply'): void {
    const logical = isLogical(symbol);
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      if (item === undefined) continue;
      const { symbol: target, at } = item;
      this.interner.mention(target);
      if (logical && (target.type === 'unknown' || isLogical(target))) continue;
      const wrong = logical ? target : symbol;
      const reason = `'${symbol.name}' has '${word} ${target.name}', but '${wrong.name}' ${kindOf(wrong)}`;
      this.warn('UL0216', at, `${reason}; both must be bool or tristate`, wrong, {
        what: 'reverse',
        by: symbol.name,
        word,
        target: target.name,
      });
    }
  }

  private warn(code: string, at: Position, reason: string, symbol: KSymbol, params: Record<string, string>): void {
    this.report.add(code, 'warning', at, reason, { symbol: symbol.name, ...params });
  }
}

const kindOf = ({ type }: KSymbol): string => (type === 'unknown' ? 'has no type' : `is ${type}`);

function withinChoice(entry: Entry): boolean {
  for (let at: Container | null = entry.parent; at !== null; at = at.parent) if (at.kind === 'choice') return true;
  return false;
}

/** What has definitions and no type, and what is mentioned and never defined. */
export function reviewSymbols(interner: Interner, report: Report): void {
  const missing: SymbolNode[] = [];
  const { all } = interner;
  for (let id = 0; id < all.length; id++) {
    const symbol = all[id] as SymbolNode;
    if (symbol.constant) continue;
    const first = symbol.entries[0];
    if (first === undefined) {
      if ((symbol.mentioned || (symbol.compared && NAME.test(symbol.name))) && !NUMBER.test(symbol.name))
        missing.push(symbol);
    } else if (symbol.type === 'unknown' && !withinChoice(first))
      report.add('UL0216', 'warning', first.at, `'${symbol.name}' has no type; it is never written`, {
        what: 'notype',
        symbol: symbol.name,
      });
  }
  if (missing.length === 0) return;
  for (const { name, at } of missing) if (at !== null) report.neverDefined(name, at, all);
}
