/** The search of ways.ts: from a goal (an expression true or false, a symbol at a value) to sets of assignments. */
import type { Configuration } from '../evaluate/configuration.ts';
import type { Choice, CompiledReverse, Condition } from '../evaluate/program.ts';
import type { CompareOperator, Expression, KSymbol } from '../language/tree.ts';
import { boundText } from './why.ts';
import { isLogical, nameOf, TRI } from './words.ts';

/** Assignments in the order in which they are to be made. */
export type Way = ReadonlyMap<KSymbol, string>;

const NOTHING: readonly Way[] = [new Map()];
const NEVER: readonly Way[] = [];
/** Ways kept for one goal. */
const KEPT = 8;
/** Assignments of one way. */
const LARGEST = 8;
/** Goals within goals. */
const DEPTH = 24;
/** Steps of one search. */
const STEPS = 20_000;

export class Goals {
  /** Why leaves of the search cannot be reached: "B has no prompt …". */
  readonly blocked = new Set<string>();
  /** The same for goals within themselves; of interest where there is no other reason. */
  readonly circular = new Set<string>();
  private readonly open = new Set<string>();
  private readonly known = new Map<string, readonly Way[]>();
  private steps = STEPS;
  private depth = 0;

  constructor(private readonly configuration: Configuration) {}

  /** Sets of assignments that should give the symbol the value, the smallest first. */
  symbol(symbol: KSymbol, value: string): readonly Way[] {
    const key = `${symbol.id} ${value}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    // A goal within itself helps nobody; what hangs on it is found another way or not at all.
    if (this.open.has(key)) this.circular.add(`${nameOf(this.configuration, symbol)} hangs on itself`);
    if (this.open.has(key) || this.depth >= DEPTH || this.steps-- <= 0) return NEVER;
    this.open.add(key);
    this.depth++;
    const found = this.find(symbol, value);
    this.depth--;
    this.open.delete(key);
    // Below an open goal a result may be less than all there is, so that only the outermost is remembered for good.
    if (found.length > 0 || this.open.size === 0) this.known.set(key, found);
    return found;
  }

  private find(symbol: KSymbol, value: string): readonly Way[] {
    const { configuration } = this;
    const own = configuration.program.symbols[symbol.id];
    if (symbol.constant) return NEVER;
    if (own?.choice !== undefined) return this.choice(own.choice, value);
    const name = nameOf(configuration, symbol);
    if (symbol.entries.length === 0 || own === undefined) return this.no(`${name} is not defined by any file`);
    if (isLogical(symbol)) {
      const now = configuration.tristate(symbol);
      if (value === 'n' ? now === 0 : now >= TRI.indexOf(value as 'y')) return NOTHING;
      return value === 'n' ? this.down(symbol) : this.up(symbol, value);
    }
    if (configuration.text(symbol) === value) return NOTHING;
    if (configuration.bounds(symbol) !== null && !configuration.isWithin(symbol, value))
      return this.no(`${name} may not be ${value}: its range is ${this.range(symbol)}`);
    const ways = this.any(
      own.prompts.map(
        ({ when }) =>
          () =>
            this.with(this.holds(when, true), symbol, value),
      ),
    );
    if (ways.length === 0 && own.prompts.length === 0) return this.no(`${name} has no prompt, so it cannot be set`);
    return ways;
  }

  private range(symbol: KSymbol): string {
    const bounds = this.configuration.bounds(symbol);
    return bounds === null ? '' : `${boundText(symbol, bounds.low)} to ${boundText(symbol, bounds.high)}`;
  }

  private no(reason: string): readonly Way[] {
    this.blocked.add(reason);
    return NEVER;
  }

  private up(symbol: KSymbol, value: string): readonly Way[] {
    const own = this.configuration.program.symbols[symbol.id];
    if (own === undefined) return NEVER;
    const ways = this.any([
      ...own.prompts.map(
        ({ when }) =>
          () =>
            this.with(this.holds(when, true), symbol, value),
      ),
      ...this.active(own.selectedBy).map((one) => () => this.select(one)),
      ...own.defaults.map((one) => () => this.both(this.holds(one.when, true), () => this.holds(one.value, true))),
      ...this.active(own.impliedBy).map((one) => () => this.select(one)),
    ]);
    if (ways.length === 0 && own.prompts.length === 0 && own.selectedBy.length === 0)
      return this.no(`${symbol.name} has no prompt and nothing selects it, so that only its defaults decide`);
    return ways;
  }

  /** The likeliest ones of many that select: those that are visible come first. */
  private active(list: readonly CompiledReverse[]): readonly CompiledReverse[] {
    const { configuration } = this;
    return [...list].sort((a, b) => configuration.visibility(b.by) - configuration.visibility(a.by)).slice(0, KEPT);
  }

  private select({ by, when }: CompiledReverse): readonly Way[] {
    return this.both(this.holds(when, true), () => this.symbol(by, 'y'));
  }

  private down(symbol: KSymbol): readonly Way[] {
    const { configuration } = this;
    const own = configuration.program.symbols[symbol.id];
    if (own === undefined) return NEVER;
    // Each selector has to let go.
    let free = NOTHING;
    for (const { select, value } of configuration.selectedBy(symbol)) {
      if (value === 0) continue;
      free = this.both(free, () => this.any([() => this.symbol(select.by, 'n'), () => this.holds(select.when, false)]));
    }
    const hidden = () =>
      this.allOf(
        own.prompts.map(
          ({ when }) =>
            () =>
              this.holds(when, false),
        ),
      );
    const { member } = own;
    if (member !== undefined && configuration.picked(member) === symbol) {
      const others = member.members.filter((other) => other !== symbol);
      const shown = others.filter((other) => configuration.visibility(other) > 0);
      if (shown.length > 0) return this.any(shown.slice(0, KEPT).map((other) => () => this.with(free, other, 'y')));
      this.blocked.add(`${symbol.name} is the only member of its choice that is visible`);
      return this.any([
        ...others.slice(0, KEPT).map((other) => () => this.symbol(other, 'y')),
        () => this.symbol(member.symbol, 'n'),
        hidden,
      ]);
    }
    if (configuration.visibility(symbol) > 0) return this.with(free, symbol, 'n');
    // Nobody can say n: what gives the value has to go, or the prompt to come.
    const silent = () =>
      this.allOf([
        ...own.defaults.map(
          (one) => () => this.any([() => this.holds(one.when, false), () => this.holds(one.value, false)]),
        ),
        ...configuration
          .impliedBy(symbol)
          .filter((each) => each.value > 0)
          .map(
            ({ select }) =>
              () =>
                this.any([() => this.symbol(select.by, 'n'), () => this.holds(select.when, false)]),
          ),
      ]);
    return this.any([
      () => this.both(free, silent),
      ...own.prompts.map(
        ({ when }) =>
          () =>
            this.with(
              this.both(free, () => this.holds(when, true)),
              symbol,
              'n',
            ),
      ),
    ]);
  }

  private choice(choice: Choice, value: string): readonly Way[] {
    const { configuration } = this;
    const { symbol } = choice;
    const now = configuration.tristate(symbol);
    if (value === 'n' ? now === 0 : now >= TRI.indexOf(value as 'y')) return NOTHING;
    const own = configuration.program.symbols[symbol.id];
    if (own === undefined) return NEVER;
    if (value === 'n')
      return this.any(
        own.prompts.map(
          ({ when }) =>
            () =>
              this.holds(when, false),
        ),
      );
    if (own.prompts.length === 0) return this.no(`${nameOf(configuration, symbol)} has no prompt`);
    const visible = this.any(
      own.prompts.map(
        ({ when }) =>
          () =>
            this.holds(when, true),
      ),
    );
    // It is n or m although it is visible: a member that is set to y changes that.
    if (configuration.visibility(symbol) < 2) return visible;
    const member = choice.members.find((each) => configuration.visibility(each) > 0) ?? choice.members[0];
    return member === undefined ? NEVER : this.with(visible, member, 'y');
  }

  /** Ways to make an expression hold, or not. */
  private holds(e: Condition, want: boolean): readonly Way[] {
    if (e === undefined) return want ? NOTHING : NEVER;
    const now = this.configuration.holds(e);
    if (want ? now === 2 : now === 0) return NOTHING;
    if (this.steps-- <= 0) return NEVER;
    switch (e.op) {
      case 'symbol':
        return e.symbol.constant ? NEVER : this.symbol(e.symbol, want ? 'y' : 'n');
      case 'not':
        return this.holds(e.of, !want);
      case 'and':
      case 'or': {
        const sides = operands(e).map((side) => () => this.holds(side, want));
        return (e.op === 'and') === want ? this.allOf(sides) : this.any(sides);
      }
      default:
        return this.compare(e.left, want ? e.op : OPPOSITE[e.op], e.right);
    }
  }

  private compare(left: KSymbol, op: CompareOperator, right: KSymbol): readonly Way[] {
    const isFixed = (symbol: KSymbol) => symbol.constant || symbol.type === 'unknown';
    if (isFixed(left)) return isFixed(right) ? NEVER : this.reach(right, MIRRORED[op], left.name);
    return this.reach(left, op, isFixed(right) ? right.name : this.configuration.text(right));
  }

  /** Ways for `symbol op text` to hold. */
  private reach(symbol: KSymbol, op: CompareOperator, text: string): readonly Way[] {
    if (isLogical(symbol)) {
      if (op === '=') return TRI.includes(text as 'y') ? this.symbol(symbol, text) : NEVER;
      if (op === '!=')
        return this.any(
          TRI.filter((value) => value !== text && value !== 'm').map((value) => () => this.symbol(symbol, value)),
        );
      return NEVER;
    }
    if (op === '=' || op === '<=' || op === '>=') return this.symbol(symbol, text);
    if (symbol.type === 'string') return op === '!=' ? this.symbol(symbol, text === '' ? 'x' : '') : NEVER;
    if (!/^(0[xX][0-9a-fA-F]+|-?\d+)$/.test(text)) return NEVER;
    const shown = (value: bigint) => (symbol.type === 'hex' ? boundText(symbol, value) : String(value));
    const number = BigInt(text);
    return this.any(
      (op === '<' ? [-1n] : op === '>' ? [1n] : [1n, -1n]).map(
        (step) => () => this.symbol(symbol, shown(number + step)),
      ),
    );
  }

  private with(ways: readonly Way[], symbol: KSymbol, value: string): readonly Way[] {
    return merge(ways, [new Map([[symbol, value]])]);
  }

  private both(ways: readonly Way[], other: () => readonly Way[]): readonly Way[] {
    return ways.length === 0 ? NEVER : merge(ways, other());
  }

  private allOf(list: readonly (() => readonly Way[])[]): readonly Way[] {
    return list.reduce<readonly Way[]>((ways, each) => this.both(ways, each), NOTHING);
  }

  private any(list: readonly (() => readonly Way[])[]): readonly Way[] {
    const found: Way[] = [];
    for (const each of list) {
      found.push(...each());
      // Nothing is better than what needs nothing.
      if (found.some(({ size }) => size === 0)) return NOTHING;
      if (this.steps <= 0) break;
    }
    return smallest(found);
  }
}

/** What is joined by the same operator, in its order; without recursion, for long chains. */
function operands(e: Extract<Expression, { op: 'and' | 'or' }>): Expression[] {
  const found: Expression[] = [];
  let rest: Expression = e;
  for (; rest.op === e.op; rest = rest.left) found.push(rest.right);
  found.push(rest);
  return found.reverse();
}

const smallest = (ways: readonly Way[]): readonly Way[] => [...ways].sort((a, b) => a.size - b.size).slice(0, KEPT);

/** Each of one with each of the other; those that contradict each other are left out. */
function merge(left: readonly Way[], right: readonly Way[]): readonly Way[] {
  const found: Way[] = [];
  for (const a of left)
    for (const b of right) {
      const way = new Map(a);
      let fits = true;
      for (const [symbol, value] of b) {
        fits &&= (way.get(symbol) ?? value) === value;
        way.set(symbol, value);
      }
      if (fits && way.size <= LARGEST) found.push(way);
    }
  return smallest(found);
}

const OPPOSITE: { readonly [op in CompareOperator]: CompareOperator } = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

const MIRRORED: { readonly [op in CompareOperator]: CompareOperator } = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};
