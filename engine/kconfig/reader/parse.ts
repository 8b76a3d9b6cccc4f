/**
 * `parseTree`: a Kconfig tree from its root file. One bad statement or file hides nothing: what cannot be read is
 * reported and passed over, and reading goes on at the next line.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { nearest } from '../nearest.ts';
import { Context } from './context.ts';
import { ExpressionReader } from './expression.ts';
import { Interner } from './intern.ts';
import { Macros } from './macros.ts';
import { LIMITS, type Limits, type ParseOptions } from './options.ts';
import { readProperties } from './properties.ts';
import { Report } from './report.ts';
import { reviewTree } from './review.ts';
import { END_FILE, KEYWORD, Scanner, WORD } from './scanner.ts';
import type {
  ChoiceEntry,
  CommentEntry,
  ConfigEntry,
  Container,
  Dialect,
  IfEntry,
  KconfigTree,
  MenuEntry,
  Position,
  RootEntry,
} from '../language/tree.ts';

export interface ParsedTree {
  readonly tree: KconfigTree;
  readonly diagnostics: readonly Diagnostic[];
}

const SOURCES: ReadonlyMap<string, { readonly optional: boolean; readonly relative: boolean }> = new Map([
  ['source', { optional: false, relative: false }],
  ['osource', { optional: true, relative: false }],
  ['rsource', { optional: false, relative: true }],
  ['orsource', { optional: true, relative: true }],
]);

const STATEMENTS = [
  ...['config', 'menuconfig', 'choice', 'endchoice', 'menu', 'endmenu', 'if', 'endif', 'comment', 'source'],
  ...['osource', 'rsource', 'orsource', 'mainmenu', 'bool', 'tristate', 'int', 'hex', 'string', 'prompt', 'default'],
  ...['depends', 'select', 'imply', 'range', 'help', 'option', 'optional', 'visible', 'def_bool', 'def_tristate'],
];

const ENDS: ReadonlyMap<string, Block['kind']> = new Map([
  ['endmenu', 'menu'],
  ['endif', 'if'],
  ['endchoice', 'choice'],
]);

type Block = ChoiceEntry | MenuEntry | IfEntry;

class TreeReader {
  readonly report: Report;
  readonly interner = new Interner();
  readonly macros: Macros;
  readonly limits: Limits;
  readonly files: string[] = [];
  readonly root: RootEntry;
  readonly dialect: Dialect;
  title: string | undefined;
  private readonly seen = new Set<string>();
  /** Files that are being read, the outermost first, and where each sources the next. */
  private readonly including: { readonly path: string; scanner: Scanner }[] = [];
  private blocks = 0;

  constructor(
    rootPath: string,
    private readonly options: ParseOptions,
  ) {
    this.dialect = options.dialect ?? 'unikraft';
    this.limits = { ...LIMITS, ...options.limits };
    this.report = new Report(this.limits.diagnostics);
    this.root = { kind: 'root', at: { file: rootPath, line: 1, column: 1 }, parent: null, children: [] };
    this.macros = new Macros(options, this.limits, this.report, () => this.here());
  }

  private here(): Position {
    return this.including.at(-1)?.scanner.position() ?? this.root.at;
  }

  /** Reads `path` into `container`. False where there is no such file. */
  file(path: string, container: Container): boolean {
    const text = this.options.read(path);
    if (text === undefined) return false;
    if (!this.seen.has(path)) {
      this.seen.add(path);
      this.files.push(path);
    }
    const scanner = new Scanner(path, text, this.macros, this.report);
    this.including.push({ path, scanner });
    const expressions = new ExpressionReader(scanner, this.interner, this.limits, this.report);
    this.statements(new Context(scanner, expressions, this.interner, this.report, this.dialect), container);
    this.including.pop();
    return true;
  }

  private statements(context: Context, base: Container): void {
    const { scanner } = context;
    const open: Block[] = [];
    const into = (): Container => open.at(-1) ?? base;
    scanner.next();
    for (;;) {
      context.skipEmptyLines();
      if (scanner.kind === END_FILE) break;
      const end = scanner.kind === KEYWORD ? ENDS.get(scanner.value) : undefined;
      if (end !== undefined) this.close(context, open, base, end);
      else {
        const block = this.statement(context, into());
        if (block !== undefined) open.push(block);
      }
    }
    this.blocks -= open.length;
    for (const block of open.reverse()) {
      const reason = `this ${block.kind} has no 'end${block.kind}' in this file`;
      this.report.add('UL0215', 'error', block.at, reason, { kind: block.kind });
    }
  }

  private close(context: Context, open: Block[], base: Container, kind: Block['kind']): void {
    const at = context.scanner.position();
    context.scanner.next();
    context.endOfLine();
    const matches = open.findLastIndex((block) => block.kind === kind);
    if (matches < 0) {
      const inner = open.at(-1) ?? base;
      const where = inner.kind === 'root' ? '' : `; the open ${inner.kind} began at ${inner.at.file}:${inner.at.line}`;
      const reason = `'end${kind}' ends nothing: no ${kind} was begun in this file${where}`;
      this.report.add('UL0215', 'error', at, reason, { kind });
      return;
    }
    const closed = open.splice(matches);
    this.blocks -= closed.length;
    for (const block of closed.slice(1)) {
      const reason = `this ${block.kind} has no 'end${block.kind}' before the 'end${kind}' in line ${at.line}`;
      this.report.add('UL0215', 'error', block.at, reason, { kind: block.kind });
    }
  }

  /** Reads one statement into `parent`; gives the block that it opens. */
  private statement(context: Context, parent: Container): Block | undefined {
    const { scanner } = context;
    const at = scanner.position();
    const word = scanner.value;
    if (scanner.kind === WORD) {
      scanner.next();
      if (scanner.isAssignment()) {
        const operator = scanner.value as '=' | ':=' | '+=';
        this.macros.assign(word, operator, scanner.rawLine());
        scanner.next();
        context.endOfLine();
      } else if (SOURCES.has(word)) this.source(context, parent, word, at);
      else this.unknown(context, word, at);
      return undefined;
    }
    if (scanner.kind !== KEYWORD) {
      context.error(`a line begins with a keyword, not with ${context.shown()}`);
      context.abandonLine();
      return undefined;
    }
    scanner.next();
    switch (word) {
      case 'config':
      case 'menuconfig':
        this.config(context, parent, at, word === 'menuconfig');
        return undefined;
      case 'choice':
        return this.choice(context, parent, at);
      case 'menu':
        return this.menu(context, parent, at);
      case 'if':
        return this.condition(context, parent, at);
      case 'comment': {
        const prompt = context.prompt();
        if (prompt === undefined) context.abandonLine();
        else {
          const entry: CommentEntry = { kind: 'comment', at, parent, prompt, depends: [] };
          parent.children.push(entry);
          context.endOfLine();
          readProperties(context, entry);
        }
        return undefined;
      }
      case 'source':
        this.source(context, parent, word, at);
        return undefined;
      case 'mainmenu': {
        const title = context.text('a text in quotes');
        if (title === undefined) context.abandonLine();
        else {
          this.title ??= title;
          context.endOfLine();
        }
        return undefined;
      }
      default:
        context.error(`'${word}' belongs to a config, a choice or a menu; none is open here`, at);
        if (word === 'help' || word === '---help---') {
          if (context.atEnd()) scanner.help(false);
          scanner.next();
        } else context.abandonLine();
        return undefined;
    }
  }

  private unknown(context: Context, word: string, at: Position): void {
    const near = nearest(word, STATEMENTS);
    context.error(`there is no statement '${word}'${near === undefined ? '' : `; did you mean '${near}'?`}`, at);
    context.abandonLine();
  }

  private config(context: Context, parent: Container, at: Position, menu: boolean): void {
    const symbol = context.name('the name of a symbol');
    if (symbol === undefined || symbol.constant) {
      if (symbol !== undefined) context.error(`'${symbol.name}' is a value, not the name of a symbol`, at);
      context.abandonLine();
      return;
    }
    const entry: ConfigEntry = {
      kind: 'config',
      at,
      parent,
      symbol,
      menu,
      prompts: [],
      defaults: [],
      selects: [],
      implies: [],
      ranges: [],
      depends: [],
      help: '',
      flags: new Set(),
      env: undefined,
    };
    if (symbol.entries.length === 0) symbol.at = at;
    symbol.entries.push(entry);
    parent.children.push(entry);
    context.endOfLine();
    readProperties(context, entry);
    if (menu && entry.prompts.length === 0)
      this.report.add('UL0216', 'warning', at, `the menuconfig '${symbol.name}' has no prompt`, {});
  }

  private choice(context: Context, parent: Container, at: Position): Block | undefined {
    const { scanner } = context;
    const name = scanner.kind === WORD ? scanner.value : undefined;
    if (name !== undefined) scanner.next();
    const entry: ChoiceEntry = {
      kind: 'choice',
      at,
      parent,
      symbol: this.interner.choice(name, at),
      named: name !== undefined,
      prompts: [],
      defaults: [],
      depends: [],
      optional: false,
      help: '',
      children: [],
    };
    context.endOfLine();
    readProperties(context, entry);
    return this.open(context, entry, parent);
  }

  private menu(context: Context, parent: Container, at: Position): Block | undefined {
    const promptAt = context.scanner.position();
    const text = context.text('a text in quotes');
    if (text === undefined) context.abandonLine();
    else context.endOfLine();
    const prompt = { text: text ?? '', condition: undefined, at: promptAt };
    const entry: MenuEntry = { kind: 'menu', at, parent, prompt, depends: [], visible: [], children: [] };
    readProperties(context, entry);
    return this.open(context, entry, parent);
  }

  private condition(context: Context, parent: Container, at: Position): Block | undefined {
    const condition = context.expressions.read();
    if (condition === undefined) context.abandonLine();
    else context.endOfLine();
    // What cannot be read does not hold, so that its block is read and stays out.
    const never = { op: 'symbol', symbol: this.interner.word('n', () => at) } as const;
    return this.open(context, { kind: 'if', at, parent, condition: condition ?? never, children: [] }, parent);
  }

  private open(context: Context, block: Block, parent: Container): Block | undefined {
    if (this.blocks >= this.limits.nesting) {
      const reason = `blocks are nested deeper than ${this.limits.nesting}; the rest of this file is not read`;
      this.report.add('UL0212', 'error', block.at, reason, {});
      while (context.scanner.kind !== END_FILE) context.abandonLine();
      return undefined;
    }
    this.blocks++;
    parent.children.push(block);
    return block;
  }

  private source(context: Context, parent: Container, word: string, at: Position): void {
    const path = context.text('the name of a file');
    if (path === undefined) {
      context.abandonLine();
      return;
    }
    if (!context.atEnd()) {
      context.endOfLine();
      return;
    }
    const { optional, relative } = SOURCES.get(word) ?? { optional: false, relative: false };
    const folder = relative ? at.file.slice(0, at.file.lastIndexOf('/') + 1) : '';
    const name = `${folder}${path}`;
    const pattern = /[*?[]/.test(name);
    const paths = pattern ? (this.options.glob?.(name) ?? []) : [name];
    let missing = pattern && paths.length === 0;
    for (const each of paths) missing = !this.include(each, parent, at) || missing;
    if (missing && !optional && !(pattern && this.dialect === 'unikraft')) {
      const severity = this.dialect === 'unikraft' ? 'warning' : 'error';
      this.report.add('UL0211', severity, at, `there is no file '${name}'; it is left out`, { path: name });
    }
    context.endOfLine();
  }

  /** Whether there is such a file. */
  private include(path: string, parent: Container, at: Position): boolean {
    const from = this.including.findIndex((file) => file.path === path);
    if (from >= 0) {
      const circle = this.including.slice(from).map((file) => `${file.path}:${file.scanner.line}`);
      const shown = [...this.including.slice(from).map((file) => file.path), path].join(' → ');
      this.report.add('UL0212', 'error', at, `'${path}' sources itself: ${shown}`, { path, cycle: shown }, [
        ...circle.map((where) => `${where} sources the next`),
      ]);
      return true;
    }
    if (this.including.length >= this.limits.includes || this.files.length >= this.limits.files) {
      const what = this.files.length >= this.limits.files ? 'too many files' : 'sources nested too deep';
      this.report.add('UL0212', 'error', at, `${what}; '${path}' is left out`, { path });
      return true;
    }
    return this.file(path, parent);
  }
}

/** Reads the tree whose first file is `root`. Never throws; the tree holds what could be read. */
export function parseTree(root: string, options: ParseOptions): ParsedTree {
  const reader = new TreeReader(root, options);
  if (!reader.file(root, reader.root))
    reader.report.add('UL0211', 'error', reader.root.at, `there is no file '${root}'`, { path: root });
  const modules = reader.interner.all.find(({ entries }) => entries.some(({ flags }) => flags.has('modules')));
  const tree: KconfigTree = {
    title: reader.title,
    root: reader.root,
    symbols: reader.interner.all,
    byName: reader.interner.byName,
    modules,
    dialect: reader.dialect,
    files: reader.files,
  };
  reviewTree(tree, reader.report);
  return { tree, diagnostics: reader.report.finish(root) };
}
