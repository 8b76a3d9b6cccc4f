/** `compile`: a tree as written → a program (program.ts). Once per tree; linear in its size. */
import type {
  ChoiceEntry,
  ConfigEntry,
  Container,
  Entry,
  Expression,
  KconfigTree,
  KSymbol,
  MenuEntry,
} from '../language/tree.ts';
import { all, and, Booleans, withModules } from './conditions.ts';
import { memberEntries } from './members.ts';
import { dependencies } from './order.ts';
import type { Choice, Compiled, Condition, Program } from './program.ts';

class Compiler {
  readonly symbols: Compiled[];
  readonly choices: Choice[] = [];
  readonly conditions = new Map<object, Condition>();
  private readonly booleans = new Booleans();
  private readonly modules: Expression;
  private readonly never: Expression;

  constructor(private readonly tree: KconfigTree) {
    this.symbols = tree.symbols.map((symbol) => ({
      symbol,
      prompts: [],
      defaults: [],
      ranges: [],
      selectedBy: [],
      impliedBy: [],
      depends: undefined,
      member: undefined,
      choice: undefined,
      holds: [],
      neverWritten: false,
      allnoconfigY: false,
    }));
    const constant = (name: string) => tree.symbols.find((symbol) => symbol.constant && symbol.name === name);
    const no = constant('n') ?? fail();
    this.never = { op: 'symbol', symbol: no };
    this.modules = tree.modules === undefined ? this.never : { op: 'symbol', symbol: tree.modules };
  }

  private own(symbol: KSymbol): Compiled {
    return this.symbols[symbol.id] ?? fail();
  }

  private m(expression: Condition): Condition {
    return expression === undefined ? undefined : withModules(expression, this.modules);
  }

  /** The condition of a property of `symbol`: what its entry needs, and its own. */
  private full(symbol: KSymbol, entry: Condition, own: Condition): Condition {
    const condition = and(entry, this.m(own));
    return symbol.type === 'tristate' ? condition : this.booleans.of(condition);
  }

  /** `around` is what all children need, `visible` what all prompts of symbols need besides. */
  children(container: Container, around: Condition, visible: Condition): void {
    for (const entry of container.children) {
      switch (entry.kind) {
        case 'config':
          this.config(entry, and(around, this.m(all(entry.depends))), visible);
          break;
        case 'if': {
          const inner = and(around, this.m(entry.condition));
          this.conditions.set(entry, inner);
          this.children(entry, inner, visible);
          break;
        }
        case 'comment':
          this.conditions.set(entry, and(around, this.m(all(entry.depends))));
          break;
        case 'menu':
          this.menu(entry, and(around, this.m(all(entry.depends))), visible);
          break;
        case 'choice':
          this.choice(entry, and(around, this.m(all(entry.depends))), visible);
      }
    }
  }

  private menu(entry: MenuEntry, needs: Condition, visible: Condition): void {
    this.conditions.set(entry, needs);
    this.children(entry, needs, and(visible, all(entry.visible)));
  }

  private config(entry: ConfigEntry, needs: Condition, visible: Condition): void {
    const { symbol } = entry;
    const own = this.own(symbol);
    this.conditions.set(entry, needs);
    for (const { text, condition, at } of entry.prompts)
      own.prompts.push({ text, when: this.full(symbol, needs, and(condition, visible)), at });
    for (const { value, condition, at } of entry.defaults)
      own.defaults.push({ value, when: this.full(symbol, needs, condition), at });
    for (const { low, high, condition, at } of entry.ranges)
      own.ranges.push({ low, high, when: this.full(symbol, needs, condition), at });
    for (const { symbol: target, condition, at } of entry.selects)
      this.own(target).selectedBy.push({ by: symbol, when: this.full(symbol, needs, condition), at });
    for (const { symbol: target, condition, at } of entry.implies)
      this.own(target).impliedBy.push({ by: symbol, when: this.full(symbol, needs, condition), at });
    // A definition without a condition does not lift the condition of another one: the tools join what there is.
    if (needs !== undefined)
      own.depends = own.depends === undefined ? needs : { op: 'or', left: own.depends, right: needs };
    if (entry.flags.has('defconfig_list') || entry.flags.has('transitional') || entry.env !== undefined)
      own.neverWritten = true;
    if (entry.flags.has('allnoconfig_y')) own.allnoconfigY = true;
  }

  private choice(entry: ChoiceEntry, needs: Condition, visible: Condition): void {
    const { symbol } = entry;
    const own = this.own(symbol);
    own.neverWritten = true;
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
    for (const { text, condition, at } of entry.prompts)
      own.prompts.push({ text, when: this.full(symbol, needs, and(condition, visible)), at });
    for (const { value, condition, at } of entry.defaults)
      own.defaults.push({ value, when: this.full(symbol, needs, condition), at });
    this.children(entry, { op: 'symbol', symbol }, visible);
    this.members(entry, choice);
    const prompt = own.prompts.at(-1);
    if (!choice.optional && entry.prompts.length > 0 && prompt !== undefined) own.holds.push(prompt.when);
  }

  /** A choice has its first typed child's type where it has none, and gives it to children without one. */
  private types(entry: ChoiceEntry): void {
    const configs = entry.children.filter((child): child is ConfigEntry => child.kind === 'config');
    const { symbol } = entry;
    if (symbol.type === 'unknown')
      symbol.type = configs.find((one) => one.symbol.type !== 'unknown')?.symbol.type ?? 'unknown';
    for (const { symbol: child } of configs) if (child.type === 'unknown') child.type = symbol.type;
  }

  private members(entry: ChoiceEntry, choice: Choice): void {
    const needs = (child: Entry): Condition => {
      if (child.kind !== 'config') return this.conditions.get(child);
      const [prompt] = child.prompts.slice(-1);
      return prompt === undefined
        ? this.conditions.get(child)
        : and(this.conditions.get(child), this.m(prompt.condition));
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
  private onlyInYes(own: Compiled, choice: Choice, entry: ChoiceEntry): void {
    const yes = this.tree.symbols.find((symbol) => symbol.constant && symbol.name === 'y');
    if (yes === undefined) return;
    const condition: Expression = { op: '=', left: choice.symbol, right: yes };
    const lines = new Set(own.symbol.entries.filter((one) => inside(one, entry)).map((one) => one));
    const within = (at: object) => [...lines].some((one) => [...one.prompts, ...one.defaults].some((p) => p.at === at));
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

/** The program of a tree; made once. */
export function compile(tree: KconfigTree): Program {
  let program = programs.get(tree);
  if (program === undefined) {
    const compiler = new Compiler(tree);
    compiler.children(tree.root, undefined, undefined);
    const { symbols, choices, conditions } = compiler;
    program = { tree, symbols, choices, conditions, ...dependencies(tree, symbols) };
    programs.set(tree, program);
  }
  return program;
}
