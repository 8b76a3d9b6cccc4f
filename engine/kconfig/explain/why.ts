/** Why a symbol is what it is: the reason, and the reasons of that. */
import type { Configuration } from '../evaluate/configuration.ts';
import type { Choice, CompiledReverse } from '../evaluate/program.ts';
import { tristateOf } from '../evaluate/state.ts';
import type { ConfigEntry, Expression, KSymbol, Tristate } from '../language/tree.ts';
import { culprits } from './culprits.ts';
import { type ExplainNode, leaf } from './node.ts';
import { type Requirement, requirementsOf } from './requirements.ts';
import { isLogical, listed, nameOf, shownValue, TRI, textOf } from './words.ts';

interface Reason {
  /** What follows "A is n: ". */
  readonly text: string;
  readonly at?: ConfigEntry['at'];
  readonly children?: () => readonly ExplainNode[];
}

export interface Limits {
  readonly depth: number;
  /** Symbols of one explanation. */
  readonly symbols: number;
  /** Conditions of one symbol. */
  readonly conditions: number;
}

const WHOLE: Limits = { depth: 8, symbols: 300, conditions: 30 };
/** For the cause chain of a diagnostic. */
export const CHAIN: Limits = { depth: 5, symbols: 10, conditions: 4 };
/** Of a long list, as of who selects a symbol. */
const LISTED = 20;

type Defined = Parameters<typeof requirementsOf>[1];
type Reverse = ReturnType<Configuration['selectedBy']>[number];

export class Why {
  private readonly path = new Set<KSymbol>();
  /** What was explained once is only named after that. */
  private readonly told = new Set<KSymbol>();
  private left: number;

  constructor(
    readonly configuration: Configuration,
    private readonly limits = WHOLE,
  ) {
    this.left = limits.symbols;
  }

  /** "A is n: …", and why. */
  symbol(symbol: KSymbol): ExplainNode {
    const { configuration } = this;
    const name = nameOf(configuration, symbol);
    const isKnown = symbol.entries.length > 0 || configuration.program.symbols[symbol.id]?.choice !== undefined;
    const value = isKnown ? shownValue(configuration, symbol) : 'n';
    const make = (text: string, reason?: Reason): ExplainNode => {
      const at = reason?.at ?? symbol.entries[0]?.at ?? symbol.at ?? undefined;
      return { text: `${name} is ${value}${text}`, value, ...(at ? { at } : {}), children: reason?.children?.() ?? [] };
    };
    if (this.path.has(symbol)) return make(', see above (a circle)');
    const reason = this.reasonOf(symbol);
    if (this.told.has(symbol)) return make(`: ${reason.text}${reason.children === undefined ? '' : ' (see above)'}`);
    if (this.left <= 0) return make(`: ${reason.text} (and so on)`);
    this.left--;
    this.told.add(symbol);
    this.path.add(symbol);
    const deep = this.path.size >= this.limits.depth && reason.children !== undefined;
    const node = make(`: ${reason.text}`, deep ? { ...reason, children: () => [leaf('and so on')] } : reason);
    this.path.delete(symbol);
    return node;
  }

  /** Why an expression is no more (or no less) than it is. */
  expression(expression: Expression, most = false): ExplainNode[] {
    return culprits(this.configuration, expression, most).map((symbol) => this.symbol(symbol));
  }

  private reasonOf(symbol: KSymbol): Reason {
    const { configuration } = this;
    const own = configuration.program.symbols[symbol.id];
    if (own?.choice !== undefined) return this.choiceReason(symbol, own.choice);
    const [first] = symbol.entries;
    if (first === undefined) return { text: 'no file defines it' };
    if (
      own?.member !== undefined &&
      configuration.visibility(symbol) === 2 &&
      configuration.tristate(own.member.symbol) === 2
    )
      return this.memberReason(symbol, own.member);
    return isLogical(symbol) ? this.logicalReason(symbol) : this.literalReason(symbol);
  }

  private choiceReason(symbol: KSymbol, choice: Choice): Reason {
    const { configuration } = this;
    if (configuration.visibility(symbol) === 0)
      return {
        text: 'it is not visible',
        children: () => this.unmet(symbol, choice.entries, 'prompt'),
      };
    if (configuration.tristate(symbol) === 2) return { text: 'it is visible' };
    if (!choice.members.some((member) => configuration.visibility(member) > 0))
      return {
        text: 'none of its members is visible',
        children: () => choice.members.slice(0, 4).map((member) => this.symbol(member)),
      };
    return { text: choice.optional ? 'it is optional, and no member was chosen' : 'none of its members was set to y' };
  }

  private memberReason(symbol: KSymbol, choice: Choice): Reason {
    const { configuration } = this;
    const picked = configuration.picked(choice);
    const chosen =
      picked !== undefined &&
      configuration.user(picked) !== undefined &&
      tristateOf(configuration.user(picked) ?? '') === 2;
    if (picked === symbol)
      return { text: chosen ? 'it was chosen' : `${nameOf(configuration, choice.symbol)} takes it by default` };
    if (picked === undefined) return { text: 'nothing is chosen' };
    const how = chosen ? `${picked.name} was chosen` : `${picked.name} is taken by default`;
    return { text: `${how} in ${nameOf(configuration, choice.symbol)}` };
  }

  private logicalReason(symbol: KSymbol): Reason {
    const { configuration } = this;
    const value = configuration.tristate(symbol);
    const visible = configuration.visibility(symbol);
    const user = visible === 0 ? undefined : configuration.user(symbol);
    const asked = user === undefined ? undefined : tristateOf(user);
    const selected = configuration.selected(symbol);
    if (value > 0 && selected === value && (asked === undefined || Math.min(asked, visible) < value)) {
      const active = configuration.selectedBy(symbol).filter((each) => each.value > 0);
      return {
        text: `${listed(active.map(({ select }) => select.by.name))} selects it`,
        children: () => this.reverse(active),
      };
    }
    if (asked !== undefined && user !== undefined)
      return asked === value
        ? { text: 'it was set so' }
        : {
            text: `it was set to ${TRI[asked]}, and it can be at most ${TRI[visible]}`,
            children: () => this.notVisible(symbol),
          };
    const implied = configuration.implied(symbol);
    const active = configuration.impliedBy(symbol).filter((each) => each.value > 0);
    if (value > 0 && implied === value && active.length > 0)
      return {
        text: `${listed(active.map(({ select }) => select.by.name))} implies it`,
        children: () => this.reverse(active),
      };
    const found = this.defaultReason(symbol);
    if (found !== undefined) return found;
    const text = visible > 0 ? 'nobody set it, and no default holds' : this.hiddenText(symbol);
    return { text, children: () => (visible > 0 ? [] : [...this.notVisible(symbol), ...this.idle(symbol)]) };
  }

  private literalReason(symbol: KSymbol): Reason {
    const { configuration } = this;
    const user = configuration.user(symbol);
    if (user !== undefined && configuration.visibility(symbol) > 0) {
      if (configuration.text(symbol) === user) return { text: 'it was set so' };
      const bounds = configuration.bounds(symbol);
      const range =
        bounds === null
          ? ''
          : `, which is not in ${boundText(symbol, bounds.low)} to ${boundText(symbol, bounds.high)}`;
      return { text: `it was set to ${user}${range}` };
    }
    return (
      this.defaultReason(symbol) ?? { text: 'nobody set it, and no default holds', children: () => this.idle(symbol) }
    );
  }

  /** The default that holds. */
  private defaultReason(symbol: KSymbol): Reason | undefined {
    const { configuration } = this;
    const found = configuration.program.symbols[symbol.id]?.defaults.find(({ when }) => configuration.holds(when) > 0);
    if (found === undefined) return undefined;
    const { value, at } = found;
    const shown = `default ${textOf(configuration, value)}`;
    const most = configuration.tristate(symbol) > 0;
    return {
      text: `nobody set it, and '${shown}' is the first default that holds`,
      at,
      // A number or a word that nobody defines stands for itself.
      children: () =>
        value.op === 'symbol' && (value.symbol.constant || (!isLogical(symbol) && value.symbol.entries.length === 0))
          ? []
          : this.expression(value, most),
    };
  }

  private hiddenText(symbol: KSymbol): string {
    const own = this.configuration.program.symbols[symbol.id];
    if (own?.prompts.length === 0)
      return own.selectedBy.length > 0
        ? 'it has no prompt, and nothing that selects it is set'
        : 'it has no prompt, and no default holds';
    return 'it cannot be set, because its prompt is not visible';
  }

  /** Why its prompt does not show, or not more than it does. */
  notVisible(symbol: KSymbol): ExplainNode[] {
    const shown = symbol.entries.filter(({ prompts }) => prompts.length > 0);
    const found = this.unmet(symbol, shown, 'prompt');
    if (found.length > 0 || !this.configuration.program.circles.has(symbol.id)) return found;
    return [leaf(`${nameOf(this.configuration, symbol)} hangs on itself, and was not visible when that was seen`)];
  }

  /** Which of its definitions' conditions are not met. */
  unmet(symbol: KSymbol, entries: readonly Defined[], of: 'prompt' | 'value'): ExplainNode[] {
    return this.conditions(symbol, entries, of, ({ value }) => value < 2);
  }

  /** The conditions of its definitions, the nearest first. */
  conditions(
    symbol: KSymbol,
    entries: readonly Defined[],
    of: 'prompt' | 'value',
    wanted: (one: Requirement) => boolean = () => true,
  ): ExplainNode[] {
    const nodes: ExplainNode[] = [];
    for (const entry of entries)
      for (const one of requirementsOf(this.configuration, entry, of)) {
        if (!wanted(one)) continue;
        if (nodes.length === this.limits.conditions) return [...nodes, leaf('and more conditions')];
        nodes.push(this.requirement(symbol, one));
      }
    return nodes;
  }

  private requirement(symbol: KSymbol, { phrase, expression, at, value }: Requirement): ExplainNode {
    const name = nameOf(this.configuration, symbol);
    const text = `${name} ${phrase}, which is ${TRI[value]}`;
    return { text, value: TRI[value], at, children: value === 2 ? [] : this.expression(expression) };
  }

  /** Defaults and selects that would give a value and do not. */
  private idle(symbol: KSymbol): ExplainNode[] {
    const { configuration } = this;
    const own = configuration.program.symbols[symbol.id];
    if (own === undefined) return [];
    const nodes = own.defaults.slice(0, 4).map(({ value, when, at }): ExplainNode => {
      const text = `'default ${textOf(configuration, value)}' does not hold`;
      return { text, at, children: when === undefined ? [] : this.expression(when) };
    });
    if (own.prompts.length > 0 || nodes.length > 0) return nodes;
    return own.selectedBy.slice(0, 4).map((select) => this.select({ select, value: 0 }, 'selects'));
  }

  /** Who selects or implies, those in force first; only of those is told why. */
  reverse(list: readonly Reverse[], word = 'selects'): ExplainNode[] {
    const order = [...list].sort((a, b) => b.value - a.value);
    const nodes = order.slice(0, LISTED).map((each) => this.select(each, word, each.value > 0));
    return order.length > LISTED ? [...nodes, leaf(`and ${order.length - LISTED} more`)] : nodes;
  }

  private select(
    { select, value }: { readonly select: CompiledReverse; readonly value: Tristate },
    word: string,
    deep = true,
  ): ExplainNode {
    const { configuration } = this;
    const { by, when, at } = select;
    if (value > 0)
      return { text: `${by.name} ${word} it, at ${TRI[value]}`, value: TRI[value], at, children: [this.symbol(by)] };
    if (configuration.tristate(by) === 0)
      return { text: `${by.name} ${word} it, but is n`, value: 'n', at, children: deep ? [this.symbol(by)] : [] };
    const condition = when === undefined ? '' : ` only if ${textOf(configuration, when)}, which is n`;
    const children = deep && when !== undefined ? this.expression(when) : [];
    return { text: `${by.name} ${word} it${condition}`, value: 'n', at, children };
  }
}

export const boundText = (symbol: KSymbol, bound: bigint): string =>
  symbol.type === 'hex' ? `0x${BigInt.asUintN(64, bound).toString(16)}` : String(bound);
