/**
 * The parser of the subset that microlibs are written in: config, menuconfig, choice, menu, if, comment, mainmenu; bool, int,
 * hex, string; prompt, default, def_bool, depends on, visible if, range, help; source where the caller supplies files.
 * What else Kconfig has (tristate, select, imply, modules, macros) is refused by name. A line that cannot be read is
 * reported (UL0204) and skipped; the rest stands.
 */
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { Cursor, parseExpression, parseTerm, SyntaxFault } from './expr.ts';
import { indentation, type Line, readLine, type Token } from './lexer.ts';
import {
  both,
  type ConfigNode,
  type Expression,
  type KconfigTree,
  type KconfigType,
  type Node,
  type Position,
} from './tree.ts';

/** The text of a sourced file, or undefined where there is none. */
export type SourceReader = (path: string) => string | undefined;

export interface ParseResult {
  readonly tree: KconfigTree;
  readonly diagnostics: readonly Diagnostic[];
}

const TYPES = new Set(['bool', 'int', 'hex', 'string']);
const REFUSED: { readonly [word: string]: string } = {
  tristate: "'tristate' is not used in microlibs: nothing is loaded at run time; write 'bool'",
  def_tristate: "'def_tristate' is not used in microlibs; write 'def_bool'",
  select: "'select' is not read here; write 'depends on' in the option that needs the other",
  imply: "'imply' is not read here; write a 'default … if' instead",
  modules: "'modules' is not used in microlibs",
  option: "'option' is not read here",
  optional: "an 'optional' choice is not read here; add a member that stands for none",
  allnoconfig_y: "'allnoconfig_y' is not read here",
};
const ENDS = new Set(['endif', 'endmenu', 'endchoice']);
const NESTING = 64;
const SOURCES = 16;
const NAME = /^[A-Za-z0-9_]+$/;

interface Attributes {
  prompt?: { readonly text: string; readonly condition?: Expression };
  depends?: Expression;
  help?: string;
}

class Parser {
  private index = 0;
  private readonly lines: readonly string[];

  constructor(
    text: string,
    private readonly file: string,
    private readonly tree: KconfigTree,
    private readonly found: Diagnostic[],
    private readonly source: SourceReader | undefined,
    private readonly including: readonly string[],
  ) {
    this.lines = text.replace(/^\uFEFF/, '').split('\n');
  }

  parse(into: Node[]): void {
    this.block(into, undefined, 0);
  }

  private fail(message: string, token: Pick<Token, 'line' | 'column'>): void {
    const { line, column } = token;
    this.found.push(
      diagnostic('UL0204', 'error', `${this.file}:${line}: ${message}`, {
        params: { file: this.file, line, reason: message },
        at: { file: this.file, line, column },
      }),
    );
  }

  /** The next line that has tokens; not consumed. */
  private next(): Line | undefined {
    while (this.index < this.lines.length) {
      const line = readLine(this.lines, this.index);
      if (line.tokens.length > 0) return line;
      this.index = line.next;
    }
    return undefined;
  }

  /** Reads `line` with `read`; a fault, or tokens left over, are reported. */
  private within(line: Line, read: (cursor: Cursor, keyword: Token) => void): void {
    this.index = line.next;
    const cursor = new Cursor(line.tokens, this.file);
    const keyword = cursor.take();
    if (keyword === undefined) return;
    try {
      read(cursor, keyword);
      const rest = cursor.peek();
      if (rest !== undefined)
        throw new SyntaxFault(
          rest.is === 'bad' && /^["']/.test(rest.text)
            ? 'the string has no end'
            : `'${rest.text}' is not expected here`,
          rest,
        );
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      this.fail(error.message, error.token ?? line.tokens.at(-1) ?? keyword);
    }
  }

  /** Entries up to the line that ends the block, which is consumed; the file's end for the outermost. */
  private block(into: Node[], end: { readonly word: string; readonly opened: Token } | undefined, depth: number): void {
    for (let line = this.next(); line !== undefined; line = this.next()) {
      const keyword = line.tokens[0];
      if (keyword === undefined) continue;
      if (keyword.is === 'word' && ENDS.has(keyword.text)) {
        this.within(line, () => {
          if (end?.word !== keyword.text) this.fail(`'${keyword.text}' ends nothing here`, keyword);
        });
        if (end?.word === keyword.text) return;
        continue;
      }
      this.entry(line, keyword, into, depth);
    }
    if (end !== undefined) this.fail(`'${end.word}' is missing for this line`, end.opened);
  }

  private entry(line: Line, keyword: Token, into: Node[], depth: number): void {
    const at: Position = { file: this.file, line: keyword.line, column: keyword.column };
    const word = keyword.is === 'word' ? keyword.text : '';
    if (depth > NESTING) {
      this.fail('menus and ifs are nested too deeply', keyword);
      this.index = line.next;
      return;
    }
    switch (word) {
      case 'config':
      case 'menuconfig':
        this.within(line, (cursor) => {
          const name = cursor.take();
          if (name?.is !== 'word' || !NAME.test(name.text)) throw new SyntaxFault('the option has no name', name);
          const node: ConfigNode = { kind: 'config', name: name.text, defaults: [], ranges: [], help: '', at };
          into.push(node);
          this.config(node);
        });
        return;
      case 'choice':
        this.within(line, () => {
          const node: Node = { kind: 'choice', defaults: [], help: '', children: [], at };
          into.push(node);
          this.attributes(node, (cursor, attribute) => {
            if (attribute.text === 'bool') {
              if (cursor.peek() !== undefined) node.prompt = this.prompt(cursor);
            } else if (attribute.text === 'default')
              node.defaults.push({ value: parseTerm(cursor), ...this.condition(cursor) });
            else return false;
            return true;
          });
          this.block(node.children, { word: 'endchoice', opened: keyword }, depth + 1);
        });
        return;
      case 'menu':
        this.within(line, (cursor) => {
          const node: Node = { kind: 'menu', title: this.text(cursor), children: [], at };
          into.push(node);
          this.attributes(node, (inner, attribute) => {
            if (attribute.text !== 'visible') return false;
            if (!inner.takeIf('if')) throw new SyntaxFault("'visible' wants 'if'", inner.peek());
            node.visible = both(node.visible, parseExpression(inner));
            return true;
          });
          this.block(node.children, { word: 'endmenu', opened: keyword }, depth + 1);
        });
        return;
      case 'if':
        this.within(line, (cursor) => {
          const node: Node = { kind: 'if', condition: parseExpression(cursor), children: [], at };
          into.push(node);
          this.block(node.children, { word: 'endif', opened: keyword }, depth + 1);
        });
        return;
      case 'comment':
        this.within(line, (cursor) => {
          const node: Node = { kind: 'comment', text: this.text(cursor), at };
          into.push(node);
          this.attributes(node, () => false);
        });
        return;
      case 'mainmenu':
        this.within(line, (cursor) => {
          this.tree.title = this.text(cursor);
        });
        return;
      case 'source':
        this.within(line, (cursor) => this.include(this.text(cursor), keyword, into));
        return;
      default:
        this.within(line, (cursor) => {
          while (cursor.take() !== undefined);
          throw new SyntaxFault(REFUSED[word] ?? `'${keyword.text}' begins no entry`, keyword);
        });
    }
  }

  private include(path: string, keyword: Token, into: Node[]): void {
    const text = this.source?.(path);
    if (text === undefined) throw new SyntaxFault(`'${path}' cannot be sourced here`, keyword);
    if (this.including.length >= SOURCES || path === this.file || this.including.includes(path))
      throw new SyntaxFault(`'${path}' sources itself`, keyword);
    new Parser(text, path, this.tree, this.found, this.source, [...this.including, this.file]).parse(into);
  }

  private text(cursor: Cursor): string {
    const token = cursor.take();
    if (token?.is === 'bad') throw new SyntaxFault('the string has no end', token);
    if (token === undefined || token.is === 'operator') throw new SyntaxFault('a text in quotes is missing', token);
    return token.text;
  }

  private condition(cursor: Cursor): { condition?: Expression } {
    return cursor.takeIf('if') ? { condition: parseExpression(cursor) } : {};
  }

  private prompt(cursor: Cursor): { text: string; condition?: Expression } {
    const token = cursor.peek();
    if (token?.is === 'word') throw new SyntaxFault('a prompt stands in quotes', token);
    return { text: this.text(cursor), ...this.condition(cursor) };
  }

  private config(node: ConfigNode): void {
    const faults = this.found.length;
    this.attributes(node, (cursor, { text }) => {
      if (TYPES.has(text)) {
        node.type = text as KconfigType;
        if (cursor.peek() !== undefined) node.prompt = this.prompt(cursor);
      } else if (text === 'def_bool') {
        node.type = 'bool';
        node.defaults.push({ value: parseExpression(cursor), ...this.condition(cursor) });
      } else if (text === 'default') node.defaults.push({ value: parseExpression(cursor), ...this.condition(cursor) });
      else if (text === 'range')
        node.ranges.push({ low: parseTerm(cursor), high: parseTerm(cursor), ...this.condition(cursor) });
      else return false;
      return true;
    });
    // Where a line of it could not be read, the type may have stood there.
    if (node.type === undefined && this.found.length === faults) this.fail(`'${node.name}' has no type`, node.at);
  }

  /** Attribute lines, until one that is none. `own` takes what only this kind of entry has. */
  private attributes(node: Attributes, own: (cursor: Cursor, keyword: Token) => boolean): void {
    for (let line = this.next(); line !== undefined; line = this.next()) {
      const keyword = line.tokens[0];
      if (keyword?.is !== 'word' || !isAttribute(keyword.text)) return;
      if (keyword.text === 'help') {
        this.within(line, () => {});
        node.help = this.help();
        continue;
      }
      this.within(line, (cursor, { text }) => {
        if (REFUSED[text] !== undefined) {
          while (cursor.take() !== undefined);
          throw new SyntaxFault(REFUSED[text], keyword);
        }
        if (own(cursor, keyword)) return;
        if (text === 'prompt') node.prompt = this.prompt(cursor);
        else if (text === 'depends') {
          if (!cursor.takeIf('on')) throw new SyntaxFault("'depends' wants 'on'", cursor.peek());
          node.depends = both(node.depends, parseExpression(cursor));
        } else throw new SyntaxFault(`'${text}' does not belong to this entry`, keyword);
      });
    }
  }

  /** The lines indented as much as the first one, without that indentation. */
  private help(): string {
    const text: string[] = [];
    let width: number | undefined;
    for (; this.index < this.lines.length; this.index++) {
      const line = this.lines[this.index] ?? '';
      const indent = indentation(line);
      if (indent === undefined) {
        text.push('');
        continue;
      }
      if (width === undefined && indent === 0) break;
      width ??= indent;
      if (indent < width) break;
      text.push(line.trim());
    }
    while (text.at(-1) === '') text.pop();
    while (text[0] === '') text.shift();
    return text.join('\n');
  }
}

const ATTRIBUTES = new Set(['prompt', 'default', 'def_bool', 'depends', 'visible', 'range', 'help', ...TYPES]);
const isAttribute = (word: string) => ATTRIBUTES.has(word) || Object.hasOwn(REFUSED, word);

/**
 * Reads a Kconfig file.
 * @param file names it in positions
 * @param source gives the text of files that it sources; without it `source` is refused
 */
export function parseKconfig(text: string, file: string, source?: SourceReader): ParseResult {
  const tree: KconfigTree = { title: '', children: [] };
  const found: Diagnostic[] = [];
  new Parser(text, file, tree, found, source, []).parse(tree.children);
  return { tree, diagnostics: found };
}
