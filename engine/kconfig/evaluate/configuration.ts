/**
 * `Configuration`: the values of a tree's symbols, given what the user set. Changing one symbol computes only what reads
 * it, directly or not, and stops where nothing changes.
 */
import type { KconfigTree, KSymbol, Tristate } from '../language/tree.ts';
import { compile } from './compile.ts';
import { forgetNumbers } from './out-of-range.ts';
import type { Choice, Compiled, CompiledReverse, Program } from './program.ts';
import { Propagation } from './propagate.ts';
import { type Bounds, State, tristateOf, type UserValues } from './state.ts';

/** What symbols count as that nobody set: `allyesconfig` and its like. */
export interface Assumption {
  readonly value: Tristate;
  /** Symbols with `option allnoconfig_y` count as y. */
  readonly allnoconfigY?: boolean;
}

interface ChoiceState {
  pick: KSymbol | undefined;
  value: Tristate | undefined;
}

export class Configuration {
  readonly tree: KconfigTree;
  readonly program: Program;
  /** In the order in which they were set; a later one wins within a choice. */
  private readonly assigned = new Map<KSymbol, string>();
  private readonly choices = new Map<Choice, ChoiceState>();
  private assumption: Assumption | undefined;
  private current: State | undefined;
  private clamps: boolean;
  /** Assigned numbers that do not count any more. */
  private readonly forgotten = new Set<KSymbol>();
  private knownPropagation: Propagation | undefined;
  /** By id, when the symbol was assigned: grows with each assignment. */
  private readonly turns: Float64Array;
  private turn = 0;
  /** Counts as not assigned for a moment. */
  private ignored: KSymbol | undefined;

  constructor(tree: KconfigTree) {
    this.tree = tree;
    this.program = compile(tree);
    this.clamps = tree.dialect === 'linux';
    this.turns = new Float64Array(this.program.symbols.length);
  }

  /** Nothing is computed before somebody asks: most who make a configuration load a `.config` first. */
  private get state(): State {
    this.current ??= this.fresh();
    return this.current;
  }

  private get propagation(): Propagation {
    this.knownPropagation ??= new Propagation(this.program);
    return this.knownPropagation;
  }

  private fresh(): State {
    const self = this;
    const user: UserValues = {
      text: (symbol) => (symbol === self.ignored || self.forgotten.has(symbol) ? undefined : self.assigned.get(symbol)),
      tristate: (own) => self.assumed(own),
      choice: (choice) => self.choices.get(choice),
      get clamps() {
        return self.clamps;
      },
    };
    const state = new State(this.program, user);
    // The members of a circle stand together in the order, so that each is computed once.
    const { order } = this.program;
    for (let at = 0; at < order.length; at++) state.compute(order[at] as number);
    return state;
  }

  private assumed(own: Compiled): Tristate | undefined {
    const { assumption } = this;
    if (assumption === undefined) return undefined;
    return assumption.allnoconfigY === true && own.allnoconfigY ? 2 : assumption.value;
  }

  /** Another one in the same state, to try something on; evaluated when it is asked. */
  copy(): Configuration {
    const other = new Configuration(this.tree);
    other.assumption = this.assumption;
    other.clamps = this.clamps;
    other.turn = this.turn;
    other.turns.set(this.turns);
    for (const [symbol, text] of this.assigned) other.assigned.set(symbol, text);
    for (const symbol of this.forgotten) other.forgotten.add(symbol);
    // What a choice keeps of lines that later ones overrode is in no assignment.
    for (const [choice, state] of this.choices) other.choices.set(choice, { ...state });
    return other;
  }

  private compiled(symbol: KSymbol): Compiled {
    const own = this.program.symbols[symbol.id];
    if (own === undefined || own.symbol !== symbol) throw new Error(`'${symbol.name}' is not a symbol of this tree`);
    return own;
  }

  /** The symbol of that name, defined or not; undefined where nobody mentions it. */
  symbol(name: string): KSymbol | undefined {
    return this.tree.byName.get(name);
  }

  /** The value as `.config` has it, without quotes; `n`, `m` or `y` of bools and tristates. */
  text(symbol: KSymbol): string {
    return this.state.text(symbol);
  }

  tristate(symbol: KSymbol): Tristate {
    return this.state.tri[symbol.id] as Tristate;
  }

  /** The text that a value copied from it has: of a bool `n`, whatever it is set to. */
  rawText(symbol: KSymbol): string {
    return this.state.raw[symbol.id] ?? '';
  }

  /** What an int or hex is that has no value at all. */
  emptyText(symbol: KSymbol): string {
    return symbol.type === 'int' ? '0' : symbol.type === 'hex' ? '0x0' : '';
  }

  /** How far its prompt is visible: what is not cannot be set. */
  visibility(symbol: KSymbol): Tristate {
    return this.state.visible[symbol.id] as Tristate;
  }

  /** Whether its `depends on` holds. */
  dependencies(symbol: KSymbol): Tristate {
    return this.compiled(symbol).member === undefined ? (this.state.depends[symbol.id] as Tristate) : 2;
  }

  /** The least value, for being selected. */
  selected(symbol: KSymbol): Tristate {
    return this.state.selected[symbol.id] as Tristate;
  }

  implied(symbol: KSymbol): Tristate {
    return this.state.implied[symbol.id] as Tristate;
  }

  /** The range that holds now, of an int or hex. */
  bounds(symbol: KSymbol): Bounds | null {
    return this.state.bounds[symbol.id] ?? null;
  }

  /** Whether `.config` has a line for it. */
  isWritten(symbol: KSymbol): boolean {
    return this.state.written[symbol.id] === 1;
  }

  /** Whether the user can give it another value. */
  isChangeable(symbol: KSymbol): boolean {
    return (this.state.visible[symbol.id] as number) > (this.state.selected[symbol.id] as number);
  }

  /** What was assigned, whether it takes effect or not. */
  user(symbol: KSymbol): string | undefined {
    return this.assigned.get(symbol);
  }

  /** All assignments in their order. */
  assignments(): ReadonlyMap<KSymbol, string> {
    return this.assigned;
  }

  /** The choice that a symbol is a member of. */
  choiceOf(symbol: KSymbol): Choice | undefined {
    return this.compiled(symbol).member;
  }

  /** The member of a choice that is y; undefined in another mode than y. */
  picked(choice: Choice): KSymbol | undefined {
    return this.state.picked[choice.symbol.id];
  }

  /** The member that a choice takes by itself. */
  defaultOf(choice: Choice): KSymbol | undefined {
    return this.state.defaultOf(choice);
  }

  /** The selects of a symbol, each with how far it is in force. */
  selectedBy(symbol: KSymbol): readonly { readonly select: CompiledReverse; readonly value: Tristate }[] {
    return this.compiled(symbol).selectedBy.map((select) => ({ select, value: this.reverse(select) }));
  }

  impliedBy(symbol: KSymbol): readonly { readonly select: CompiledReverse; readonly value: Tristate }[] {
    return this.compiled(symbol).impliedBy.map((select) => ({ select, value: this.reverse(select) }));
  }

  private reverse({ by, when }: CompiledReverse): Tristate {
    return Math.min(this.state.tri[by.id] as number, this.state.holds(when)) as Tristate;
  }

  /** The value of a condition of the program now. */
  holds(condition: Parameters<State['holds']>[0]): Tristate {
    return this.state.holds(condition);
  }

  /** Whether a text is within the symbol's range now. */
  isWithin(symbol: KSymbol, text: string): boolean {
    return this.state.isWithin(symbol, text);
  }

  /** What the symbol would be if the user had not set it. */
  defaultText(symbol: KSymbol): string {
    if (!this.assigned.has(symbol)) return this.text(symbol);
    const again = (ignored: KSymbol | undefined) => {
      this.ignored = ignored;
      const touched = new Set<number>();
      this.touch(symbol, touched);
      this.propagation.run(this.state, touched);
    };
    again(symbol);
    const text = this.text(symbol);
    again(undefined);
    return text;
  }

  /**
   * Assigns a text as `.config` would have it (`y`, `12`, `0x1f`, a string without quotes). Whatever it is, it is kept; it
   * counts while the symbol is visible and the text is valid. Gives the symbols whose value, visibility or range changed.
   */
  set(symbol: KSymbol, text: string): ReadonlySet<KSymbol> {
    this.compiled(symbol);
    const { state } = this;
    this.forgotten.delete(symbol);
    this.assign(symbol, text);
    const touched = new Set<number>();
    this.touch(symbol, touched);
    return this.propagation.run(state, touched);
  }

  /** Takes an assignment back, or all. */
  reset(symbol?: KSymbol): ReadonlySet<KSymbol> {
    const { state } = this;
    const touched = new Set<number>();
    for (const one of symbol === undefined ? [...this.assigned.keys()] : [symbol])
      if (this.assigned.delete(one)) this.touch(one, touched);
    return this.propagation.run(state, touched);
  }

  /**
   * Assigns many at once, one after the other as lines of a `.config`; replaces what was assigned before. As in the C tools a
   * choice keeps the member that was set to y last, even where a later line sets it to n.
   */
  load(assignments: Iterable<readonly [KSymbol, string]>): void {
    // It may be our own.
    const list = [...assignments];
    this.assigned.clear();
    this.choices.clear();
    this.forgotten.clear();
    this.clamps = this.tree.dialect === 'linux';
    for (const [symbol, text] of list) {
      this.assign(symbol, text);
      const choice = this.compiled(symbol).member;
      if (choice !== undefined) this.noteMember(choice, symbol, tristateOf(text));
    }
    this.current = undefined;
  }

  private noteMember(choice: Choice, symbol: KSymbol, value: Tristate): void {
    let state = this.choices.get(choice);
    if (state === undefined) {
      state = { pick: undefined, value: 0 };
      this.choices.set(choice, state);
    }
    if (value === 2) state.pick = symbol;
    // After y, m says that the choice is in no mode at all.
    if (state.value === 2 && value === 1) state.value = undefined;
    if (state.value !== undefined && value > state.value) state.value = value;
  }

  /** What counts as set where the user set nothing; undefined ends it. */
  assume(assumption: Assumption | undefined): void {
    if (this.assumption === assumption) return;
    this.assumption = assumption;
    this.current = undefined;
  }

  /**
   * What Linux 5.2 does after reading a `.config`: it forgets the numbers that are out of range, and brings into range those
   * that fall out of it later. Others keep the value that they saw. Gives the forgotten ones.
   */
  forgetOutOfRange(): readonly KSymbol[] {
    if (this.tree.dialect !== 'unikraft') return [];
    const numbers = [...this.assigned].filter(([symbol]) => symbol.type === 'int' || symbol.type === 'hex');
    const within = numbers.every(([symbol, text]) => this.isWithin(symbol, text));
    this.clamps = true;
    if (within) return [];
    const state = this.fresh();
    this.current = state;
    const text = (symbol: KSymbol) => this.assigned.get(symbol) ?? '';
    const symbols = numbers.map(([symbol]) => symbol);
    forgetNumbers(this.program, state, symbols, text, this.forgotten);
    return [...this.forgotten];
  }

  /**
   * What savedefconfig sees: the tools forget what `forgetOutOfRange` says, and that a choice was set whose visible members
   * were not all set (it makes a difference where it may be n), and compute everything again.
   */
  forgetForSaving(): void {
    let any = this.forgetOutOfRange().length > 0;
    for (const [choice, state] of this.choices) {
      if (this.picked(choice) === undefined) continue;
      if (!choice.members.some((member) => this.visibility(member) !== 0 && !this.assigned.has(member))) continue;
      state.value = undefined;
      any = true;
    }
    if (any) this.current = undefined;
  }

  private assign(symbol: KSymbol, text: string): void {
    this.assigned.delete(symbol);
    this.assigned.set(symbol, text);
    this.turns[symbol.id] = ++this.turn;
  }

  /** As if the members' assignments were loaded again, in their order. */
  private refreshChoice(choice: Choice): void {
    this.choices.delete(choice);
    const turn = ({ id }: KSymbol) => this.turns[id] as number;
    const said = choice.members.filter((symbol) => this.assigned.has(symbol) && symbol !== this.ignored);
    for (const symbol of said.sort((a, b) => turn(a) - turn(b)))
      this.noteMember(choice, symbol, tristateOf(this.assigned.get(symbol) ?? 'n'));
  }

  private touch(symbol: KSymbol, touched: Set<number>): void {
    touched.add(symbol.id);
    const choice = this.program.symbols[symbol.id]?.member;
    if (choice === undefined) return;
    this.refreshChoice(choice);
    touched.add(choice.symbol.id);
  }
}
