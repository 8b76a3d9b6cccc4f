/**
 * Lines of well-known shape, which are nearly all: each is taken as a whole, by searching and comparing, where the scanner goes
 * from character to character. What is unusual in any way (a macro, an escape, other spacing, anything to be told) is left to
 * the other readers, and what they make of the text of an expression is kept for the next line that has it.
 */
import type { Block } from './blocks.ts';
import type { Context } from './context.ts';
import { findHelp } from './help.ts';
import { ChoiceNode, type ConfigNode, withItem } from './nodes.ts';
import { endOfValue, type Known, NAME, ODD, Phrases } from './phrases.ts';
import { readProperty } from './properties.ts';
import { END_FILE } from './tokens.ts';
import type { Container, Expression, KSymbol, Position, SymbolType } from './tree.ts';

const TAB = 9;
const LINE = 10;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;

/** Whether a line was read, and whether a help text follows it. */
const UNUSUAL = 0;
const READ = 1;
const HELP = 2;

/** Who keeps the tree. */
export interface Keeper {
  declare(parent: Container, symbol: KSymbol, at: Position, menu: boolean): ConfigNode;
  /** All properties of it were read. */
  ended(entry: ConfigNode | ChoiceNode): void;
  /** Whether blocks are not nested too deep for another one. */
  mayBegin(): boolean;
  begin(open: Block[], block: Block): void;
  /** Ends the innermost block. */
  end(open: Block[]): void;
  source(context: Context, parent: Container, path: string, at: Position): void;
}

export class Lines {
  private readonly file: string;
  private readonly text: string;
  /** Whether texts in quotes may stand for something else. */
  private readonly odd: boolean;
  private readonly phrases: Phrases;
  private open: Block[] = [];
  private parent: Container;
  private entry: ConfigNode | ChoiceNode | undefined;

  constructor(
    private readonly context: Context,
    known: Known,
    private readonly keeper: Keeper,
    /** What is outside of all blocks of this file. */
    private readonly base: Container,
  ) {
    this.parent = base;
    this.phrases = new Phrases(context, known);
    const { file, text } = context.scanner;
    this.file = file;
    this.text = text;
    this.odd = text.includes('$') || text.includes('\\') || text.includes('\ud800');
  }

  /**
   * Reads on from the line that begins with the current word, as far as it can. The current word is then the first one of
   * a line that is no property of an entry that was read here.
   */
  read(open: Block[]): void {
    const { text, context } = this;
    const { scanner } = context;
    this.within(open);
    let at = scanner.beginning;
    let { line } = scanner;
    /** The line whose first word is the current one. */
    let current = at;
    for (;;) {
      const c = text.charCodeAt(at);
      if (c === LINE) {
        at++;
        line++;
        continue;
      }
      const { entry } = this;
      const end = text.indexOf('\n', at);
      if (end >= 0) {
        if (c !== TAB) {
          if (c === HASH || this.statement(c, at, end, line)) {
            at = end + 1;
            line++;
            continue;
          }
        } else if (entry !== undefined) {
          const read = this.property(entry, at, end, line);
          if (read !== UNUSUAL) {
            at = end + 1;
            line++;
            if (read === HELP) {
              at = entry.helpText?.end ?? at;
              line += entry.helpText?.lines ?? 0;
            }
            continue;
          }
        }
      }
      if (at !== current) scanner.resume(at, line);
      // A statement may have ended it.
      if (this.entry === undefined) return;
      const found = context.report.count;
      const read = readProperty(context, this.entry);
      if (read === undefined || scanner.kind <= END_FILE) {
        this.finish();
        return;
      }
      if (read && c === TAB && context.report.count === found) this.phrases.learn(this.entry, at, end);
      at = scanner.beginning;
      line = scanner.line;
      current = at;
    }
  }

  private within(open: Block[]): void {
    this.open = open;
    this.parent = open[open.length - 1] ?? this.base;
    this.entry = undefined;
  }

  /** No property of the entry follows. */
  private finish(): void {
    const { entry, keeper, open } = this;
    if (entry === undefined) return;
    this.entry = undefined;
    keeper.ended(entry);
    if (entry.kind === 'config') return;
    keeper.begin(open, entry);
    this.parent = entry;
  }

  /** Whether the line is a statement of well-known shape; then it was read. */
  private statement(c: number, at: number, end: number, line: number): boolean {
    const { text, keeper } = this;
    switch (c) {
      case 99: // c
        if (text.startsWith('config ', at)) return this.config(at + 7, end, line, false);
        return end === at + 6 && text.startsWith('choice', at) && this.choice(line);
      case 101: // e
        if (end === at + 5) return text.startsWith('endif', at) && this.end('if');
        if (end === at + 7) return text.startsWith('endmenu', at) && this.end('menu');
        return end === at + 9 && text.startsWith('endchoice', at) && this.end('choice');
      case 105: {
        // i
        if (!text.startsWith('if ', at) || !keeper.mayBegin()) return false;
        const condition = this.phrases.condition(at, at + 3, end, line);
        if (condition === undefined) return false;
        this.finish();
        if (!keeper.mayBegin()) return false;
        const place = { file: this.file, line, column: 1 };
        const block: Block = { kind: 'if', at: place, parent: this.parent, condition, children: [] };
        keeper.begin(this.open, block);
        this.parent = block;
        return true;
      }
      case 109: // m
        return text.startsWith('menuconfig ', at) && this.config(at + 11, end, line, true);
      case 115: // s
        return text.startsWith('source "', at) && this.source(at + 8, end, line);
      default:
        return false;
    }
  }

  private config(from: number, end: number, line: number, menu: boolean): boolean {
    const name = this.text.slice(from, end);
    if (!NAME.test(name)) return false;
    this.finish();
    const { interner } = this.context;
    const place = { file: this.file, line, column: 1 };
    const symbol = interner.byName.get(name) ?? interner.declared(name, place);
    this.entry = this.keeper.declare(this.parent, symbol, place, menu);
    return true;
  }

  private choice(line: number): boolean {
    this.finish();
    let around: Container | null = this.parent;
    while (around !== null && around.kind === 'if') around = around.parent;
    if (around?.kind === 'choice' || !this.keeper.mayBegin()) return false;
    const place = { file: this.file, line, column: 1 };
    this.entry = new ChoiceNode(place, this.parent, this.context.interner.choice(undefined, place), false);
    return true;
  }

  private end(kind: Block['kind']): boolean {
    // What a choice ends may be itself.
    this.finish();
    const { open, keeper } = this;
    if (open.length === 0 || this.parent.kind !== kind) return false;
    keeper.end(open);
    this.parent = open[open.length - 1] ?? this.base;
    return true;
  }

  private source(from: number, end: number, line: number): boolean {
    const { text } = this;
    if (text.indexOf('"', from) !== end - 1) return false;
    const path = text.slice(from, end - 1);
    if (this.odd && ODD.test(path)) return false;
    this.finish();
    this.context.scanner.line = line;
    this.keeper.source(this.context, this.parent, path, { file: this.file, line, column: 1 });
    return true;
  }

  private property(entry: ConfigNode | ChoiceNode, at: number, end: number, line: number): number {
    const { text } = this;
    switch (text.charCodeAt(at + 1)) {
      case 98: // b
        return text.startsWith('bool', at + 1) ? this.typed(entry, 'bool', at, at + 5, end, line) : UNUSUAL;
      case 100: // d
        if (text.startsWith('default ', at + 1)) return this.byDefault(entry, at, at + 9, end, line);
        if (text.startsWith('depends on ', at + 1)) {
          const condition = this.phrases.condition(at, at + 12, end, line);
          if (condition === undefined) return UNUSUAL;
          entry.depends = withItem(entry.depends, condition);
          return READ;
        }
        if (entry.kind === 'choice' || !text.startsWith('def_bool ', at + 1)) return UNUSUAL;
        return this.boolDefault(entry, at, end, line);
      case 104: // h
        if (end === at + 5 && text.startsWith('help', at + 1)) return this.help(entry, end);
        if (entry.kind === 'choice') return UNUSUAL;
        return text.startsWith('hex', at + 1) ? this.typed(entry, 'hex', at, at + 4, end, line) : UNUSUAL;
      case 105: // i
        if (entry.kind === 'choice') return UNUSUAL;
        if (text.startsWith('imply ', at + 1)) return this.reverse(entry, at, at + 7, end, line, false);
        return text.startsWith('int', at + 1) ? this.typed(entry, 'int', at, at + 4, end, line) : UNUSUAL;
      case 112: // p
        return text.startsWith('prompt "', at + 1) && this.prompt(entry, at, at + 8, end, line) ? READ : UNUSUAL;
      case 115: // s
        if (entry.kind === 'choice') return UNUSUAL;
        if (text.startsWith('select ', at + 1)) return this.reverse(entry, at, at + 8, end, line, true);
        return text.startsWith('string', at + 1) ? this.typed(entry, 'string', at, at + 7, end, line) : UNUSUAL;
      case 116: // t
        return text.startsWith('tristate', at + 1) ? this.typed(entry, 'tristate', at, at + 9, end, line) : UNUSUAL;
      default:
        return UNUSUAL;
    }
  }

  private typed(
    entry: ConfigNode | ChoiceNode,
    type: SymbolType,
    at: number,
    from: number,
    end: number,
    line: number,
  ): typeof READ | typeof UNUSUAL {
    const { symbol } = entry;
    const known = symbol.type;
    if (known !== type && known !== 'unknown') return UNUSUAL;
    if (from !== end) {
      if (this.text.charCodeAt(from) !== SPACE || this.text.charCodeAt(from + 1) !== DOUBLE) return UNUSUAL;
      if (!this.prompt(entry, at, from + 1, end, line)) return UNUSUAL;
    }
    if (known !== type) symbol.type = type;
    return READ;
  }

  private boolDefault(entry: ConfigNode, at: number, end: number, line: number): number {
    const { symbol } = entry;
    if (symbol.type !== 'bool' && symbol.type !== 'unknown') return UNUSUAL;
    const read = this.byDefault(entry, at, at + 10, end, line);
    if (read === READ) symbol.type = 'bool';
    return read;
  }

  /** The prompt whose quote is at `quote`. */
  private prompt(entry: ConfigNode | ChoiceNode, at: number, quote: number, end: number, line: number): boolean {
    if (entry.prompts.length > 0) return false;
    const { text } = this;
    const close = text.indexOf('"', quote + 1);
    if (close < 0 || close >= end) return false;
    let condition: Expression | undefined;
    if (close + 1 !== end) {
      if (!text.startsWith(' if ', close + 1)) return false;
      condition = this.phrases.condition(at, close + 5, end, line);
      if (condition === undefined) return false;
    }
    const shown = text.slice(quote + 1, close);
    if (shown.charCodeAt(0) <= SPACE || (this.odd && ODD.test(shown))) return false;
    const place = { file: this.file, line, column: quote - at + 1 };
    entry.prompts = withItem(entry.prompts, { text: shown, condition, at: place });
    return true;
  }

  private byDefault(entry: ConfigNode | ChoiceNode, at: number, from: number, end: number, line: number): number {
    const rest = this.text.slice(from, end);
    const stop = endOfValue(rest);
    if (stop === -2) return UNUSUAL;
    const value = this.phrases.value(stop < 0 ? rest : rest.slice(0, stop), at, from, line);
    if (value === undefined) return UNUSUAL;
    // The default of a choice is one of its members.
    if (entry.kind === 'choice' && (value.op !== 'symbol' || value.symbol.constant)) return UNUSUAL;
    let condition: Expression | undefined;
    if (stop >= 0) {
      condition = this.phrases.condition(at, from + stop + 4, end, line);
      if (condition === undefined) return UNUSUAL;
    }
    const place = { file: this.file, line, column: 2 };
    entry.defaults = withItem(entry.defaults, { value, condition, at: place });
    return READ;
  }

  private reverse(entry: ConfigNode, at: number, from: number, end: number, line: number, select: boolean): number {
    const rest = this.text.slice(from, end);
    const stop = rest.indexOf(' if ');
    const symbol = this.phrases.named(stop < 0 ? rest : rest.slice(0, stop), at, from, line);
    if (symbol === undefined) return UNUSUAL;
    let condition: Expression | undefined;
    if (stop >= 0) {
      condition = this.phrases.condition(at, from + stop + 4, end, line);
      if (condition === undefined) return UNUSUAL;
    }
    const place = { file: this.file, line, column: 2 };
    if (select) entry.selects = withItem(entry.selects, { symbol, condition, at: place });
    else entry.implies = withItem(entry.implies, { symbol, condition, at: place });
    return READ;
  }

  private help(entry: ConfigNode | ChoiceNode, end: number): number {
    if (entry.helpText !== undefined) return UNUSUAL;
    const found = findHelp(this.text, end + 1);
    if (found.beginsAtMargin() || found.isBlank()) return UNUSUAL;
    entry.helpText = found;
    return HELP;
  }
}
