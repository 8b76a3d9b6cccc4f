/** The order of evaluation of a tree without circles, found in one pass over its expressions. */
import type { Expression, KSymbol } from '../language/tree.ts';
import type { Compiled, CompiledRange, CompiledReverse, Condition } from './program.ts';

/** Symbols that may read each other in a row. What the stack does not hold is left to the other way as well. */
const DEEPEST = 2000;

/** Conditions within conditions, of all symbols in such a row. */
const LONGEST = 2500;

const NEW = 0;
const OPEN = 1;
const DONE = 2;

class Walk {
  readonly order: Int32Array;
  count = 0;
  private readonly state: Uint8Array;
  private depth = 0;
  private nesting = 0;
  /** The choice whose members' conditions are being read, and the depth at which they mention it. */
  private itself = -1;
  private itsDepth = -1;
  /** Conditions of which all is done: what stands below one container has its condition in common. */
  private readonly done = new Set<Expression>();

  constructor(
    private readonly symbols: readonly Compiled[],
    private readonly modules: KSymbol | undefined,
  ) {
    this.order = new Int32Array(symbols.length);
    this.state = new Uint8Array(symbols.length);
  }

  /** False where it finds a circle, or goes too deep. */
  symbol(symbol: KSymbol): boolean {
    const { id } = symbol;
    const state = this.state[id];
    if (state !== NEW) return state === DONE || this.isItself(id);
    if (symbol.constant) return true;
    if (++this.depth > DEEPEST) return false;
    this.state[id] = OPEN;
    const own = this.symbols[id] as Compiled;
    if (!this.reads(own)) return false;
    this.state[id] = DONE;
    this.order[this.count++] = id;
    this.depth--;
    return true;
  }

  private isItself(id: number): boolean {
    return id === this.itself && this.depth === this.itsDepth;
  }

  private reads(own: Compiled): boolean {
    const { symbol, depends, defaults, ranges, member, choice } = own;
    if (member !== undefined && !this.symbol(member.symbol)) return false;
    if (depends !== undefined && !this.condition(depends)) return false;
    if (choice !== undefined) {
      if (!this.choice(own)) return false;
    } else {
      if (!this.prompts(own)) return false;
      for (let at = 0; at < defaults.length; at++) {
        const item = defaults[at];
        if (item !== undefined && !(this.condition(item.when) && this.expression(item.value))) return false;
      }
    }
    if (!this.reverse(own.selectedBy) || !this.reverse(own.impliedBy)) return false;
    for (let at = 0; at < ranges.length; at++) {
      const { low, high, when } = ranges[at] as CompiledRange;
      if (!(this.condition(when) && this.symbol(low) && this.symbol(high))) return false;
    }
    const { modules } = this;
    return symbol.type !== 'tristate' || modules === undefined || symbol === modules || this.symbol(modules);
  }

  private prompts({ prompts }: Compiled): boolean {
    for (let at = 0; at < prompts.length; at++) if (!this.condition(prompts[at]?.when)) return false;
    return true;
  }

  private reverse(list: readonly CompiledReverse[]): boolean {
    for (let at = 0; at < list.length; at++) {
      const item = list[at] as CompiledReverse;
      if (!this.symbol(item.by) || !this.condition(item.when)) return false;
    }
    return true;
  }

  /** A choice reads what its members' prompts read, which is itself besides. */
  private choice(own: Compiled): boolean {
    const { id } = own.symbol;
    if (!this.prompts(own)) return false;
    for (const when of own.holds) if (!this.condition(when)) return false;
    const members = own.choice?.members ?? [];
    for (const { value, when } of own.defaults) {
      if (!this.condition(when)) return false;
      if (value.op === 'symbol' && !members.includes(value.symbol) && !this.symbol(value.symbol)) return false;
    }
    const before = [this.itself, this.itsDepth] as const;
    this.itself = id;
    this.itsDepth = this.depth;
    for (const member of members) if (!this.prompts(this.symbols[member.id] as Compiled)) return false;
    [this.itself, this.itsDepth] = before;
    return true;
  }

  private condition(condition: Condition): boolean {
    if (condition === undefined) return true;
    if (condition.op !== 'and') return this.expression(condition);
    if (this.done.has(condition)) return true;
    // Ten thousand `depends on` lines make a chain as long; it is given up before the stack is.
    if (++this.nesting > LONGEST) return false;
    if (!this.condition(condition.left) || !this.expression(condition.right)) return false;
    this.nesting--;
    // In a choice's members' conditions the choice itself was passed over.
    if (this.depth !== this.itsDepth) this.done.add(condition);
    return true;
  }

  private expression(e: Expression): boolean {
    switch (e.op) {
      case 'symbol':
        return this.symbol(e.symbol);
      case 'not':
        return this.expression(e.of);
      case 'and':
        return this.condition(e);
      case 'or':
        if (++this.nesting > LONGEST) return false;
        if (!this.expression(e.left) || !this.expression(e.right)) return false;
        this.nesting--;
        return true;
      default:
        return this.symbol(e.left) && this.symbol(e.right);
    }
  }
}

/** Ids, each after all that it reads; undefined where there is a circle, or where symbols read each other very deeply. */
export function straightOrder(symbols: readonly Compiled[], modules: KSymbol | undefined): Int32Array | undefined {
  const walk = new Walk(symbols, modules);
  try {
    for (let at = 0; at < symbols.length; at++) {
      const own = symbols[at] as Compiled;
      if (!own.symbol.constant && !walk.symbol(own.symbol)) return undefined;
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return walk.order.subarray(0, walk.count);
}
