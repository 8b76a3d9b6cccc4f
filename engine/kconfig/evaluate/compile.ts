/** `compile`: a tree as written → a program (program.ts). Once per tree; linear in its size. */
import { none, withItem } from '../language/nodes.ts';
import type {
  ChoiceEntry,
  ConfigEntry,
  Container,
  Default,
  Entry,
  Expression,
  KconfigTree,
  KSymbol,
  Prompt,
  Range,
  Reverse,
} from '../language/tree.ts';
import { all, and, Booleans, withModules } from './conditions.ts';
import { memberEntries } from './members.ts';
import { Dependencies } from './order.ts';
import type {
  Choice,
  Compiled,
  CompiledDefault,
  CompiledPrompt,
  CompiledRange,
  CompiledReverse,
  Condition,
  Program,
} from './program.ts';

/** A record while it is made. Most have few properties, so they share one empty list, as entries do. */
class Record implements Compiled {
  prompts: CompiledPrompt[] = none();
  defaults: CompiledDefault[] = none();
  ranges: CompiledRange[] = none();
  selectedBy: CompiledReverse[] = none();
  impliedBy: CompiledReverse[] = none();
  depends: Condition = undefined;
  gated = true;
  member: Choice | undefined = undefined;
  choice: Choice | undefined = undefined;
  holds: Condition[] = none();
  neverWritten = false;
  transitional = false;
  allnoconfigY = false;

  constructor(readonly symbol: KSymbol) {}
}

class Compiler {
  readonly symbols: Record[] = [];
  readonly choices: Choice[] = [];
  readonly conditions = new Map<object, Condition>();
  private readonly booleans = new Booleans();
  private readonly modules: Expression;
  /** Whether there is a condition that counts otherwise for what is not tristate. */
  private differs = false;

  constructor(private readonly tree: KconfigTree) {
    let tristates = false;
    let compared = tree.negatesTwice;
    const { symbols } = tree;
    for (let at = 0; at < symbols.length; at++) {
      const symbol = symbols[at] as KSymbol;
      this.symbols.push(new Record(symbol));
      if (symbol.constant) continue;
      const { type } = symbol;
      if (type === 'tristate') tristates = true;
      // What has no type may get it from its choice.
      if (symbol.compared && (type === 'tristate' || (type === 'unknown' && symbol.entries.length > 0)))
        compared = true;
    }
    this.differs = tristates && compared;
    const no = tree.symbols.find((symbol) => symbol.constant && symbol.name === 'n') ?? fail();
    this.modules = { op: 'symbol', symbol: tree.modules ?? no };
  }

  private own(symbol: KSymbol): Record {
    return this.symbols[symbol.id] ?? fail();
  }

  private m(expression: Condition): Condition {
    return expression === undefined ? undefined : withModules(expression, this.modules);
  }

  /** A condition as it counts for a property of `symbol`. */
  private seenBy(symbol: KSymbol, condition: Condition): Condition {
    return symbol.type === 'tristate' || !this.differs ? condition : this.booleans.of(condition);
  }

  /** The condition of a property of `symbol`: what its entry needs, and its own. */
  private full(symbol: KSymbol, entry: Condition, own: Condition): Condition {
    return own === undefined ? entry : and(entry, this.seenBy(symbol, this.m(own)));
  }

  /** `around` is what all children need, `visible` what all prompts of symbols need besides. */
  children(container: Container, around: Condition, visible: Condition): void {
    const { children } = container;
    for (let at = 0; at < children.length; at++) {
      const entry = children[at] as Entry;
      if (entry.kind === 'config') {
        this.config(entry, this.needs(entry.depends, around), visible);
        continue;
      }
      const inner = entry.kind === 'if' ? and(around, this.m(entry.condition)) : this.needs(entry.depends, around);
      if (entry.kind === 'choice') this.choice(entry, inner, visible);
      else {
        this.conditions.set(entry, inner);
        if (entry.kind === 'menu') this.children(entry, inner, and(visible, all(entry.visible)));
        else if (entry.kind === 'if') this.children(entry, inner, visible);
      }
    }
  }

  /** What an entry needs with these lines in these surroundings. */
  private needs(depends: readonly Expression[], around: Condition): Condition {
    return depends.length === 0 ? around : and(around, this.m(all(depends)));
  }

  private config(entry: ConfigEntry, needs: Condition, visible: Condition): void {
    const { symbol, prompts, defaults, ranges, selects, implies } = entry;
    const own = this.own(symbol);
    const base = this.seenBy(symbol, needs);
    for (let at = 0; at < prompts.length; at++) {
      const { text, condition, at: place } = prompts[at] as Prompt;
      own.prompts = withItem(own.prompts, {
        text,
        when: this.full(symbol, base, and(condition, visible)),
        at: place,
      });
    }
    for (let at = 0; at < defaults.length; at++) {
      const { value, condition, at: place } = defaults[at] as Default;
      own.defaults = withItem(own.defaults, { value, when: this.full(symbol, base, condition), at: place });
    }
    for (let at = 0; at < ranges.length; at++) {
      const { low, high, condition, at: place } = ranges[at] as Range;
      own.ranges = withItem(own.ranges, { low, high, when: this.full(symbol, base, condition), at: place });
    }
    for (let at = 0; at < selects.length; at++) {
      const item = selects[at] as Reverse;
      const target = this.own(item.symbol);
      target.selectedBy = withItem(target.selectedBy, this.reverse(symbol, base, item));
    }
    for (let at = 0; at < implies.length; at++) {
      const item = implies[at] as Reverse;
      const target = this.own(item.symbol);
      target.impliedBy = withItem(target.impliedBy, this.reverse(symbol, base, item));
    }
    this.dependsOn(own, needs);
    if (entry.env !== undefined) own.neverWritten = true;
    if (entry.flags.size > 0) this.flags(own, entry);
  }

  private flags(own: Record, { flags }: ConfigEntry): void {
    if (flags.has('transitional')) own.transitional = true;
    if (flags.has('defconfig_list') || own.transitional) own.neverWritten = true;
    if (flags.has('allnoconfig_y')) own.allnoconfigY = true;
  }

  private reverse(by: KSymbol, base: Condition, { condition, at }: Reverse): CompiledReverse {
    return { by, when: this.full(by, base, condition), at };
  }

  /** A definition without a condition does not lift the condition of another one: the tools join what there is. */
  private dependsOn(own: Record, needs: Condition): void {
    if (needs === undefined) own.gated = false;
    else own.depends = own.depends === undefined ? needs : { op: 'or', left: own.depends, right: needs };
  }

  private choice(entry: ChoiceEntry, needs: Condition, visible: Condition): void {
    const { symbol } = entry;
    const own = this.own(symbol);
    own.neverWritten = true;
    own.gated = false;
    let choice = own.choice;
    if (choice === undefined) {
      choice = { symbol, members: [], entries: [], optional: false };
      own.choice = choice;
      this.choices.push(choice);
    }
    choice.entries.push(entry);
    choice.optional ||= entry.optional;
    this.types(entry);
    this.conditions.set(entry, needs);
    const base = this.seenBy(symbol, needs);
    for (const { text, condition, at } of entry.prompts)
      own.prompts = withItem(own.prompts, { text, when: this.full(symbol, base, and(condition, visible)), at });
    for (const { value, condition, at } of entry.defaults)
      own.defaults = withItem(own.defaults, { value, when: this.full(symbol, base, condition), at });
    const inner: Expression = { op: 'symbol', symbol };
    this.children(entry, inner, visible);
    this.members(entry, choice, inner);
    const prompt = own.prompts.at(-1);
    if (!choice.optional && entry.prompts.length > 0 && prompt !== undefined)
      own.holds = withItem(own.holds, prompt.when);
  }

  /** A choice has its first typed child's type where it has none, and gives it to children without one. */
  private types(entry: ChoiceEntry): void {
    const configs = entry.children.filter((child): child is ConfigEntry => child.kind === 'config');
    const { symbol } = entry;
    if (symbol.type === 'unknown')
      symbol.type = configs.find((one) => one.symbol.type !== 'unknown')?.symbol.type ?? 'unknown';
    for (const { symbol: child } of configs) if (child.type === 'unknown') child.type = symbol.type;
  }

  private members(entry: ChoiceEntry, choice: Choice, inner: Condition): void {
    const around = (child: Entry): Condition => {
      const { parent } = child;
      if (parent === entry || parent === null) return inner;
      return parent.kind === 'choice' ? { op: 'symbol', symbol: parent.symbol } : this.conditions.get(parent);
    };
    const needs = (child: Entry): Condition => {
      if (child.kind !== 'config') return this.conditions.get(child);
      const base = this.needs(child.depends, around(child));
      const [prompt] = child.prompts.slice(-1);
      return prompt === undefined ? base : and(base, this.m(prompt.condition));
    };
    const hasPrompt = (child: Entry): boolean =>
      child.kind === 'config' || child.kind === 'choice' ? child.prompts.length > 0 : child.kind !== 'if';
    for (const { symbol } of memberEntries(entry, needs, hasPrompt)) {
      const own = this.own(symbol);
      if (own.member !== undefined || own.choice !== undefined) continue;
      own.member = choice;
      choice.members.push(symbol);
      if (choice.symbol.type === 'tristate' && symbol.type !== 'tristate') this.onlyInYes(own, choice, entry);
    }
  }

  /** A bool in a tristate choice needs the choice to be y. */
  private onlyInYes(own: Record, choice: Choice, entry: ChoiceEntry): void {
    const yes = this.tree.symbols.find((symbol) => symbol.constant && symbol.name === 'y');
    if (yes === undefined) return;
    const condition: Expression = { op: '=', left: choice.symbol, right: yes };
    const lines = own.symbol.entries.filter((one) => inside(one, entry));
    const within = (at: object) => lines.some((one) => [...one.prompts, ...one.defaults].some((p) => p.at === at));
    own.prompts.forEach((prompt, at) => {
      if (within(prompt.at)) own.prompts[at] = { ...prompt, when: and(condition, prompt.when) };
    });
    own.defaults.forEach((value, at) => {
      if (within(value.at)) own.defaults[at] = { ...value, when: and(condition, value.when) };
    });
  }
}

function inside(entry: Entry, container: Entry): boolean {
  for (let at: Container | null = entry.parent; at !== null; at = at.parent) if (at === container) return true;
  return false;
}

function fail(): never {
  throw new Error('a symbol is not of this tree');
}

const programs = new WeakMap<KconfigTree, Program>();

/** Operands that commands owed when the order was found. */
const owedOf = new WeakMap<Program, readonly Expression[]>();

/** The program of a tree whose commands still owe these operands of values of defaults, and its order. */
export function compileAhead(tree: KconfigTree, owed: readonly Expression[]): void {
  const program = compile(tree);
  void program.order;
  owedOf.set(program, owed);
}

const isDefined = (e: Expression): boolean => e.op === 'symbol' && e.symbol.entries.length > 0;

/** The program of a tree; made once. */
export function compile(tree: KconfigTree): Program {
  let program = programs.get(tree);
  if (program === undefined) {
    const compiler = new Compiler(tree);
    compiler.children(tree.root, undefined, undefined);
    const { symbols, choices, conditions } = compiler;
    program = new Dependencies(tree, symbols, choices, conditions);
    programs.set(tree, program);
  } else if (owedOf.get(program)?.some(isDefined)) {
    // What a command named is a symbol whose value has to be known before.
    const { symbols, choices, conditions } = program;
    program = new Dependencies(tree, symbols, choices, conditions);
    programs.set(tree, program);
  }
  // What was compiled while the tree was read lacks what is only a value of defaults.
  for (let id = program.symbols.length; id < tree.symbols.length; id++)
    (program.symbols as Compiled[]).push(new Record(tree.symbols[id] as KSymbol));
  return program;
}
