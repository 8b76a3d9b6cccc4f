/** The values of all symbols: one slot a symbol in flat arrays, and how one slot is computed from the others. */
import type { Expression, KSymbol, Tristate } from '../language/tree.ts';
import { compareValues, isValid, strtoll } from './numbers.ts';
import type { Choice, Compiled, CompiledDefault, CompiledReverse, Condition, Program } from './program.ts';

export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

/** What the user said; the evaluation asks it and never changes it. */
export interface UserValues {
  /** What was assigned to a symbol, as `.config` has it without quotes. */
  text(symbol: KSymbol): string | undefined;
  /** The least that counts as assigned where nothing is (allyesconfig and its like). */
  tristate(own: Compiled): Tristate | undefined;
  /** The member that was set to y last, and the greatest value that one was set to; undefined where they contradict. */
  choice(choice: Choice): { readonly pick: KSymbol | undefined; readonly value: Tristate | undefined } | undefined;
  /** Whether a value out of range is brought into it (current Linux) or does not count (5.2). */
  readonly clamps: boolean;
}

const TEXTS = ['n', 'm', 'y'] as const;

export const tristateOf = (text: string): Tristate => {
  const c = text.charCodeAt(0) | 32;
  return c === 121 ? 2 : c === 109 ? 1 : 0;
};

export class State {
  readonly tri: Uint8Array;
  readonly visible: Uint8Array;
  readonly depends: Uint8Array;
  readonly selected: Uint8Array;
  readonly implied: Uint8Array;
  readonly written: Uint8Array;
  /** What a value copied from the symbol is; of a bool it is "n" in the C tools, whatever it is set to. */
  readonly raw: string[];
  readonly bounds: (Bounds | null)[];
  /** Of choices in mode y. */
  readonly picked: (KSymbol | undefined)[];
  private readonly modern: boolean;

  constructor(
    readonly program: Program,
    private readonly user: UserValues,
  ) {
    const count = program.symbols.length;
    this.tri = new Uint8Array(count);
    this.visible = new Uint8Array(count);
    this.depends = new Uint8Array(count);
    this.selected = new Uint8Array(count);
    this.implied = new Uint8Array(count);
    this.written = new Uint8Array(count);
    this.raw = new Array<string>(count).fill('');
    this.bounds = new Array<Bounds | null>(count).fill(null);
    this.picked = new Array<KSymbol | undefined>(count).fill(undefined);
    this.modern = program.tree.dialect === 'linux';
    for (let id = 0; id < count; id++) this.begin(program.symbols[id] as Compiled);
  }

  /** The state before a symbol was computed: what others see of it in a circle. */
  reset(id: number): void {
    const own = this.program.symbols[id];
    if (own === undefined) return;
    this.tri[id] = 0;
    this.visible[id] = 0;
    this.depends[id] = 0;
    this.selected[id] = 0;
    this.implied[id] = 0;
    this.written[id] = 0;
    this.bounds[id] = null;
    this.picked[id] = undefined;
    this.begin(own);
  }

  /** The same where nothing was computed before. */
  private begin({ symbol }: Compiled): void {
    const { id, type, name, constant } = symbol;
    if (constant) this.tri[id] = tristateConstant(name);
    this.raw[id] = constant || type === 'unknown' ? name : type === 'bool' || type === 'tristate' ? 'n' : '';
  }

  modules(): Tristate {
    const { modules } = this.program.tree;
    return modules === undefined ? 0 : (this.tri[modules.id] as Tristate);
  }

  /** The value as text: of a bool or tristate n, m or y. */
  text(symbol: KSymbol): string {
    if (symbol.constant || (symbol.type !== 'bool' && symbol.type !== 'tristate')) return this.raw[symbol.id] ?? '';
    const value = this.tri[symbol.id] as Tristate;
    return value === 1 && this.modules() === 0 ? 'n' : TEXTS[value];
  }

  value(expression: Expression): Tristate {
    let most = 2;
    let e = expression;
    while (e.op === 'and') {
      const right = this.value(e.right);
      if (right === 0) return 0;
      if (right < most) most = right;
      e = e.left;
    }
    const value = this.factor(e);
    return (value < most ? value : most) as Tristate;
  }

  private factor(expression: Expression): Tristate {
    let least = 0;
    let e = expression;
    while (e.op === 'or') {
      const right = this.value(e.right);
      if (right === 2) return 2;
      if (right > least) least = right;
      e = e.left;
    }
    const value = e.op === 'and' ? this.value(e) : this.term(e);
    return (value > least ? value : least) as Tristate;
  }

  private term(e: Expression): Tristate {
    switch (e.op) {
      case 'symbol':
        return this.tri[e.symbol.id] as Tristate;
      case 'not':
        return (2 - this.value(e.of)) as Tristate;
      case 'and':
      case 'or':
        return this.value(e);
      default: {
        const { left, right } = e;
        const order = compareValues(left, this.text(left), right, this.text(right));
        switch (e.op) {
          case '=':
            return order === 0 ? 2 : 0;
          case '!=':
            return order === 0 ? 0 : 2;
          case '<':
            return order < 0 ? 2 : 0;
          case '>':
            return order > 0 ? 2 : 0;
          case '<=':
            return order <= 0 ? 2 : 0;
          case '>=':
            return order >= 0 ? 2 : 0;
        }
      }
    }
  }

  holds(condition: Condition): Tristate {
    return condition === undefined ? 2 : this.value(condition);
  }

  private visibility(own: Compiled): Tristate {
    const { symbol, member, prompts } = own;
    let most = 0;
    for (let at = 0; at < prompts.length; at++) {
      let value = this.holds(prompts[at]?.when);
      // What can only be m is not offered in a choice that is y.
      if (value === 1 && member !== undefined && symbol.type === 'tristate' && this.tri[member.symbol.id] === 2)
        value = 0;
      if (value > most) most = value;
      if (most === 2) break;
    }
    return most === 1 && (symbol.type !== 'tristate' || this.modules() === 0) ? 2 : (most as Tristate);
  }

  /** A tristate that can only be n or y now counts as a bool. */
  private isBool(own: Compiled): boolean {
    if (own.symbol.type !== 'tristate') return own.symbol.type === 'bool';
    return (own.member !== undefined && this.visible[own.symbol.id] === 2) || this.modules() === 0;
  }

  /** Gives whether any prompt, default or range can hold. */
  private conditions(own: Compiled): boolean {
    const { id } = own.symbol;
    const { member, depends, gated } = own;
    const needs = member === undefined || gated ? this.holds(depends) : 2;
    const open = needs !== 0 || !gated;
    this.visible[id] = open ? this.visibility(own) : 0;
    if (member !== undefined) return open;
    const bool = this.isBool(own);
    this.depends[id] = needs === 1 && bool ? 2 : needs;
    let selected = own.selectedBy.length === 0 ? 0 : this.reverse(own.selectedBy);
    if (selected < 1 && own.holds.length > 0 && this.anyHolds(own.holds)) selected = 1;
    this.selected[id] = selected === 1 && bool ? 2 : selected;
    // In 5.2 what is implied and may not be is as if it were not; in current Linux it is n, and written.
    const implied = own.impliedBy.length > 0 && (this.modern || needs !== 0) ? this.reverse(own.impliedBy) : 0;
    this.implied[id] = implied === 1 && bool ? 2 : implied;
    return open;
  }

  private anyHolds(list: readonly Condition[]): boolean {
    return list.some((when) => this.holds(when) > 0);
  }

  private reverse(list: readonly CompiledReverse[]): number {
    let most = 0;
    for (let at = 0; at < list.length; at++) {
      const { by, when } = list[at] as CompiledReverse;
      const source = this.tri[by.id] as number;
      if (source <= most) continue;
      const holds = this.holds(when);
      most = Math.max(most, source < holds ? source : holds);
      if (most === 2) break;
    }
    return most;
  }

  /** The first default that holds, and how far. */
  private byDefault(own: Compiled): { readonly value: Expression; readonly when: Tristate } | undefined {
    const { defaults } = own;
    for (let at = 0; at < defaults.length; at++) {
      const { value, when } = defaults[at] as CompiledDefault;
      const holds = this.holds(when);
      if (holds !== 0) return { value, when: holds };
    }
    return undefined;
  }

  private logical(own: Compiled, open: boolean): void {
    const { symbol, member, choice } = own;
    const { id } = symbol;
    const visible = this.visible[id] as number;
    if (member !== undefined && visible === 2) {
      this.tri[id] = this.picked[member.symbol.id] === symbol ? 2 : 0;
      return;
    }
    const selected = this.selected[id] as number;
    const implied = this.implied[id] as number;
    let value = 0;
    const limit = own.transitional ? 2 : visible;
    const user = limit === 0 ? undefined : this.userTristate(own);
    if (user !== undefined) value = Math.min(user, limit);
    else {
      if (selected !== 0) this.written[id] = 1;
      if (choice === undefined) {
        const found = open ? this.byDefault(own) : undefined;
        if (found !== undefined) value = Math.min(this.value(found.value), found.when);
        if (value !== 0) this.written[id] = 1;
        if (implied !== 0) {
          this.written[id] = 1;
          value = Math.max(value, implied);
          if (this.modern) value = Math.min(value, this.depends[id] as number);
        }
      }
    }
    value = Math.max(value, selected);
    if (value === 1 && (this.isBool(own) || (!this.modern && implied === 2))) value = 2;
    this.tri[id] = value;
  }

  private userTristate(own: Compiled): Tristate | undefined {
    if (own.choice !== undefined) {
      const asked = this.user.choice(own.choice);
      if (asked !== undefined) return asked.value;
    } else {
      const text = this.user.text(own.symbol);
      if (text !== undefined) return tristateOf(text);
    }
    return this.user.tristate(own);
  }

  private select(choice: Choice): void {
    const { id } = choice.symbol;
    this.picked[id] = undefined;
    if (this.tri[id] !== 2) return;
    const visible = (symbol: KSymbol): boolean => {
      const own = this.program.symbols[symbol.id];
      if (own === undefined) return false;
      return own.member === choice ? this.visibility(own) !== 0 : this.visible[symbol.id] !== 0;
    };
    const pick = this.user.choice(choice)?.pick;
    this.picked[id] = pick !== undefined && visible(pick) ? pick : this.defaultOf(choice, visible);
    if (this.picked[id] === undefined) this.tri[id] = 0;
  }

  /** What a choice takes where the user's pick does not count. */
  defaultOf(choice: Choice, visible = (symbol: KSymbol) => this.visible[symbol.id] !== 0): KSymbol | undefined {
    for (const { value, when } of this.program.symbols[choice.symbol.id]?.defaults ?? [])
      if (value.op === 'symbol' && this.holds(when) !== 0 && visible(value.symbol)) return value.symbol;
    return choice.members.find(visible);
  }

  private literal(own: Compiled, open: boolean): void {
    const { symbol } = own;
    const { id } = symbol;
    this.bounds[id] = open ? this.findBounds(own) : null;
    const user = this.visible[id] === 0 && !own.transitional ? undefined : this.user.text(symbol);
    let text = '';
    if (user !== undefined && isValid(symbol.type, user) && (this.user.clamps || this.isWithin(symbol, user)))
      text = user;
    else {
      const found = open ? this.byDefault(own)?.value : undefined;
      if (found?.op === 'symbol') {
        this.written[id] = 1;
        text = this.raw[found.symbol.id] ?? '';
      }
    }
    if (text === '' && this.modern) text = symbol.type === 'int' ? '0' : symbol.type === 'hex' ? '0x0' : '';
    this.raw[id] = this.clamped(symbol, text);
  }

  private findBounds(own: Compiled): Bounds | null {
    const { type } = own.symbol;
    if (type !== 'int' && type !== 'hex') return null;
    if (own.ranges.length === 0) return null;
    const range = own.ranges.find(({ when }) => this.holds(when) !== 0);
    if (range === undefined) return null;
    const base = type === 'int' ? 10 : 16;
    const bound = (symbol: KSymbol): bigint => {
      const own = symbol.type === 'int' ? 10 : symbol.type === 'hex' ? 16 : base;
      return strtoll(this.raw[symbol.id] ?? '', own).value;
    };
    return { low: bound(range.low), high: bound(range.high) };
  }

  /** Finds a symbol's range again. */
  measure(id: number): void {
    const own = this.program.symbols[id];
    if (own !== undefined) this.bounds[id] = this.findBounds(own);
  }

  /** Whether a text is in the symbol's range as it was found last. */
  isWithin(symbol: KSymbol, text: string): boolean {
    const bounds = this.bounds[symbol.id];
    if (bounds === null || bounds === undefined) return true;
    const { value } = strtoll(text, symbol.type === 'int' ? 10 : 16);
    return value >= bounds.low && value <= bounds.high;
  }

  private clamped(symbol: KSymbol, text: string): string {
    const bounds = this.bounds[symbol.id];
    if (bounds === null || bounds === undefined || this.isWithin(symbol, text)) return text;
    const { value } = strtoll(text, symbol.type === 'int' ? 10 : 16);
    const bound = value < bounds.low ? bounds.low : bounds.high;
    return symbol.type === 'int' ? String(bound) : `0x${BigInt.asUintN(64, bound).toString(16)}`;
  }

  /** Computes one symbol from what it reads. */
  compute(id: number): void {
    const own = this.program.symbols[id];
    if (own === undefined) return;
    const { symbol, choice } = own;
    if (symbol.type === 'unknown' || symbol.constant) return;
    this.written[id] = 0;
    // The conditions of a choice that stands in one of its own name mention it: they see it as before any evaluation.
    if (choice !== undefined) this.tri[id] = 0;
    const open = this.conditions(own);
    if (this.visible[id] !== 0) this.written[id] = 1;
    if (symbol.type === 'bool' || symbol.type === 'tristate') this.logical(own, open);
    else this.literal(own, open);
    if (choice !== undefined) this.select(choice);
    if (own.neverWritten) this.written[id] = 0;
  }
}

function tristateConstant(name: string): Tristate {
  return name === 'y' ? 2 : name === 'm' ? 1 : 0;
}
