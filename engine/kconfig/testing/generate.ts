/**
 * Seeded Kconfig trees of any size, with every construct of the language: what one seed and set of options gives is always
 * the same text. The tools accept all of it; mutations are the fuzzers' business.
 */
import { chance, integers, pick, type Random } from '../../testing/random.ts';
import type { Dialect } from '../language/tree.ts';
import {
  type BlockShape,
  type ChoiceShape,
  type CommentShape,
  type GeneratedSymbol,
  type Shape,
  skeleton,
} from './skeleton.ts';

export interface GenerateOptions {
  readonly symbols?: number;
  /** Symbols in a file, about. */
  readonly perFile?: number;
  /** Members of a first choice that most of the tree hangs on; 0 for none. */
  readonly boards?: number;
  readonly modules?: boolean;
  /** Optional, named and tristate choices. */
  readonly oldChoices?: boolean;
  /** How many of 100 properties may read any symbol at all, so that circles arise. */
  readonly circles?: number;
  readonly dialect?: Dialect;
}

export interface GeneratedTree {
  /** By name; the root is `Kconfig`. */
  readonly files: Readonly<Record<string, string>>;
  readonly symbols: readonly GeneratedSymbol[];
}

const logical = ({ type }: GeneratedSymbol): boolean => type === 'bool' || type === 'tristate';
const COMPARE = ['=', '!=', '<', '>', '<=', '>='] as const;

class Writer {
  readonly files: Record<string, string> = {};
  private later: GeneratedSymbol[] = [];

  constructor(
    private readonly next: Random,
    private readonly symbols: readonly GeneratedSymbol[],
    private readonly circles: number,
    private readonly modules: boolean,
  ) {}

  /** How many symbols have a lower rank. */
  private below(rank: number): number {
    let low = 0;
    let high = this.symbols.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.symbols[middle]?.rank ?? 0) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A symbol of a lower rank: often one of the first, often one nearby. */
  private lower(rank: number, wanted: (symbol: GeneratedSymbol) => boolean): GeneratedSymbol | undefined {
    const { next, symbols } = this;
    const count = chance(next, this.circles) ? symbols.length : this.below(rank);
    for (let tries = 0; count > 0 && tries < 8; tries++) {
      const roll = next(10);
      const at = roll < 3 ? next(Math.min(count, 30)) : roll < 8 ? count - 1 - next(Math.min(count, 40)) : next(count);
      const found = symbols[at];
      if (found !== undefined && wanted(found)) return found;
    }
    return undefined;
  }

  private higher(rank: number): GeneratedSymbol | undefined {
    const { next, symbols } = this;
    const from = chance(next, this.circles) ? 0 : this.below(rank + 1);
    for (let tries = 0; from < symbols.length && tries < 8; tries++) {
      const found = symbols[from + next(Math.min(symbols.length - from, chance(next, 70) ? 40 : symbols.length))];
      if (found !== undefined && logical(found) && !found.member) return found;
    }
    return undefined;
  }

  private number(type: 'int' | 'hex', value = this.next(200)): string {
    return type === 'int' ? String(value - (chance(this.next, 5) ? 250 : 0)) : `0x${value.toString(16)}`;
  }

  private comparison(rank: number): string | undefined {
    const { next } = this;
    const left = this.lower(rank, () => true);
    if (left === undefined) return undefined;
    if (logical(left)) return `${left.name} ${pick(next, ['=', '!='])} ${pick(next, ['y', 'n', 'm'])}`;
    if (left.type === 'string') return `${left.name} ${pick(next, COMPARE)} "${pick(next, ['', 'a', 'b c', '12'])}"`;
    const right = chance(next, 30) ? this.lower(rank, ({ type }) => type === left.type)?.name : undefined;
    return `${left.name} ${pick(next, COMPARE)} ${right ?? this.number(left.type as 'int' | 'hex')}`;
  }

  private term(rank: number, depth: number): string {
    const { next } = this;
    const roll = next(100);
    if (roll < 3) return pick(next, ['y', 'n', this.modules ? 'm' : 'y']);
    if (roll < 5) return `NOWHERE${next(9)}`;
    if (roll < 20) return this.comparison(rank) ?? 'y';
    if (roll < 32 && depth < 3) return `(${this.expression(rank, depth + 1)})`;
    if (roll < 45) return `!${this.term(rank, depth + 1)}`;
    return this.lower(rank, logical)?.name ?? 'y';
  }

  expression(rank: number, depth = 0): string {
    const { next } = this;
    let text = this.term(rank, depth);
    while (chance(next, depth === 0 ? 30 : 45)) text += ` ${pick(next, ['&&', '||'])} ${this.term(rank, depth)}`;
    return text;
  }

  private when(rank: number, percent: number): string {
    return chance(this.next, percent) ? ` if ${this.expression(rank)}` : '';
  }

  private dependsOn(rank: number, percent: number): string {
    let text = '';
    while (chance(this.next, percent) && text.length < 400) text += `\tdepends on ${this.expression(rank)}\n`;
    return text;
  }

  private value(symbol: GeneratedSymbol): string {
    const { next } = this;
    const { type, rank } = symbol;
    if (logical(symbol)) return chance(next, 60) ? pick(next, ['y', 'y', 'n', 'm']) : this.expression(rank);
    if (chance(next, 25)) {
      const from = this.lower(rank, (other) => other.type === type || (type === 'string' && chance(next, 30)));
      if (from !== undefined) return from.name;
    }
    if (type === 'string')
      return `"${pick(next, ['', 'a', 'text with \\"quotes\\"', '$(WORD)', 'back\\\\slash', '7'])}"`;
    return this.number(type as 'int' | 'hex');
  }

  private range(symbol: GeneratedSymbol): string {
    const type = symbol.type as 'int' | 'hex';
    const low = this.next(120);
    const bound = (value: number) =>
      (chance(this.next, 25) ? this.lower(symbol.rank, (other) => other.type === type)?.name : undefined) ??
      this.number(type, value);
    return `\trange ${bound(low)} ${bound(low + this.next(150))}${this.when(symbol.rank, 40)}\n`;
  }

  private definition(symbol: GeneratedSymbol, again: boolean): string {
    const { next } = this;
    const { name, rank, type, member } = symbol;
    let text = `${chance(next, 6) && !member ? 'menuconfig' : 'config'} ${name}\n`;
    const prompt = `"${name} of the tree"`;
    const shown = !again && (member ? chance(next, 96) : text.startsWith('m') || chance(next, 70));
    if (!again && chance(next, 8) && !member) text += `\tdef_${type} ${this.value(symbol)}${this.when(rank, 30)}\n`;
    else if (shown && chance(next, 70)) text += `\t${type} ${prompt}${this.when(rank, 25)}\n`;
    else text += `\t${type}\n`;
    if (shown && !text.includes(prompt)) text += `\tprompt ${prompt}${this.when(rank, 25)}\n`;
    text += this.dependsOn(rank, member ? 15 : 35);
    if (!member)
      for (let count = next(3); count > 0; count--)
        text += `\tdefault ${this.value(symbol)}${this.when(rank, count > 1 ? 80 : 40)}\n`;
    if (type === 'int' || type === 'hex') while (chance(next, 45)) text += this.range(symbol);
    if (logical(symbol)) {
      let percent = 30;
      while (chance(next, percent)) {
        const target = this.higher(rank);
        percent = 50;
        if (target === undefined) break;
        text += `\t${pick(next, ['select', 'select', 'imply'])} ${target.name}${this.when(rank, 35)}\n`;
      }
    }
    if (chance(next, 40)) text += `\thelp\n\t  What ${name} is for.\n\n\t    A second paragraph: config, "quotes".\n`;
    if (!again && !member && chance(next, 7)) this.later.push(symbol);
    return `${text}\n`;
  }

  private choice(shape: ChoiceShape): string {
    const { next } = this;
    const { name, rank, type, optional, members } = shape;
    let text = name === undefined ? 'choice\n' : `choice ${name}\n`;
    text += type !== undefined && chance(next, 50) ? `\t${type} "A choice"` : '\tprompt "A choice"';
    text += `${this.when(rank, 20)}\n`;
    if (type !== undefined && !text.includes(`\t${type} `)) text += `\t${type}\n`;
    if (optional) text += '\toptional\n';
    text += this.dependsOn(rank, 25);
    while (chance(next, 40)) text += `\tdefault ${pick(next, members).name}${this.when(rank, 50)}\n`;
    text += '\n';
    for (const member of members) {
      const around = members.length < 10 && chance(next, 8);
      text += around ? `if ${this.expression(rank)}\n\n` : '';
      text += this.definition(member, false);
      text += around ? 'endif\n\n' : '';
    }
    return `${text}endchoice\n\n`;
  }

  private comment({ rank }: CommentShape): string {
    return `comment "A remark"\n${this.dependsOn(rank, 50)}\n`;
  }

  shape(shape: Shape): string {
    switch (shape.kind) {
      case 'config':
        return this.definition(shape.symbol, false);
      case 'choice':
        return this.choice(shape);
      case 'comment':
        return this.comment(shape);
      default:
        return this.block(shape);
    }
  }

  private block(block: BlockShape): string {
    const { next } = this;
    const { kind, rank, children } = block;
    let text = '';
    if (kind === 'menu') {
      text += `menu "Menu ${rank}"\n${this.dependsOn(rank, 30)}`;
      if (chance(next, 25)) text += `\tvisible if ${this.expression(rank)}\n`;
      text += '\n';
    } else if (kind === 'if') text += `if ${this.expression(rank)}\n\n`;
    text += children.map((child) => this.shape(child)).join('');
    // A second definition, where what is around it reads nothing that is above it.
    const again = this.later.filter((symbol) => symbol.rank >= rank && (kind === 'root' || chance(next, 20)));
    this.later = this.later.filter((symbol) => !again.includes(symbol));
    text += again.map((symbol) => this.definition(symbol, true)).join('');
    if (kind !== 'root') text += `end${kind}\n\n`;
    if (!block.sourced) return text;
    const file = `part${Object.keys(this.files).length}/Kconfig`;
    this.files[file] = text;
    return `source "${file}"\n\n`;
  }
}

/** A tree out of `seed`. */
export function generateTree(seed: number, options: GenerateOptions = {}): GeneratedTree {
  const { symbols: count = 40, perFile = 12, boards = 0, circles = 0, dialect = 'unikraft' } = options;
  const next = integers(seed);
  const modules = options.modules ?? next(3) > 0;
  const oldChoices = options.oldChoices ?? true;
  const { root, symbols } = skeleton(next, { symbols: count, perFile, boards, modules, oldChoices });
  const writer = new Writer(next, symbols, circles, modules);
  let text = `mainmenu "Generated ${seed}"\n\nWORD := word ${seed}\n\n`;
  if (modules) {
    const flag = dialect === 'linux' ? 'modules' : 'option modules';
    text += `config MODULES\n\tbool "modules"\n${chance(next, 60) ? '\tdefault y\n' : ''}\t${flag}\n\n`;
  }
  writer.files['Kconfig'] = '';
  text += writer.shape(root);
  return { files: { ...writer.files, Kconfig: text }, symbols };
}
