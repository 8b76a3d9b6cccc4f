/**
 * The statements of a tree: what opens, fills and ends its entries. One bad statement or file hides nothing: what cannot be
 * read is reported and passed over, and reading goes on at the next line.
 */
import { nearest } from '../nearest.ts';
import { Ahead } from './ahead.ts';
import { type Block, endBlock, KIND_OF_END, reportOpen } from './blocks.ts';
import { Context } from './context.ts';
import { ExpressionReader } from './expression.ts';
import { Includes, SOURCES } from './include.ts';
import { Interner } from './intern.ts';
import { Lines } from './lines.ts';
import { Macros } from './macros.ts';
import { ChoiceNode, ConfigNode } from './nodes.ts';
import { LIMITS, type Limits, type ParseOptions } from './options.ts';
import { Known } from './phrases.ts';
import { readProperties } from './properties.ts';
import { Report } from './report.ts';
import { Scanner } from './scanner.ts';
import * as T from './tokens.ts';
import type { CommentEntry, Container, Dialect, KSymbol, MenuEntry, Position, RootEntry } from './tree.ts';

/** What a line may begin with, for "did you mean". */
const BEGINNINGS: readonly string[] = [...T.KEYWORDS, ...SOURCES.keys()].filter((word) => word !== 'on');

export class StatementReader {
  readonly report: Report;
  readonly interner = new Interner();
  readonly includes: Includes;
  readonly root: RootEntry;
  readonly dialect: Dialect;
  title: string | undefined;
  modules: KSymbol | undefined;
  readonly ahead: Ahead | undefined;
  private readonly known = new Known();
  private readonly macros: Macros;
  private readonly limits: Limits;
  private readonly environment: (name: string) => string | undefined;
  /** Blocks that are open, in all files. */
  private blocks = 0;
  /** What properties after a line that could not be read belong to. */
  private interrupted: Parameters<typeof readProperties>[1] | undefined;

  constructor(rootPath: string, options: ParseOptions) {
    this.dialect = options.dialect ?? 'unikraft';
    this.limits = { ...LIMITS, ...options.limits };
    this.report = new Report(this.limits.diagnostics);
    this.environment = options.environment ?? (() => undefined);
    this.root = { kind: 'root', at: { file: rootPath, line: 1, column: 1 }, parent: null, children: [] };
    const { shellAhead } = options;
    this.ahead = shellAhead && new Ahead(shellAhead, this.interner);
    const here = () => this.includes.here()?.position() ?? this.root.at;
    this.macros = new Macros(options, this.limits, this.report, this.ahead, here);
    this.includes = new Includes(options, this.limits, this.report, this.dialect, this.ahead, (path, text, container) =>
      this.file(path, text, container),
    );
  }

  private file(path: string, text: string, container: Container): void {
    const { interner, report, dialect, environment, ahead } = this;
    const scanner = new Scanner(path, text, this.macros, report, ahead);
    const expressions = new ExpressionReader(scanner, interner, this.limits, report, ahead);
    this.includes.enter(path, scanner);
    this.statements(new Context(scanner, expressions, interner, report, dialect, environment), container);
    this.includes.leave();
    this.interrupted = undefined;
  }

  private statements(context: Context, base: Container): void {
    const { scanner } = context;
    const open: Block[] = [];
    const lines = new Lines(context, this.known, this, base);
    scanner.next();
    for (;;) {
      if (scanner.kind === T.END_LINE) scanner.next();
      if (scanner.kind !== T.END_FILE) lines.read(open);
      const { kind } = scanner;
      if (kind === T.END_FILE) break;
      if (kind === T.END_LINE) continue;
      const end = KIND_OF_END.get(kind);
      if (end !== undefined) this.close(context, open, base, end);
      else {
        const block = this.statement(context, open[open.length - 1] ?? base);
        if (block !== undefined) open.push(block);
      }
    }
    this.blocks -= open.length;
    reportOpen(open, this.report);
  }

  private close(context: Context, open: Block[], base: Container, kind: Block['kind']): void {
    const at = context.scanner.position();
    this.interrupted = undefined;
    context.scanner.next();
    context.endOfLine();
    this.blocks -= endBlock(open, base, kind, at, this.report);
  }

  /** Reads one statement into `parent`; gives the block that it opens. */
  private statement(context: Context, parent: Container): Block | undefined {
    const { scanner } = context;
    const at = scanner.position();
    const { kind } = scanner;
    if (kind === T.WORD) {
      this.word(context, parent, at);
      return undefined;
    }
    if (kind < T.FIRST_KEYWORD) {
      context.error(`a line begins with a keyword, not with ${context.shown()}`);
      context.abandonLine();
      return undefined;
    }
    switch (kind) {
      case T.K_CONFIG:
      case T.K_MENUCONFIG:
        scanner.next();
        this.config(context, parent, at, kind === T.K_MENUCONFIG);
        return undefined;
      case T.K_CHOICE:
        scanner.next();
        return this.choice(context, parent, at);
      case T.K_MENU:
        scanner.next();
        return this.menu(context, parent, at);
      case T.K_IF:
        scanner.mayOwe = true;
        scanner.next();
        return this.condition(context, parent, at);
      case T.K_COMMENT:
        scanner.next();
        this.comment(context, parent, at);
        return undefined;
      case T.K_SOURCE:
        scanner.next();
        this.includes.statement(context, parent, 'source', at);
        this.interrupted = undefined;
        return undefined;
      case T.K_MAINMENU:
        scanner.next();
        this.mainmenu(context);
        return undefined;
      default:
        this.stray(context, at);
        return undefined;
    }
  }

  /** A line that begins with a word: the assignment of a macro, `rsource` and its kin, or nothing that is known. */
  private word(context: Context, parent: Container, at: Position): void {
    const { scanner } = context;
    const word = scanner.value;
    scanner.next();
    if (scanner.isAssignment()) {
      const operator = scanner.shown() as '=' | ':=' | '+=';
      this.macros.assign(word, operator, scanner.rawLine());
      scanner.next();
      context.endOfLine();
    } else if (SOURCES.has(word)) this.includes.statement(context, parent, word, at);
    else {
      const near = this.report.isFull() ? undefined : nearest(word, BEGINNINGS);
      context.error(`there is no statement '${word}'${near === undefined ? '' : `; did you mean '${near}'?`}`, at);
      context.abandonLine();
    }
  }

  /** A property where no entry is open. After a line that could not be read it still belongs to the entry before. */
  private stray(context: Context, at: Position): void {
    const { scanner } = context;
    const { kind } = scanner;
    if (this.interrupted !== undefined) {
      const entry = this.interrupted;
      this.interrupted = undefined;
      const { children } = entry.parent ?? this.root;
      readProperties(context, entry);
      if (scanner.kind !== kind || scanner.line !== at.line) {
        if (children.at(-1) === entry) this.interrupted = entry;
        return;
      }
    }
    context.error(`'${scanner.shown()}' belongs to a config, a choice or a menu; none is open here`, at);
    scanner.next();
    if (kind === T.K_HELP || kind === T.K_OLD_HELP) {
      if (!context.atEnd()) context.abandonLine();
      else scanner.help();
      if (context.atEnd()) scanner.next();
    } else context.abandonLine();
  }

  private properties(context: Context, entry: Parameters<typeof readProperties>[1]): void {
    readProperties(context, entry);
    this.interrupted = entry;
  }

  private config(context: Context, parent: Container, at: Position, menu: boolean): void {
    const symbol = context.name('the name of a symbol');
    if (symbol === undefined || symbol.constant) {
      if (symbol !== undefined) context.error(`'${symbol.name}' is a value, not the name of a symbol`, at);
      context.abandonLine();
      this.interrupted = undefined;
      return;
    }
    const entry = this.declare(parent, symbol, at, menu);
    context.endOfLine();
    readProperties(context, entry);
    this.ended(entry);
  }

  declare(parent: Container, symbol: KSymbol, at: Position, menu: boolean): ConfigNode {
    const entry = new ConfigNode(at, parent, symbol, menu);
    if (symbol.entries.length === 0) symbol.at = at;
    this.interner.define(symbol, entry);
    parent.children.push(entry);
    return entry;
  }

  ended(entry: ConfigNode | ChoiceNode): void {
    this.interrupted = entry;
    if (entry.kind === 'choice') return;
    const { symbol, at } = entry;
    if (entry.menu && entry.prompts.length === 0)
      this.report.add('UL0216', 'warning', at, `the menuconfig '${symbol.name}' has no prompt`, {
        what: 'menuconfig',
        symbol: symbol.name,
      });
    if (entry.flags.has('modules')) this.modulesIs(symbol, at);
  }

  private modulesIs(symbol: KSymbol, at: Position): void {
    if (this.modules === undefined) this.modules = symbol;
    else if (this.modules !== symbol) {
      const reason = `'${symbol.name}' has 'modules', and '${this.modules.name}' has it already; the first one holds`;
      this.report.add('UL0216', 'error', at, reason, {
        what: 'modules',
        symbol: symbol.name,
        other: this.modules.name,
      });
    }
  }

  /** Menus and choices may not stand straight in a choice. */
  private refuseInChoice(context: Context, parent: Container, what: string, at: Position): void {
    let around: Container | null = parent;
    while (around !== null && around.kind === 'if') around = around.parent;
    if (around?.kind === 'choice' && (parent.kind === 'choice' || this.dialect === 'linux'))
      context.error(`a ${what} may not stand in a choice (it began at ${around.at.file}:${around.at.line})`, at);
  }

  private choice(context: Context, parent: Container, at: Position): Block | undefined {
    const { scanner } = context;
    const name = scanner.kind === T.WORD ? scanner.value : undefined;
    if (name !== undefined) scanner.next();
    this.refuseInChoice(context, parent, 'choice', at);
    const entry = new ChoiceNode(at, parent, this.interner.choice(name, at), name !== undefined);
    context.endOfLine();
    this.properties(context, entry);
    return this.open(context, entry, parent);
  }

  private menu(context: Context, parent: Container, at: Position): Block | undefined {
    const promptAt = context.scanner.position();
    const text = context.text('a text in quotes');
    if (text === undefined) context.abandonLine();
    else context.endOfLine();
    this.refuseInChoice(context, parent, 'menu', at);
    const prompt = { text: text?.trimStart() ?? '', condition: undefined, at: promptAt };
    const entry: MenuEntry = { kind: 'menu', at, parent, prompt, depends: [], visible: [], children: [] };
    this.properties(context, entry);
    return this.open(context, entry, parent);
  }

  private comment(context: Context, parent: Container, at: Position): void {
    const promptAt = context.scanner.position();
    const text = context.text('a text in quotes');
    if (text === undefined) {
      context.abandonLine();
      return;
    }
    const prompt = { text: text.trimStart(), condition: undefined, at: promptAt };
    const entry: CommentEntry = { kind: 'comment', at, parent, prompt, depends: [] };
    parent.children.push(entry);
    if (context.scanner.kind === T.K_IF) {
      context.error("a comment has no 'if'; write 'depends on' below it");
      context.abandonLine();
    } else context.endOfLine();
    this.properties(context, entry);
  }

  source(context: Context, parent: Container, path: string, at: Position): void {
    this.includes.named(context.scanner, parent, 'source', path, at);
    this.interrupted = undefined;
  }

  private mainmenu(context: Context): void {
    const title = context.text('a text in quotes');
    this.interrupted = undefined;
    if (title === undefined) context.abandonLine();
    else {
      this.title ??= title;
      context.endOfLine();
    }
  }

  private condition(context: Context, parent: Container, at: Position): Block | undefined {
    const condition = context.expressions.read();
    context.scanner.mayOwe = false;
    this.interrupted = undefined;
    if (condition === undefined) context.abandonLine();
    else context.endOfLine();
    // What cannot be read does not hold, so that its block is read and stays out.
    const never = { op: 'symbol', symbol: this.interner.no } as const;
    return this.open(context, { kind: 'if', at, parent, condition: condition ?? never, children: [] }, parent);
  }

  mayBegin(): boolean {
    return this.blocks < this.limits.nesting;
  }

  begin(open: Block[], block: Block): void {
    if (block.kind === 'if') this.interrupted = undefined;
    this.blocks++;
    block.parent?.children.push(block);
    open.push(block);
  }

  end(open: Block[]): void {
    this.interrupted = undefined;
    this.blocks--;
    open.pop();
  }

  private open(context: Context, block: Block, parent: Container): Block | undefined {
    if (this.blocks >= this.limits.nesting) {
      const reason = `blocks are nested deeper than ${this.limits.nesting}; the rest of this file is not read`;
      this.report.add('UL0212', 'error', block.at, reason);
      while (context.scanner.kind !== T.END_FILE) context.abandonLine();
      return undefined;
    }
    this.blocks++;
    parent.children.push(block);
    return block;
  }
}
