/**
 * The evaluator: what every option is, given what the user said. Follows the reference tools of Linux 5.2 (Unikraft's),
 * for the subset that parse.ts reads: the first default whose condition holds wins; a value that is invisible or out of
 * range does not count; ranges clamp defaults; a choice takes the user's last visible pick.
 */
import { type Diagnostic, diagnostic } from '../check/types.ts';
import type { OptionValue } from '../model/types.ts';
import { expressionText, isTrue, parseNumber, type Scope, unmet } from './expr.ts';
import { nearest } from './nearest.ts';
import { type Choice, collectSymbols, type KconfigSymbol } from './symbols.ts';
import { both, type Expression, type KconfigTree, type KconfigType, type Range } from './tree.ts';
import { clamp, fromText, toText } from './value.ts';

export interface OptionInfo {
  readonly name: string;
  readonly type: KconfigType;
  /** Null for an option that is computed and cannot be set. */
  readonly prompt: string | null;
  readonly help: string;
  /** A boolean, a number, or a text (strings, hex as `0x…`). */
  readonly value: OptionValue;
  /** What it would be if the user had not set it. */
  readonly default: OptionValue;
  /** The value as `.config` has it, without quotes. */
  readonly text: string;
  /** Inclusive; of an int or hex. */
  readonly range: { readonly low: number; readonly high: number } | null;
  /** The members of the choice that it belongs to, itself included; else empty. */
  readonly choices: readonly string[];
  /** The prompt of that choice. */
  readonly choicePrompt: string | null;
  readonly visible: boolean;
  readonly userSet: boolean;
  /** Whether `.config` has it: it is visible, or has a value by default. */
  readonly written: boolean;
  /** What it depends on, as Kconfig writes it; empty when nothing. */
  readonly dependsText: string;
  /** Titles of the menus that it stands in, the outermost first. */
  readonly menus: readonly string[];
  /** Options that it depends on, by name. */
  readonly needs: readonly string[];
  /** Options that depend on it, by name. */
  readonly neededBy: readonly string[];
  /** Options that select or imply it, and whether they do so now. */
  readonly selectedBy: readonly { readonly name: string; readonly active: boolean; readonly weak: boolean }[];
  /** Why it cannot be set now ("it needs NET, which is n"); null where it can. */
  readonly hidden: string | null;
}

export type Assignments = { readonly [name: string]: OptionValue };

export interface Evaluated {
  /** In menu order. */
  readonly symbols: readonly OptionInfo[];
  /** UL0201 to UL0205, placed at `{option}`. */
  readonly diagnostics: readonly Diagnostic[];
}

interface State {
  readonly text: string;
  readonly written: boolean;
  readonly fallback: string;
  readonly userSet: boolean;
}

const EMPTY: { readonly [type in KconfigType]: string } = { bool: 'n', int: '0', hex: '0x0', string: '' };

/** A chain of dependencies longer than this is taken for a circle: it is evaluated by recursion. */
const DEPTH = 400;

class Evaluation implements Scope {
  readonly symbols: ReadonlyMap<string, KconfigSymbol>;
  readonly found: Diagnostic[] = [];
  private readonly user = new Map<string, string>();
  private readonly states = new Map<string, State | 'open'>();
  private readonly picks = new Map<
    Choice,
    { readonly pick: string | undefined; readonly fallback: string | undefined } | 'open'
  >();
  private readonly circular = new Set<string>();
  private depth = 0;

  constructor(
    tree: KconfigTree,
    private readonly assignments: Assignments,
  ) {
    this.symbols = collectSymbols(tree);
    for (const [name, value] of Object.entries(assignments)) {
      const symbol = this.symbols.get(name);
      if (symbol === undefined) {
        this.unknown(name, value);
        continue;
      }
      const text = toText(symbol.type, value);
      if (text === undefined)
        this.report('UL0202', 'error', name, `'${name}' is ${TYPE_NAMES[symbol.type]}; ${shown(value)} is not`, {
          value: String(value),
          type: symbol.type,
        });
      else this.user.set(name, text);
    }
  }

  private report(
    code: string,
    severity: Diagnostic['severity'],
    option: string,
    message: string,
    params: Record<string, string | number>,
    because: readonly string[] = [],
  ): void {
    this.found.push(diagnostic(code, severity, message, { params: { option, ...params }, at: { option }, because }));
  }

  private unknown(name: string, value: OptionValue): void {
    const near = nearest(name, this.symbols.keys());
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    this.report('UL0201', 'error', name, `There is no option '${name}'${hint}`, {
      value: String(value),
      nearest: near ?? '',
    });
  }

  valueOf(name: string): { readonly text: string; readonly type: KconfigType } | undefined {
    const symbol = this.symbols.get(name);
    return symbol === undefined ? undefined : { text: this.state(symbol).text, type: symbol.type };
  }

  private recursion(name: string): void {
    if (this.circular.has(name)) return;
    this.circular.add(name);
    const at = this.symbols.get(name)?.definitions[0]?.node.at;
    this.found.push(
      diagnostic('UL0204', 'error', `'${name}' depends on itself`, {
        params: { file: at?.file ?? '', line: at?.line ?? 0, reason: `'${name}' depends on itself` },
        at: { option: name, ...at },
      }),
    );
  }

  visible(symbol: KconfigSymbol): boolean {
    return symbol.definitions.some(
      (definition) =>
        definition.node.prompt !== undefined && isTrue(definition.depends, this) && isTrue(definition.visible, this),
    );
  }

  /** The choice's member that is y, and the one that would be without the user. */
  private pick(choice: Choice): { readonly pick: string | undefined; readonly fallback: string | undefined } {
    const known = this.picks.get(choice);
    if (known === 'open') return { pick: undefined, fallback: undefined };
    if (known !== undefined) return known;
    this.picks.set(choice, 'open');
    const shows = choice.node.prompt !== undefined && isTrue(both(choice.depends, choice.visible), this);
    const members = shows
      ? choice.members.filter((name) => {
          const symbol = this.symbols.get(name);
          return symbol !== undefined && this.visible(symbol);
        })
      : [];
    const asked = [...this.user].filter(([name, text]) => text === 'y' && members.includes(name)).at(-1)?.[0];
    const byDefault = choice.node.defaults.find(
      ({ value, condition }) => value.is === 'symbol' && members.includes(value.name) && isTrue(condition, this),
    )?.value;
    const fallback = byDefault?.is === 'symbol' ? byDefault.name : members[0];
    const result = { pick: asked ?? fallback, fallback };
    this.picks.set(choice, result);
    return result;
  }

  range(symbol: KconfigSymbol): { readonly low: bigint; readonly high: bigint } | undefined {
    if (symbol.type !== 'int' && symbol.type !== 'hex') return undefined;
    const type = symbol.type;
    const bound = (term: Range['low']) =>
      parseNumber(term.is === 'constant' ? term.text : (this.valueOf(term.name)?.text ?? ''), type);
    for (const { node, depends } of symbol.definitions)
      for (const range of node.ranges) {
        if (!isTrue(depends, this) || !isTrue(range.condition, this)) continue;
        const low = bound(range.low);
        const high = bound(range.high);
        return low === undefined || high === undefined ? undefined : { low, high };
      }
    return undefined;
  }

  private fallback(symbol: KconfigSymbol): string | undefined {
    for (const { node, depends } of symbol.definitions)
      for (const { value, condition } of node.defaults) {
        if (!isTrue(depends, this) || !isTrue(condition, this)) continue;
        if (symbol.type === 'bool') return isTrue(value, this) ? 'y' : 'n';
        if (value.is === 'constant') return value.text;
        if (value.is === 'symbol') return this.valueOf(value.name)?.text ?? value.name;
        return undefined;
      }
    return undefined;
  }

  state(symbol: KconfigSymbol): State {
    const known = this.states.get(symbol.name);
    if (known === 'open') {
      this.recursion(symbol.name);
      return { text: EMPTY[symbol.type], written: false, fallback: EMPTY[symbol.type], userSet: false };
    }
    if (known !== undefined) return known;
    if (this.depth >= DEPTH) {
      this.recursion(symbol.name);
      return { text: EMPTY[symbol.type], written: false, fallback: EMPTY[symbol.type], userSet: false };
    }
    this.states.set(symbol.name, 'open');
    this.depth++;
    const state = symbol.choice === undefined ? this.plain(symbol) : this.member(symbol, symbol.choice);
    this.depth--;
    this.states.set(symbol.name, state);
    return state;
  }

  private member(symbol: KconfigSymbol, choice: Choice): State {
    const { pick, fallback } = this.pick(choice);
    const text = pick === symbol.name ? 'y' : 'n';
    const asked = this.user.get(symbol.name);
    return {
      text,
      written: pick !== undefined && this.visible(symbol),
      fallback: fallback === symbol.name ? 'y' : 'n',
      userSet: asked === 'y' && text === 'y',
    };
  }

  private plain(symbol: KconfigSymbol): State {
    const visible = this.visible(symbol);
    const meets = symbol.definitions.some(({ depends }) => isTrue(depends, this));
    const range = this.range(symbol);
    let fallback = this.fallback(symbol);
    const hasDefault = fallback !== undefined;
    // What has neither prompt nor default is nothing, which is not 0 in a comparison.
    if (!hasDefault && !visible && symbol.type !== 'bool')
      return { text: '', written: false, fallback: '', userSet: false };
    fallback ??= EMPTY[symbol.type];
    if (range !== undefined && (symbol.type === 'int' || symbol.type === 'hex'))
      fallback = clamp(symbol.type, fallback, range.low, range.high);
    const asked = this.user.get(symbol.name);
    const takes = asked !== undefined && visible && this.inRange(symbol, asked, range);
    const text = takes ? asked : fallback;
    // An n that nobody can change is not written, nor what has neither prompt nor default.
    const written = visible || (meets && hasDefault && !(symbol.type === 'bool' && text === 'n'));
    return { text, written, fallback, userSet: takes };
  }

  private inRange(
    symbol: KconfigSymbol,
    text: string,
    range: { readonly low: bigint; readonly high: bigint } | undefined,
  ): boolean {
    if (range === undefined || (symbol.type !== 'int' && symbol.type !== 'hex')) return true;
    const within = clamp(symbol.type, text, range.low, range.high);
    if (within === text) return true;
    const write = (bound: bigint) => (symbol.type === 'hex' ? `0x${bound.toString(16)}` : bound.toString());
    const [low, high] = [write(range.low), write(range.high)];
    this.report('UL0203', 'error', symbol.name, `'${symbol.name}' is ${text}; it must be from ${low} to ${high}`, {
      value: text,
      low,
      high,
      nearest: within,
    });
    return false;
  }

  /** UL0205 for what the user set and that does not show. */
  effects(): void {
    for (const name of this.user.keys()) {
      const symbol = this.symbols.get(name);
      if (symbol === undefined) continue;
      const value = String(this.assignments[name]);
      if (!this.visible(symbol)) {
        const reasons = this.whyHidden(symbol);
        this.report(
          'UL0205',
          'warning',
          name,
          reasons.length === 0
            ? `'${name}' has no effect: it is computed, not set`
            : `'${name}' has no effect: it needs ${reasons.join(' and ')}`,
          { value, needs: reasons.join(' && '), instead: '' },
          reasons.map((reason) => `${name} depends on ${reason}, which is not so`),
        );
      } else if (symbol.choice !== undefined && this.user.get(name) === 'y') {
        const pick = this.pick(symbol.choice).pick;
        if (pick !== undefined && pick !== name)
          this.report('UL0205', 'warning', name, `'${name}' has no effect: '${pick}' is chosen`, {
            value,
            needs: '',
            instead: pick,
          });
      }
    }
  }

  private whyHidden(symbol: KconfigSymbol): string[] {
    const definition = symbol.definitions.find(({ node }) => node.prompt !== undefined);
    const needs = definition && both(definition.depends, definition.visible);
    return needs === undefined ? [] : unmet(needs, this).map(expressionText);
  }
}

const TYPE_NAMES: { readonly [type in KconfigType]: string } = {
  bool: 'yes or no (true, false)',
  int: 'a whole number',
  hex: 'a hexadecimal number (0x…)',
  string: 'a text of one line',
};

const shown = (value: OptionValue) => (typeof value === 'string' ? `'${value}'` : String(value));

function dependsOf(symbol: KconfigSymbol): Expression | undefined {
  const parts = symbol.definitions.map(({ depends }) => depends);
  if (parts.some((part) => part === undefined)) return undefined;
  return parts.reduce((left, right) => (left === undefined || right === undefined ? right : { is: 'or', left, right }));
}

/** Evaluates `tree` with what the user set. Pure; unknown and wrong assignments are reported and count as not made. */
export function evaluate(tree: KconfigTree, assignments: Assignments): Evaluated {
  const evaluation = new Evaluation(tree, assignments);
  const symbols: OptionInfo[] = [];
  for (const symbol of evaluation.symbols.values()) {
    const { text, written, fallback, userSet } = evaluation.state(symbol);
    const range = evaluation.range(symbol);
    const first = symbol.definitions.find(({ node }) => node.prompt !== undefined);
    const depends = dependsOf(symbol);
    symbols.push({
      name: symbol.name,
      type: symbol.type,
      prompt: first?.node.prompt?.text ?? null,
      help: symbol.definitions.find(({ node }) => node.help !== '')?.node.help ?? '',
      value: fromText(symbol.type, text),
      default: fromText(symbol.type, fallback),
      text,
      range: range === undefined ? null : { low: Number(range.low), high: Number(range.high) },
      choices: symbol.choice?.members ?? [],
      choicePrompt: symbol.choice?.node.prompt?.text ?? null,
      visible: evaluation.visible(symbol),
      userSet,
      written,
      dependsText: depends === undefined ? '' : expressionText(depends),
      menus: [],
      needs: [],
      neededBy: [],
      selectedBy: [],
      hidden: null,
    });
  }
  evaluation.effects();
  return { symbols, diagnostics: evaluation.found };
}
