/**
 * Random trees that use the whole language, for comparing with other tools: every tool reads them without an error. A
 * symbol reads only those before it and selects only those after it, so that there is no circle.
 */
import { integers, pick, type Random } from '../../testing/random.ts';
import { expression, type GeneratedSymbol } from './generated-expression.ts';

/** What not every tool knows or sees alike. */
export interface Features {
  /** Symbols that are m, and `option modules`. */
  readonly tristates: boolean;
  /** `$(macro)`: Linux 4.18 and later. */
  readonly macros: boolean;
  readonly imply: boolean;
  /** Choices that may be n as a whole, and choices of tristates: until Linux 6.10. */
  readonly looseChoices: boolean;
  /** A second definition of a symbol. */
  readonly redefinitions: boolean;
  /** Now and then no symbol switches m on; old tools fall over it. */
  readonly withoutModules: boolean;
  /** Symbols are compared with what is not of their type. */
  readonly mixedComparisons: boolean;
  /** Members of choices are selected: the tools warn, and differ. */
  readonly selectedMembers: boolean;
  /** How a tool is told which symbol switches m on. */
  readonly modules: 'option modules' | 'modules';
  /** An int or hex may be without a value. */
  readonly emptyNumbers: boolean;
}

export const ALL_FEATURES: Features = {
  tristates: true,
  macros: true,
  imply: true,
  looseChoices: true,
  redefinitions: true,
  withoutModules: true,
  mixedComparisons: true,
  selectedMembers: true,
  modules: 'option modules',
  emptyNumbers: true,
};

export interface GeneratedTree {
  /** Texts by name; `Kconfig` is the root. */
  readonly files: Readonly<Record<string, string>>;
  readonly symbols: readonly GeneratedSymbol[];
}

const HELP = ['\t  One line.\n', '\t  Two\n\t    lines, and more.\n\n\t  After a gap: "config X".\n'];

class Generator {
  readonly files: Record<string, string> = {};
  readonly known: GeneratedSymbol[] = [];
  readonly members = new Set<string>();
  private readonly all: GeneratedSymbol[] = [];
  private made = 0;
  private fileCount = 0;

  constructor(
    private readonly next: Random,
    private readonly size: number,
    private readonly features: Features,
  ) {
    const types = ['bool', 'bool', 'bool', features.tristates ? 'tristate' : 'bool', 'int', 'hex', 'string'] as const;
    for (let at = 0; at < size; at++) this.all.push({ name: `S${at}`, type: pick(next, types) });
  }

  private expression(known: readonly GeneratedSymbol[] = this.known): string {
    return expression(this.next, known, { mixed: this.features.mixedComparisons });
  }

  /** ` if …`, or nothing. */
  private when(chance = 3): string {
    return this.next(chance) === 0 ? ` if ${this.expression()}` : '';
  }

  private depends(chance = 3): string {
    let text = '';
    while (this.next(chance) === 0) text += `\tdepends on ${this.expression()}\n`;
    return text;
  }

  private number(type: 'int' | 'hex'): string {
    const { next } = this;
    const others = this.known.filter((one) => one.type === type);
    if (others.length > 0 && next(5) === 0) return pick(next, others).name;
    const value = next(120) - 20;
    return type === 'int' ? String(value) : `0x${Math.abs(value).toString(16)}`;
  }

  private value({ type }: GeneratedSymbol): string {
    const { next, known } = this;
    switch (type) {
      case 'int':
      case 'hex':
        return this.number(type);
      case 'string': {
        if (known.length > 0 && next(4) === 0) return pick(next, known).name;
        return pick(next, ['""', '"text"', '"a b"', '"quote \\" and \\\\ in it"', "'single'", '"y"', '"# no comment"']);
      }
      default:
        return next(3) === 0 ? this.expression() : pick(next, ['y', 'n', type === 'tristate' ? 'm' : 'y']);
    }
  }

  private reverse(at: number): string {
    const { next } = this;
    let text = '';
    const later = this.all.slice(at + 1).filter(({ type }) => type === 'bool' || type === 'tristate');
    while (later.length > 0 && next(4) === 0) {
      const word = this.features.imply && next(3) === 0 ? 'imply' : 'select';
      text += `\t${word} ${pick(next, later).name}${this.when()}\n`;
    }
    return text;
  }

  private range(symbol: GeneratedSymbol): string {
    const { type } = symbol;
    if (type !== 'int' && type !== 'hex') return '';
    let text = '';
    while (this.next(3) === 0) {
      const low = this.next(60);
      const high = low + this.next(60);
      const shown = (value: number) => (type === 'int' ? String(value) : `0x${value.toString(16)}`);
      text += `\trange ${shown(low)} ${shown(high)}${this.when()}\n`;
    }
    return text;
  }

  private config(symbol: GeneratedSymbol, at: number, again = false): string {
    const { next } = this;
    const { name, type } = symbol;
    const prompted = next(4) !== 0;
    const word = prompted && next(6) === 0 ? 'menuconfig' : 'config';
    let text = `${word} ${name}\n`;
    const prompt = `"the ${name}${next(8) === 0 ? ` \\"${type}\\"` : ''}"`;
    const defaultType = (type === 'bool' || type === 'tristate') && next(5) === 0;
    if (defaultType) text += `\tdef_${type} ${this.value(symbol)}${this.when()}\n`;
    else if (prompted && next(3) !== 0) text += `\t${type} ${prompt}${this.when(5)}\n`;
    else text += `\t${type}\n`;
    if (prompted && !text.includes('"the ')) text += `\tprompt ${prompt}${this.when(5)}\n`;
    if (this.features.macros && next(10) === 0) text = text.replace('the ', '$(word) ');
    text += this.depends();
    const lines: string[] = [];
    while (next(2) === 0) lines.push(`\tdefault ${this.value(symbol)}${this.when()}\n`);
    // Where tools differ about numbers without a value, there is always one.
    const number = type === 'int' || type === 'hex';
    if (number && !this.features.emptyNumbers && !again) lines.push(`\tdefault ${type === 'int' ? '7' : '0x7'}\n`);
    text += lines.join('') + this.range(symbol);
    if (type === 'bool' || type === 'tristate') text += this.reverse(at);
    if (next(6) === 0) text += `\thelp\n${pick(next, HELP)}`;
    return `${text}${next(3) === 0 ? '\n' : ''}`;
  }

  private one(): string {
    const at = this.made++;
    const symbol = this.all[at];
    if (symbol === undefined) return '';
    let text = this.config(symbol, at);
    this.known.push(symbol);
    // The second definition reads nothing that reads the first.
    if (this.features.redefinitions && this.next(10) === 0) {
      const before = this.known;
      const now = [...before];
      before.splice(at, 1);
      text += this.config(symbol, at, true);
      before.splice(0, before.length, ...now);
    }
    return text;
  }

  private choice(): string {
    const { next } = this;
    const tristate = this.features.tristates && this.features.looseChoices && next(4) === 0;
    const count = 1 + next(4);
    const members = this.all.slice(this.made, this.made + count);
    let text = `choice\n\t${tristate ? 'tristate' : next(2) === 0 ? 'bool' : 'prompt'} "choice"${this.when(5)}\n`;
    if (text.startsWith('choice\n\tprompt') && next(2) === 0) text += '\tbool\n';
    text += this.depends(4);
    while (next(2) === 0 && members.length > 0) text += `\tdefault ${pick(next, members).name}${this.when(2)}\n`;
    if (this.features.looseChoices && next(5) === 0) text += '\toptional\n';
    const outside = [...this.known];
    for (const [index, { name }] of members.entries()) {
      this.members.add(name);
      this.all[this.made + index] = { name, type: tristate ? 'tristate' : 'bool' };
      const inIf = next(8) === 0;
      if (inIf) text += `if ${this.expression(outside)}\n`;
      text += `config ${name}\n\t${tristate ? 'tristate' : 'bool'} "member ${name}"`;
      text += next(6) === 0 ? ` if ${this.expression(outside)}\n` : '\n';
      if (next(4) === 0) text += `\tdepends on ${this.expression(outside)}\n`;
      if (inIf) text += 'endif\n';
    }
    text += 'endchoice\n';
    this.made += members.length;
    for (let at = this.made - members.length; at < this.made; at++) {
      const symbol = this.all[at];
      if (symbol !== undefined) this.known.push(symbol);
    }
    return text;
  }

  private menu(depth: number): string {
    const visible = this.next(4) === 0 ? `\tvisible if ${this.expression()}\n` : '';
    // Older tools want them in this order.
    return `menu "Menu ${this.made}"\n${visible}${this.depends()}${this.items(depth + 1)}endmenu\n`;
  }

  private macro(): string {
    return pick(this.next, [
      'word := the\n',
      'word = the\n',
      'both = $(1) && $(2)\n',
      'empty :=\n',
      'list := a\nlist += b\n',
      'nested = $(word) $(list)\n',
    ]);
  }

  /** Some items, in files and blocks. */
  items(depth: number): string {
    const { next } = this;
    let text = '';
    while (this.made < this.size) {
      const kind = next(20);
      if (depth < 4 && kind === 0) text += this.menu(depth);
      else if (depth < 4 && kind === 1) text += `if ${this.expression()}\n${this.items(depth + 1)}endif\n`;
      else if (depth < 4 && kind === 2) {
        const name = `Kconfig.${this.fileCount++}`;
        this.files[name] = this.items(depth + 1);
        text += `source "${name}"\n`;
      } else if (kind === 3) text += `comment "Comment ${this.made}"\n${this.depends()}`;
      // Linux 5.2's tool takes no assignment straight after a help text.
      else if (kind === 4 && this.features.macros) text += `\nconfig M${this.made}\n\tbool\n\n${this.macro()}`;
      else if (kind < 7) text += this.choice();
      else text += this.one();
      if (depth > 0 && next(6) === 0) break;
    }
    return text;
  }
}

/** A tree of `size` symbols. */
export function generatedTree(seed: number, size: number, features: Features = ALL_FEATURES): GeneratedTree {
  const generator = new Generator(integers(seed), size, features);
  const { next } = { next: integers(seed ^ 0x5eed) };
  let text = next(2) === 0 ? 'mainmenu "Generated"\n\n' : '';
  if (features.macros) text += 'word := the\nlist :=\n';
  if (features.tristates && (next(4) !== 0 || !features.withoutModules))
    text += `config MODULES\n\tbool${next(2) === 0 ? ' "modules"' : ''}\n\tdefault ${pick(next, ['y', 'y', 'n'])}\n\t${features.modules}\n\n`;
  text += generator.items(0);
  generator.files['Kconfig'] = text;
  if (!features.selectedMembers)
    for (const [name, file] of Object.entries(generator.files))
      generator.files[name] = file.replace(/^\t(?:select|imply) (\w+).*\n/gm, (line, target) =>
        generator.members.has(target) ? '' : line,
      );
  return { files: generator.files, symbols: generator.known };
}

const LOGICAL = ['y', 'y', 'n', 'm', 'y', 'n', 'Y', '"y"', '', 'yes'];
const INTS = ['0', '5', '17', '40', '80', '-7', '+5', '007', '1 ', '0x5', '', '99999999999'];
const HEXES = ['0x0', '0x5', '0xFF', 'ff', '0X1a', '10', '0x', '', '-1'];
const STRINGS = ['""', '"set"', '"a \\"b\\" \\\\ c"', '"\\x"', '"open', 'bare', '"y"', '"tail" more'];

/** A `.config` for such a tree, of good and bad lines in any order; a symbol may be in it twice. */
export function generatedConfig(seed: number, tree: GeneratedTree, prefix = 'CONFIG_'): string {
  const next = integers(seed);
  let text = next(2) === 0 ? '#\n# Some file\n#\n' : '';
  if (tree.symbols.length === 0) return text;
  for (let left = next(tree.symbols.length * 2); left > 0; left--) {
    const { name, type } = pick(next, tree.symbols);
    const kind = next(30);
    if (kind === 0) text += `${prefix}UNKNOWN_${left}=y\n`;
    else if (kind === 1)
      text += pick(next, ['\n', '# a comment\n', `${prefix}${name}\n`, `# ${prefix}${name} is set\n`]);
    else if (kind < 8) text += `# ${prefix}${name} is not set\n`;
    else {
      const values = type === 'int' ? INTS : type === 'hex' ? HEXES : type === 'string' ? STRINGS : LOGICAL;
      text += `${prefix}${name}=${pick(next, values)}\n`;
    }
  }
  return text;
}
